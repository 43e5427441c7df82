"""What remains of attack 2: the reader who assumes what no release can rule out.

He knows the very people who took part in two windows; they are the same but for one who joined, or left; and
he *assumes* that all the others repeated their answers. Then the difference of two figures is that one
person's answer. People change their minds, so the assumption is sometimes wrong and this proves nothing; but
a guess that is mostly right is something to name. The hit rate is held against the best guess without the
figures (what most of the group said), on the exact table (a thief), on what the pages show (rounded), and
with noise of the default budget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.attacks.organisations import WINDOWS, Flags, History, Ints
from benchmarks.attacks.tables import Tables
from reporting.policy import Policy
from reporting.rounding import rounded_share

TRIALS = 4
"""How many differences are tried in one organisation at most."""

_CHANGES = 1.0
"""In people: by how much the reader expects others to have changed a figure, trusting them to repeat."""

_REACH = 60

NOISE_SCALE = 3.25
"""In people: 13 columns and 13 windows within a budget of 52 a year."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Of `trials` guesses, how many were right: without the figures, on the exact ones, on the rounded ones,
    and on those with noise."""

    trials: int = 0
    base: int = 0
    exact: int = 0
    rounded: int = 0
    noise: int = 0

    def __add__(self, other: Hits) -> Hits:
        """Both."""
        return Hits(
            self.trials + other.trials,
            self.base + other.base,
            self.exact + other.exact,
            self.rounded + other.rounded,
            self.noise + other.noise,
        )


def hits(history: History, tables: Tables, policy: Policy) -> Hits:
    """A few differences of one organisation: a published remainder, and the same people and one more in the
    next window, or one less."""
    draw = np.random.default_rng([history.seed, 2])
    found = Hits()
    places = np.argwhere(tables.shown[: WINDOWS - 1, 1:] & (tables.people[: WINDOWS - 1, 1:] > 0))
    if not len(places):
        return found
    for window, measure, unit in places[draw.choice(len(places), min(TRIALS, len(places)), replace=False)]:
        inside = tables.block[window, 1 + measure, history.unit] == unit
        found += _difference(history, policy, inside, draw, window=int(window), measure=int(measure))
    return found


def _difference(
    history: History,
    policy: Policy,
    inside: Flags,
    draw: np.random.Generator,
    *,
    window: int,
    measure: int,
) -> Hits:
    took = inside & history.took_part[window]
    others = np.flatnonzero(inside & history.employed[window] & ~took)
    crowd = np.flatnonzero(took)
    says = (history.answers >> measure & 1).astype(bool)
    if draw.random() < 0.5 and len(others):
        one, sign = int(draw.choice(others)), 1
        later = np.append(crowd, one)
        answer = bool(says[window + 1, one])
    else:
        one, sign = int(draw.choice(crowd)), -1
        later = crowd[crowd != one]
        answer = bool(says[window, one])
    before = (len(crowd), int(says[window, crowd].sum()))
    after = (len(later), int(says[window + 1, later].sum()))
    if not (policy.measure_need.met_by(*before) and policy.measure_need.met_by(*after)):
        return Hits()
    most = 2 * before[1] > before[0]
    change = sign * (after[1] - before[1])
    noisy = sign * (after[1] - before[1] + int(_laplace(draw)) - int(_laplace(draw)))
    shares = [rounded_share(affected, people) for people, affected in (before, after)]
    moved = shares[1].drawn_at - shares[0].drawn_at
    return Hits(
        1,
        int(most == answer),
        int(_more_likely(change, before[1] / before[0], _laplace_law(_CHANGES)) == answer),
        int((sign * moved > 0 if moved else most) == answer),
        int(_more_likely(noisy, before[1] / before[0], _twice(_laplace_law(NOISE_SCALE))) == answer),
    )


def _laplace(draw: np.random.Generator) -> int:
    """The discrete Laplace draw of reporting/noise.py: the difference of two geometric ones."""
    decay = 1 - np.exp(-1 / NOISE_SCALE)
    return int(draw.geometric(decay) - draw.geometric(decay))


Law = NDArray[np.float64]
"""How likely each difference is from -_REACH to _REACH, up to a factor."""


def _more_likely(difference: int, share: float, law: Law) -> bool:
    """The better guess from a difference, knowing the group's share and what else moves the figures."""
    yes, no = (law[int(np.clip(_REACH + difference - answer, 0, 2 * _REACH))] for answer in (1, 0))
    return bool(share * yes > (1 - share) * no)


def _laplace_law(scale: float) -> Law:
    law: Law = np.exp(-np.abs(np.arange(-_REACH, _REACH + 1)) / scale)
    return law


def _twice(law: Law) -> Law:
    """Of the difference of two draws."""
    return np.convolve(law, law, mode="same")


def everybody(tables: Tables, roster: Ints) -> tuple[int, int]:
    """Remainders published, and those in which as many took part as `roster` ([window, unit]) allows: whoever
    knows it knows that each of them took part, and in units of how few."""
    size = len(tables.hierarchy)
    full = groups = 0
    for window in range(WINDOWS):
        room = np.zeros(size + 1, dtype=np.int64)
        np.add.at(room, tables.block[window, 0], roster[window])
        people, shown = tables.remainders[window, 0], tables.shown[window, 0]
        groups += int(np.count_nonzero(shown & (people > 0)))
        full += int(np.count_nonzero(shown & (people > 0) & (people == room[:size])))
    return groups, full
