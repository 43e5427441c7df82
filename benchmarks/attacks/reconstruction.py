"""Attack 8: the least and the most that every unit's count can be, given everything ever published.

**Who**: a reader of every table of every window, with the organisation chart: he knows which units have
members of their own and which are only made of others.
**What he computes**: for every unit and every column the least and the most people over all the whole-number
worlds that agree with the tables: an integer program. Windows are different crowds, so no window binds
another; within one, nested sums have a closed form (`ranges`), and HiGHS is run on a sample of units to hold
it to the general method (`by_integer_programming`). He claims a unit of 1 to k - 1 contributors, or of 1 to
t - 1 people on one side of a measure, whose count is the only one left. Of Havre it is also asked that the
range be wide: k for contributors, t for a measure, unless the count is a sum of safe remainders.
**Why the naive rule falls**: it is known that what is not shown is less than k, and what the shown groups
leave for one hidden unit is that unit.
**Why Havre does not**: a hidden unit shares its remainder with others, or with nobody and is then safe.
**A stronger assumption**: that he also knows how Havre chooses (known_rule.py), the roster or the number of
passes issued (what remains).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from benchmarks.attacks.claims import Claims, claims
from benchmarks.attacks.organisations import Flags, History, Ints
from benchmarks.attacks.tables import FREE, Tables, totals

UNBOUNDED = 10**9


@dataclass(frozen=True)
class Ranges:
    """[window, column, unit]: the least and the most that the count of each unit can be; `safe` where both
    are the sum of remainders."""

    least: Ints
    most: Ints
    safe: Flags


def ranges(tables: Tables, holders: Flags, hidden_below: int | None = None) -> Ranges:
    """The ranges of all units; a hidden unit is below `hidden_below` where the rule says so.

    `holders` are the units with members of their own. The people of a unit are those of the remainders that
    lie inside it, and some of the remainder that it lies in itself: none if it has no member there, all if
    nobody else has, otherwise any number.
    """
    inside = _inside(tables)
    block = tables.block
    free = block == FREE
    room = np.where(free, UNBOUNDED, np.take_along_axis(tables.remainders, np.maximum(block, 0), axis=2))
    here = _sharers(tables, np.broadcast_to(holders, block.shape).astype(np.int64))
    whole = np.take_along_axis(here, np.maximum(block, 0), axis=2)
    alone = ~free & (here == whole)
    most = np.where(here == 0, 0, room)
    least = np.where(alone, room, 0)
    if hidden_below is not None:
        roof, others = _roofs(tables, np.broadcast_to(holders, block.shape), hidden_below - 1)
        # What the others of the remainder cannot hold is here; a unit shown holds any number itself.
        least = np.where(~tables.shown & ~free, np.maximum(least, room - others), least)
        most = np.where(~tables.shown, np.minimum(most, roof), most)
    # Where people and answers are published for the same groups, an answer needs somebody to give it.
    low, high = inside + least, np.minimum(inside + most, UNBOUNDED)
    low, high = np.where(tables.shown, tables.figures, low), np.where(tables.shown, tables.figures, high)
    people_low, people_high = _people_in_block(tables, low[:, :1], high[:, :1], inside)
    heads = np.where(free, UNBOUNDED, np.take_along_axis(tables.people, np.maximum(block, 0), axis=2))
    part_low = np.maximum(low - inside, room - (heads - people_low))
    part_high = np.minimum(high - inside, people_high)
    measured = ~tables.shown & ~free
    measured[:, 0] = False
    low, high = np.where(measured, inside + part_low, low), np.where(measured, inside + part_high, high)
    free_measure = ~tables.shown & free
    free_measure[:, 0] = False
    high = np.where(free_measure, np.minimum(high, inside + people_high), high)
    high = np.where(high >= UNBOUNDED // 2, UNBOUNDED, high)
    safe = tables.shown | (here == 0) | alone | (room == 0)
    # All of the people of a remainder, or none of them: whole remainders again.
    safe[:, 1:] |= ((people_high == 0) | (~free & (people_low == heads)))[:, 1:]
    return Ranges(low, high, safe)


def attack(history: History, tables: Tables, k: int, t: int, hidden_below: int | None = None) -> Claims:
    """The claims of exact small counts."""
    found = ranges(tables, history.has_members, hidden_below)
    real = totals(history.hierarchy, history.counts)
    exact = found.least == found.most
    exact[:, 0] &= (found.least[:, 0] >= 1) & (found.least[:, 0] < k)
    people = np.broadcast_to(np.where(tables.shown[:, :1], tables.figures[:, :1], -1), exact.shape)[:, 1:]
    declared = found.least[:, 1:]
    few = (declared >= 1) & (declared < t)
    few |= (people > 0) & (people - declared >= 1) & (people - declared < t)
    exact[:, 1:] &= few
    return claims(exact, real == found.least)


def narrow(history: History, tables: Tables, k: int, t: int) -> Claims:
    """The ranges that are neither safe nor wide; each is counted as a claim."""
    found = ranges(tables, history.has_members)
    wide = np.full(found.least.shape, t)
    wide[:, 0] = k
    return Claims(int(np.count_nonzero(~found.safe & (found.most - found.least < wide))))


def _inside(tables: Tables) -> Ints:
    """The sum of the groups shown nearest below each unit (of itself, where it is shown: what is inside)."""
    summed = np.zeros(tables.shown.shape, dtype=np.int64)
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        parent = tables.parents[unit]
        if parent >= 0:
            summed[..., parent] += np.where(
                tables.shown[..., unit], tables.figures[..., unit], summed[..., unit]
            )
    return summed


def _sharers(tables: Tables, holders: Ints) -> Ints:
    """How many holders of its own remainder each unit has in and under it."""
    summed = holders.copy()
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        parent = tables.parents[unit]
        if parent >= 0:
            summed[..., parent] += np.where(tables.shown[..., unit], 0, summed[..., unit])
    return summed


def _roofs(tables: Tables, holders: Flags, most: int) -> tuple[Ints, Ints]:
    """When a hidden unit holds `most` at most: the most that the part of each unit in its own remainder can
    be, and the most that the rest of that remainder can."""
    raw = np.where(holders, np.where(tables.shown, UNBOUNDED, most), 0).astype(np.int64)
    roof = raw.copy()
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        hidden = ~tables.shown[..., unit]
        roof[..., unit] = np.where(hidden, np.minimum(raw[..., unit], most), 0)
        parent = tables.parents[unit]
        if parent >= 0:
            raw[..., parent] += roof[..., unit]
    others = np.zeros(raw.shape, dtype=np.int64)
    for unit, parent in enumerate(tables.parents.tolist()):
        if parent >= 0:
            beside = raw[..., parent] - roof[..., unit]
            shown = tables.shown[..., parent]
            others[..., unit] = np.where(shown, beside, others[..., parent] + np.minimum(beside, most))
    return roof, others


def _people_in_block(tables: Tables, low: Ints, high: Ints, inside: Ints) -> tuple[Ints, Ints]:
    """For each measure: the least and the most people of a unit that are in its own remainder."""
    heads = np.broadcast_to(tables.figures[:, :1], tables.figures.shape)
    known = np.zeros(tables.shown.shape, dtype=np.int64)
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        parent = tables.parents[unit]
        if parent >= 0:
            known[..., parent] += np.where(tables.shown[..., unit], heads[..., unit], known[..., unit])
    return np.maximum(0, low - known), np.maximum(0, high - known)


def by_integer_programming(
    tables: Tables, holders: Flags, window: int, column: int, unit: int
) -> tuple[int, int]:
    """The same range for one unit, by HiGHS: people and answers of each unit are whole unknowns, answers at
    most people, and every published figure is a sum. UNBOUNDED where there is no most."""
    units = len(tables.hierarchy)
    own = np.flatnonzero(holders)
    place = {int(position): number for number, position in enumerate(own)}
    size = len(own)
    below = _below(tables)
    rows: list[tuple[list[int], int]] = []
    for shown in range(units):
        members = [place[one] for one in below[shown] if one in place]
        if tables.shown[window, 0, shown]:
            rows.append((members, int(tables.figures[window, 0, shown])))
        if column and tables.shown[window, column, shown]:
            rows.append(([size + one for one in members], int(tables.figures[window, column, shown])))
    entries = [(number, one, 1.0) for number, (members, _) in enumerate(rows) for one in members]
    lows = [float(total) for _, total in rows]
    highs = list(lows)
    if column:
        for one in range(size):
            entries += [(len(lows), one, 1.0), (len(lows), size + one, -1.0)]
            lows.append(0.0)
            highs.append(np.inf)
    variables = size * (2 if column else 1)
    aim = np.zeros(variables)
    aim[[place[one] + (size if column else 0) for one in below[unit] if one in place]] = 1
    if not aim.any():
        return 0, 0
    row, col, weight = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = coo_array((weight, (row, col)), shape=(len(lows), variables)).tocsr()
    limits = [LinearConstraint(matrix, np.array(lows), np.array(highs))] if lows else []
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * aim,
            integrality=np.ones(variables, dtype=np.int64),
            bounds=Bounds(0, 1e6),
            constraints=limits,
        )
        if solved.x is None:
            raise RuntimeError(f"HiGHS found no world that agrees with a table: {solved.message}")
        found.append(round(float(aim @ solved.x)))
    least, most = found
    return least, UNBOUNDED if most >= 10**6 else most


def _below(tables: Tables) -> list[list[int]]:
    """The positions in and under each unit."""
    under: list[list[int]] = [[unit] for unit in range(len(tables.hierarchy))]
    for unit in range(len(under) - 1, -1, -1):
        if tables.parents[unit] >= 0:
            under[int(tables.parents[unit])] += under[unit]
    return under


def check_by_integer_programming(history: History, tables: Tables, sample: int) -> tuple[int, int]:
    """How many ranges of a sample HiGHS was run for, and for how many it found another."""
    draw = np.random.default_rng(history.seed)
    hidden = np.argwhere(~tables.shown)
    if not len(hidden):
        return 0, 0
    closed = ranges(tables, history.has_members)
    other = 0
    picked = hidden[draw.choice(len(hidden), min(sample, len(hidden)), replace=False)]
    for window, column, unit in picked.tolist():
        least, most = by_integer_programming(tables, history.has_members, window, column, unit)
        mine = (int(closed.least[window, column, unit]), int(closed.most[window, column, unit]))
        other += (least, most) != mine
    return len(picked), other
