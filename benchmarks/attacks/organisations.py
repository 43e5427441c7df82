"""Simulated organisations with a history: who belongs where, who took part when, and what they answered.

What makes attacks work in life is kept: unit sizes are skewed and many are small, people come and go, some
take part every time and others hardly ever, and whoever takes part mostly answers what he answered before.
Everything follows from one seed. Nothing here is released: it is the truth that a claim is held against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reporting.cells import COLUMNS
from reporting.disclosure import Tally
from reporting.hierarchy import Hierarchy

Ints = NDArray[np.int64]
Bits = NDArray[np.uint16]
Flags = NDArray[np.bool_]

WINDOWS = 13
"""How many windows of 4 weeks a history has: a year."""

MEASURES = len(COLUMNS) - 1

SMALLEST, LARGEST = 30, 20_000
_MOST_TEAMS = 300
_WINDOW_WEEKS, _TERM_WEEKS = 4, 13


def term_of(window: int) -> int:
    """The term (0, 1, ...) of a window: the 13 weeks in which it starts."""
    return window * _WINDOW_WEEKS // _TERM_WEEKS


@dataclass(frozen=True)
class History:
    """An organisation and its windows.

    `unit` is the position in `hierarchy.units` of the unit that each person belongs to directly. The other
    arrays have one row for each window and one column for each person: on the roster or not, took part or
    not, and one bit for each measure declared (only the bits of those who took part were ever sent).
    """

    seed: int
    hierarchy: Hierarchy
    unit: Ints
    employed: Flags
    took_part: Flags
    answers: Bits

    @property
    def people(self) -> int:
        """How many people were ever on the roster."""
        return len(self.unit)

    @property
    def windows(self) -> int:
        """How many windows it has."""
        return len(self.took_part)

    def only(self, windows: Sequence[int]) -> History:
        """The same organisation in some of its windows."""
        chosen = list(windows)
        return replace(
            self,
            employed=self.employed[chosen],
            took_part=self.took_part[chosen],
            answers=self.answers[chosen],
        )

    @cached_property
    def counts(self) -> Ints:
        """[window, column, unit]: people directly in each unit who took part, then who declared each
        measure."""
        counted = np.zeros((self.windows, 1 + MEASURES, len(self.hierarchy)), dtype=np.int64)
        for window in range(self.windows):
            here = np.flatnonzero(self.took_part[window])
            units, declared = self.unit[here], self.answers[window, here]
            counted[window, 0] = self._by_unit(units)
            for measure in range(MEASURES):
                counted[window, 1 + measure] = self._by_unit(units[(declared >> measure & 1).astype(bool)])
        return counted

    @cached_property
    def roster(self) -> Ints:
        """[window, unit]: people directly in each unit, whether they took part or not."""
        return np.stack([self._by_unit(self.unit[here]) for here in self.employed])

    @cached_property
    def has_members(self) -> Flags:
        """[unit]: whether anyone ever belonged to the unit directly, which every organisation chart tells."""
        return self._by_unit(self.unit) > 0

    @cached_property
    def issued(self) -> Ints:
        """[window, unit]: passes issued in the window's term by its end, as the public record says."""
        had = np.zeros((WINDOWS, len(self.hierarchy)), dtype=np.int64)
        holders = np.zeros(self.people, dtype=np.bool_)
        for window in range(WINDOWS):
            if window and term_of(window) != term_of(window - 1):
                holders[:] = False
            holders |= self.took_part[window]
            had[window] = self._by_unit(self.unit[holders])
        return had

    def tally(self, window: int) -> Tally:
        """What the store's counts become before a release is compiled."""
        people, *affected = self.counts[window].tolist()
        return Tally(people, dict(zip(COLUMNS[1:], affected, strict=True)))

    def _by_unit(self, units: Ints) -> Ints:
        return np.bincount(units, minlength=len(self.hierarchy))


def sizes(organisations: int, seed: int) -> list[int]:
    """Headcounts from 30 to 20,000, as many between 30 and 300 as between 300 and 3,000."""
    draw = np.random.default_rng([seed, organisations])
    logs = draw.uniform(np.log(SMALLEST), np.log(LARGEST), organisations)
    return [round(float(size)) for size in np.exp(logs)]


def histories(organisations: int, seed: int) -> Iterator[History]:
    """So many simulated organisations."""
    for number, size in enumerate(sizes(organisations, seed)):
        yield simulate(size, seed * 1_000_003 + number)


