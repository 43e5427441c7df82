"""Noise added to the figures of a release, and what it costs each person: an option, off by default.

**What is drawn.** The remainders of the published groups (reporting/disclosure.py) part the people: whoever
takes part is in one remainder of the contributors' column at most, and in one of each measure that they
declare. So one person more or less changes 13 counts by 1 at most (`SENSITIVITY`). To each remainder that is
not empty a discrete Laplace draw is added, once, when the release is made; drawn figures are then put back
into the region where they are safe, and summed up the tree. Both steps are computed from drawn figures alone
(post-processing), so they cost nothing, and what is published is consistent: a group is the sum of its
parts, and the second look (reporting/inspection.py) holds on it as on exact figures.

**What is promised.** A release is `epsilon`-differentially private for adding or removing one person, with
`epsilon = SENSITIVITY / scale`; the releases of a year, as they add up, `epsilon_per_year`.

**What is not.** Which groups are published, and which remainders are empty, is decided on the exact counts
before anything is drawn, and is therefore not covered by the noise: it is covered by the rule, as without
noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reporting.cells import COLUMNS
from reporting.disclosure import Families, Tally, remainders
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy

DISCRETE_LAPLACE = "discrete-laplace"
"""The mechanism: integer noise x with probability proportional to exp(-|x| / scale)."""

SENSITIVITY = len(COLUMNS)
"""By how much one person can change the remainders of a release, all columns together."""

YEAR_WEEKS = 52
"""The year of the budget. Windows of 1, 4 and 13 weeks fill it exactly, so any 52 weeks hold as many."""


class NoiseRefused(ValueError):
    """A budget or a scale cannot be used; the sentence says which."""


@dataclass(frozen=True, slots=True)
class NoiseTerms:
    """What a release says of its noise: the scale is in people, the two budgets are epsilons.

    Raises NoiseRefused when the mechanism is not known, or a number is not positive and finite.
    """

    mechanism: str
    scale: float
    epsilon: float
    epsilon_per_year: float

    def __post_init__(self) -> None:
        """Refuse what is no noise."""
        if self.mechanism != DISCRETE_LAPLACE:
            raise NoiseRefused(f"The mechanism {self.mechanism!r} is not known; {DISCRETE_LAPLACE} is.")
        for name in ("scale", "epsilon", "epsilon_per_year"):
            value = getattr(self, name)
            if type(value) is not float or not math.isfinite(value) or value <= 0:
                raise NoiseRefused(f"{name} = {value!r} is not a positive number.")

    @classmethod
    def of(cls, epsilon_per_year: float, window_weeks: int) -> NoiseTerms:
        """The terms under which a year of windows of `window_weeks` weeks costs `epsilon_per_year`.

        Raises NoiseRefused when that is not a positive number.
        """
        if not epsilon_per_year > 0:
            raise NoiseRefused(f"epsilon_per_year = {epsilon_per_year!r} is not a positive number.")
        windows = YEAR_WEEKS / window_weeks
        return cls(
            DISCRETE_LAPLACE,
            SENSITIVITY * windows / epsilon_per_year,
            epsilon_per_year / windows,
            epsilon_per_year,
        )

    @property
    def usual(self) -> int:
        """How many people nine draws in ten do not go beyond, up or down."""
        decay = math.exp(-1 / self.scale)
        return max(0, math.ceil(math.log(0.1 * (1 + decay) / 2) / math.log(decay)) - 1)

    @property
    def variance(self) -> float:
        """The variance of one draw, in people squared, before figures are put back where they are safe."""
        decay = math.exp(-1 / self.scale)
        return 2 * decay / (1 - decay) ** 2


Draw: TypeAlias = Callable[[Sequence[int]], Sequence[int]]
"""Adds independent noise to every count of a list."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The terms, and what draws under these terms (reporting/opendp_noise.py; fixed draws in tests)."""

    terms: NoiseTerms
    draw: Draw


def add_noise(hierarchy: Hierarchy, tally: Tally, families: Families, policy: Policy, draw: Draw) -> Tally:
    """The counts to publish in place of `tally`: drawn once, safe for `policy`, each at its published unit.

    A remainder of people is at least `policy.contributors_need`, and large enough for both sides of a
    measure; the affected of a remainder leave `policy.measure_need` on both sides. A remainder in which
    nobody took part stays one.
    """
    units = hierarchy.units
    floor = max(policy.contributors_need.people, 2 * policy.measure_need.side)
    crowd = remainders(hierarchy, dict(zip(units, tally.contributors, strict=True)), families.contributors)
    crowd = {unit: count for unit, count in crowd.items() if count}
    people = {unit: max(count, floor) for unit, count in _drawn(crowd, draw).items()}
    side = policy.measure_need.side
    affected = {}
    for slug, family in families.measures.items():
        declared = remainders(hierarchy, dict(zip(units, tally.affected[slug], strict=True)), family)
        around = remainders(hierarchy, people, family)
        peopled = {unit: count for unit, count in declared.items() if around[unit]}
        affected[slug] = {
            unit: min(max(count, side), around[unit] - side) for unit, count in _drawn(peopled, draw).items()
        }
    return Tally(
        [people.get(unit, 0) for unit in units],
        {slug: [counts.get(unit, 0) for unit in units] for slug, counts in affected.items()},
    )


def _drawn(counts: Mapping[str, int], draw: Draw) -> dict[str, int]:
    return dict(zip(counts, draw(list(counts.values())), strict=True))
