"""Attack 8, for the reader who also knows the rule: what is withheld could not have been published.

**Who**: the reader of reconstruction.py, who has read reporting/disclosure.py and reporting/worth.py as well.
**What he computes**: of every withheld group he tries the families that Havre would have preferred to the
published one, and concludes that they are not safe. Of version 2 of the policy: the published family *and*
this group; the same with every group inside it given up for it; the same with a deeper group beside it given
up. Of version 1: the published family and this group; or this group in the place of the one around it. That
leaves sets of numbers for every group (`Rule`); with the published sums he goes through all that the groups
of a remainder can have (possible_numbers.py), and claims 1 to k - 1 contributors, 1 to t - 1 people on one
side of a measure, or everybody's answer, where one number is left. Worlds that he rules out are impossible,
so his claims are sound. He does not weigh several withheld groups at once; for small trees that is tried
exhaustively in tests/reporting/test_release_reader_who_knows_the_rule.py.
**Why the naive rule falls**: version 1 publishes the most groups and prefers the deepest. A team of 11 in
which all declared a measure, beside one of 18 in which 3 did, is published as 14 of 29, and neither team
alone; no other two numbers explain this.
**What is left at Havre**: version 2 never gives up a whole for its parts, and draws lots between equals, so
that a part is withheld says less about which part is short. It does still give up a deeper group beside:
where one is shown under the same group (its own group withheld), a withheld group above its depth must be
short by itself. Of 40 people, 5 directly in p, 18 in v, 6 in x and 11 in w under x, p and w are shown for a
measure that 15 in v declared and nobody in p and x: that is the only way. So it stands in the second table.
**A stronger assumption**: that he also knows how many took part in each unit (from the public record, when
every pass was used): the second table says how often every pass was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import Flags, History, Ints
from benchmarks.attacks.possible_numbers import EVERY, Node, Numbers, Tree, upto
from benchmarks.attacks.tables import FREE, Tables
from reporting.policy import Policy


@dataclass(frozen=True)
class Place:
    """Where the reader looks: a window, a column and a remainder, by the unit whose it is (or -1 - the root
    of the tree above whose topmost shown groups he looks)."""

    window: int
    column: int
    block: int


@dataclass(frozen=True)
class Parts:
    """[window, column, unit], of the part of each group in its own remainder: the truth (`held`, `own`), how
    many people it is about (measures only), and which units are groups of the column at all."""

    held: Ints
    own: Ints
    people: Ints
    own_people: Ints
    is_group: Flags


@dataclass(frozen=True)
class Rule:
    """[window, column, unit]: what the reader sees that bears on what a withheld group can hold.

    Its remainder's people and figure (`crowd`, `total`; `known` where there is one), whether a group is shown
    inside it, and whether what it would leave of its remainder cannot matter: version 2, a deeper group
    beside it could be given up; version 1, the group around it could.
    """

    policy: Policy
    known: Flags
    crowd: Ints
    total: Ints
    holds_shown: Flags
    yields: Flags

    def allows_people(self, count: Ints, at: tuple[slice | int, slice | int, slice | int]) -> Flags:
        """Whether a withheld group can hold `count` contributors."""
        need = self.policy.contributors_need.people
        left = self.total[at] - count
        stuck = self.known[at] & ~self.yields[at] & (left >= 1) & (left < need)
        if self.policy.prefers_the_largest:
            return (~self.holds_shown[at] & (count < need)) | stuck
        return (count >= self.holds_shown[at]) & ((count < need) | stuck)

    def allows_answers(
        self, count: Ints, people: Ints, at: tuple[slice | int, slice | int, slice | int]
    ) -> Flags:
        """Whether a withheld group of `people` can hold `count` who declared the measure."""
        left = self.crowd[at] - people
        stuck = self.known[at] & ~self.yields[at] & (left > 0) & self._short(left, self.total[at] - count)
        short = self._short(people, count)
        if self.policy.prefers_the_largest:
            short = short & ~self.holds_shown[at]
        return short | stuck

    def _short(self, people: Ints, count: Ints) -> Flags:
        need = self.policy.measure_need
        return (people < need.people) | (count < need.side) | (people - count < need.side)


def attack(history: History, tables: Tables, policy: Policy) -> Claims:
    """What follows of small groups and of answers from tables released under `policy`."""
    made = false = 0
    found, rule = parts(history, tables), rule_of(tables, policy)
    for place in worth_a_look(history, tables, rule, found):
        for true, claimed in determined(history, tables, rule, found, place):
            made += 1
            false += int(true != claimed)
    return Claims(made, false)


def rule_of(tables: Tables, policy: Policy) -> Rule:
    """What the tables show of every group."""
    block = np.maximum(tables.block, 0)
    known = tables.block != FREE
    crowd = np.where(known, np.take_along_axis(tables.people, block, axis=2), 0)
    total = np.where(known, np.take_along_axis(tables.remainders, block, axis=2), 0)
    holds_shown = _inside(tables, tables.shown) > 0
    if policy.prefers_the_largest:
        yields = _deeper_beside(tables)
    else:
        # Given up, the group around leaves its people to the remainder above it; all is well unless that
        # one was empty.
        above = np.take_along_axis(tables.above, block, axis=2)
        host = np.take_along_axis(tables.people, np.maximum(above, 0), axis=2)
        yields = (above == FREE) | (host > 0)
    return Rule(policy, known, crowd, total, holds_shown, yields)


def _deeper_beside(tables: Tables) -> Flags:
    """Whether a group deeper than this one is shown nearest below the group around it, and not inside it."""
    found = np.zeros(tables.shown.shape, dtype=np.bool_)
    depths = np.array(tables.hierarchy.depths)
    for depth in range(int(depths.max()) + 1):
        deeper = tables.shown & (depths > depth)
        around = np.zeros((*tables.shown.shape[:2], len(depths) + 1), dtype=np.int64)
        windows, columns, units = np.nonzero(deeper)
        np.add.at(around, (windows, columns, tables.above[windows, columns, units]), 1)
        beside = np.take_along_axis(around, tables.block, axis=2) - _nearest_inside(tables, deeper)
        found |= (depths == depth) & (beside > 0) & (tables.block != FREE)
    return found


def _inside(tables: Tables, flags: Flags) -> Ints:
    """How many units strictly under each are flagged."""
    summed = np.zeros(flags.shape, dtype=np.int64)
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        if tables.parents[unit] >= 0:
            summed[..., tables.parents[unit]] += summed[..., unit] + flags[..., unit]
    return summed


def _nearest_inside(tables: Tables, flags: Flags) -> Ints:
    """How many of the groups shown nearest below each unit are flagged."""
    summed = np.zeros(flags.shape, dtype=np.int64)
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        if tables.parents[unit] >= 0:
            here = np.where(tables.shown[..., unit], flags[..., unit], summed[..., unit])
            summed[..., tables.parents[unit]] += here
    return summed


def parts(history: History, tables: Tables) -> Parts:
    """In the column of a measure the groups are those whose contributors are shown: their people are known,
    and what is withheld inside them belongs to their own."""
    own = history.counts.copy()
    heads = np.broadcast_to(history.counts[:, :1], own.shape).copy()
    is_group = np.ones(own.shape, dtype=np.bool_)
    is_group[:, 1:] = tables.shown[:, :1]
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        parent = tables.parents[unit]
        for counts in (own, heads):
            if parent >= 0:
                counts[..., parent] += np.where(is_group[..., unit], 0, counts[..., unit])
            counts[..., unit] = np.where(is_group[..., unit], counts[..., unit], 0)
    return Parts(_in_block(tables, own), own, _in_block(tables, heads), heads, is_group)


def _in_block(tables: Tables, own: Ints) -> Ints:
    summed = own.copy()
    for unit in range(len(tables.hierarchy) - 1, -1, -1):
        if tables.parents[unit] >= 0:
            summed[..., tables.parents[unit]] += np.where(tables.shown[..., unit], 0, summed[..., unit])
    return summed


def worth_a_look(history: History, tables: Tables, rule: Rule, found: Parts) -> list[Place]:
    """The remainders in which a group of interest cannot be moved by one person from the true world to
    another that the rule allows. It only saves time: where such a neighbour exists, nothing is proved."""
    up, down = _moves(history, tables, rule, found)
    up_in, down_in = _in_block(tables, up), _in_block(tables, down)
    block, free = np.maximum(tables.block, 0), tables.block == FREE
    ups, downs = (np.take_along_axis(inside, block, axis=2) for inside in (up_in, down_in))
    stuck = np.zeros(free.shape, dtype=np.bool_)
    small = _of_interest(found.held, found.people, rule.policy) & ~tables.shown
    small_own = _of_interest(found.own, found.own_people, rule.policy)
    for more, less, interest in ((up_in, down_in, small), (up, down, small_own)):
        pairs = ((more > 0) & (downs > less)) | ((less > 0) & (ups > more))
        stuck |= interest & found.is_group & ~np.where(free, (more > 0) | (less > 0), pairs)
    # The groups above the topmost shown ones are one tree for each root, which stands for them.
    where = np.where(free, -1 - _roots(tables), tables.block)[stuck]
    windows, columns, _ = np.nonzero(stuck)
    looks = set(zip(windows.tolist(), columns.tolist(), where.tolist(), strict=True))
    return [Place(*look) for look in sorted(looks)]


def _of_interest(counts: Ints, people: Ints, policy: Policy) -> Flags:
    interest = np.zeros(counts.shape, dtype=np.bool_)
    interest[:, 0] = (counts[:, 0] >= 1) & (counts[:, 0] < policy.k)
    interest[:, 1:] = ((people > 0) & (np.minimum(counts, people - counts) < policy.t))[:, 1:]
    return interest


def _moves(history: History, tables: Tables, rule: Rule, found: Parts) -> tuple[Ints, Ints]:
    """1 where a unit's own people can be one more (one less) and the rule still allow all groups around."""
    contributors, measures = np.s_[:, :1, :], np.s_[:, 1:, :]
    moved: list[Ints] = []
    for step in (1, -1):
        allowed = np.zeros(found.held.shape, dtype=np.bool_)
        count = found.held + step
        allowed[contributors] = rule.allows_people(count[contributors], contributors)
        allowed[measures] = rule.allows_answers(count[measures], found.people[measures], measures)
        allowed |= tables.shown | ~found.is_group
        for unit, parent in enumerate(tables.parents.tolist()):
            if parent >= 0:
                allowed[..., unit] &= tables.shown[..., unit] | allowed[..., parent]
        if step > 0:
            room = np.broadcast_to(history.has_members, count.shape).copy()
            room[measures] = (found.own < found.own_people)[measures]
        else:
            room = found.own > 0
        moved.append((allowed & room).astype(np.int64))
    return moved[0], moved[1]