def simulate(headcount: int, seed: int) -> History:
    """One organisation of `headcount` people at its first window, and its 13 windows."""
    draw = np.random.default_rng(seed)
    hierarchy, share = _tree(headcount, draw)
    turnover = draw.uniform(0.004, 0.04)
    newcomers = round(headcount * turnover * (WINDOWS - 1))
    everyone = headcount + newcomers
    unit = draw.choice(len(hierarchy), size=everyone, p=share).astype(np.int64)
    employed = _employed(headcount, everyone, turnover, draw)
    took_part = employed & _wants_to(unit, everyone, draw)
    return History(seed, hierarchy, unit, employed, took_part, _answers(unit, len(hierarchy), draw))


def _tree(headcount: int, draw: np.random.Generator) -> tuple[Hierarchy, NDArray[np.float64]]:
    """One to four levels, and the share of the people that each unit holds directly."""
    levels = int(draw.choice([1, 2, 3, 4], p=[0.1, 0.3, 0.35, 0.25]))
    mean = float(np.exp(draw.uniform(np.log(7), np.log(45))))
    teams = int(np.clip(round(headcount / mean), 1, _MOST_TEAMS))
    parents: dict[str, str | None] = {}
    weights: dict[str, float] = {}
    groups = _split(teams, levels - 1, draw)
    for team in range(teams):
        above: str | None = None
        name = ""
        for group in groups:
            name = f"{name}{'.' if name else ''}{group[team]}"
            parents.setdefault(name, above)
            above = name
        parents[f"{name}t{team:03d}"] = above
        weights[f"{name}t{team:03d}"] = float(draw.lognormal(0, 0.75))
    staffed = draw.uniform(0.2, 1.0)
    for name in parents:
        if name not in weights:  # an inner unit: nobody, or a director and a few people around him
            weights[name] = float(draw.lognormal(-1.6, 0.6)) if draw.random() < staffed else 0.0
    hierarchy = Hierarchy(parents)
    share = np.array([weights[name] for name in hierarchy.units])
    return hierarchy, share / share.sum()


def _split(teams: int, inner: int, draw: np.random.Generator) -> list[Ints]:
    """For each inner level, from the root down, which group every team falls in; the root is one group."""
    groups: list[Ints] = []
    for level in range(inner):
        if level == 0:
            groups.append(np.zeros(teams, dtype=np.int64))
            continue
        count = max(1, round(teams ** (level / inner)))
        cuts = np.sort(draw.beta(0.8, 0.8, size=count - 1) * teams)
        groups.append(np.searchsorted(cuts, np.arange(teams), side="right").astype(np.int64))
    return groups


def _employed(headcount: int, everyone: int, turnover: float, draw: np.random.Generator) -> Flags:
    joins = np.zeros(everyone, dtype=np.int64)
    joins[headcount:] = draw.integers(1, WINDOWS, everyone - headcount)
    stays = draw.geometric(turnover, everyone)
    window = np.arange(WINDOWS)[:, None]
    return (window >= joins) & (window < joins + stays)


def _wants_to(unit: Ints, everyone: int, draw: np.random.Generator) -> Flags:
    """Who would take part: a rate of the organisation, of the unit, and a habit of each person."""
    rate = draw.uniform(0.1, 1.0)
    of_unit = np.clip(rate + draw.normal(0, 0.12, unit.max() + 1), 0.02, 1.0)
    steadiness = draw.uniform(0.3, 4.0)
    mean = of_unit[unit]
    habit = np.where(
        mean >= 0.99, 1.0, draw.beta(mean * steadiness, (1 - np.minimum(mean, 0.989)) * steadiness)
    )
    return draw.random((WINDOWS, everyone), dtype=np.float32) < habit.astype(np.float32)


def _answers(unit: Ints, units: int, draw: np.random.Generator) -> Bits:
    """Every measure has its rate and each unit its own; an answer is given again until it is drawn anew."""
    people = len(unit)
    anew = draw.uniform(0.02, 0.15)
    spread = draw.uniform(0.3, 1.2)
    answers = np.zeros((WINDOWS, people), dtype=np.uint16)
    for measure in range(MEASURES):
        middle = np.log(draw.choice([0.04, 0.1, 0.2, 0.35, 0.5, 0.7]))
        rate = 1 / (1 + np.exp(-(middle - np.log1p(-np.exp(middle)) + draw.normal(0, spread, units))))
        mine = (rate[unit] * 65536).astype(np.uint32)
        held = draw.integers(0, 65536, people, dtype=np.uint16) < mine
        for window in range(WINDOWS):
            if window:
                fresh = np.flatnonzero(draw.random(people, dtype=np.float32) < anew)
                held[fresh] = draw.integers(0, 65536, len(fresh), dtype=np.uint16) < mine[fresh]
            answers[window] |= held.astype(np.uint16) << measure
    return answers