def _roots(tables: Tables) -> NDArray[np.int64]:
    roots = np.arange(len(tables.hierarchy))
    for unit, parent in enumerate(tables.parents.tolist()):
        if parent >= 0:
            roots[unit] = roots[parent]
    return roots


def determined(
    history: History, tables: Tables, rule: Rule, found: Parts, look: Place
) -> Iterator[tuple[int, int]]:
    """The true and the claimed count of every group of interest that one number is left for."""
    at, column = (look.window, look.column), look.column
    tree, units = tree_of(history, tables, rule, found, look)
    for unit, held, own in zip(units, *tree.values(), strict=True):
        if unit == FREE:
            continue
        looked_at = [(own, int(found.own[at][unit]), int(found.own_people[at][unit]))]
        if not tables.shown[at][unit]:
            looked_at.append((held, int(found.held[at][unit]), int(found.people[at][unit])))
        for numbers, true, people in looked_at:
            claimed = numbers.bit_length() - 1
            least = min(claimed, people - claimed)
            small = 1 <= claimed < rule.policy.k if column == 0 else people > 0 and least < rule.policy.t
            if numbers.bit_count() <= 1 and small:
                yield true, claimed


def tree_of(
    history: History, tables: Tables, rule: Rule, found: Parts, look: Place
) -> tuple[Tree, list[int]]:
    """The groups of one remainder with what the rule allows each, and their units (FREE for a top that is no
    group)."""
    at, known = (look.window, look.column), look.block >= 0
    top = look.block if known else -1 - look.block
    total = int(tables.remainders[at][look.block]) if known else None
    place: dict[int, int] = {}
    nodes: list[Node] = []
    units: list[int] = []
    for name in tables.hierarchy.subtree(tables.hierarchy.units[top]):
        unit = tables.hierarchy.positions[name]
        parent = int(tables.parents[unit])
        if unit != top and (parent not in place or tables.shown[at][unit]):
            continue
        is_group = bool(found.is_group[at][unit])
        if unit != top and not is_group:
            place[unit] = place[parent]
            continue
        place[unit] = len(nodes)
        units.append(unit if is_group else FREE)
        own, allowed = _node(history, rule, found, (*at, unit), total) if is_group else (1, EVERY)
        above = -1 if unit == top else place[parent]
        nodes.append(Node(above, own, EVERY if unit == top and known else allowed))
    return Tree(tuple(nodes), total), units


def _node(
    history: History, rule: Rule, found: Parts, at: tuple[int, int, int], total: int | None
) -> tuple[Numbers, Numbers]:
    """What a group's own people can be, and what it can hold when it is withheld."""
    if at[1] == 0:
        most = rule.policy.contributors_need.people - 1 if total is None else total
        own = upto(most) if history.has_members[at[2]] else 1
        return own, _as_numbers(rule.allows_people(np.arange(most + 1), at))
    people = int(found.people[at])
    counts = np.arange(people + 1)
    allowed = rule.allows_answers(counts, np.full(people + 1, people), at)
    return upto(int(found.own_people[at])), _as_numbers(allowed) if people else 1


def _as_numbers(flags: Flags) -> Numbers:
    return sum(1 << int(number) for number in np.flatnonzero(flags))
