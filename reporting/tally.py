"""From contributions to counts of distinct people in each unit: the only place where contributors are told
apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from reporting.cells import COLUMNS, CONTRIBUTORS
from reporting.disclosure import Tally
from reporting.hierarchy import Hierarchy


class ContributionError(ValueError):
    """A contribution cannot be counted; the message is a whole sentence and never names the contributor."""


class UnknownUnit(ContributionError):
    """A contribution names a unit (`unit`) that the hierarchy does not have."""

    def __init__(self, unit: str) -> None:
        """Keep the unit beside the sentence."""
        super().__init__(f"A contribution names the unit '{unit}', which the hierarchy does not have.")
        self.unit = unit


class UnknownMeasure(ContributionError):
    """A contribution names a measure (`measure`) that does not exist."""

    def __init__(self, measure: str) -> None:
        """Keep the measure beside the sentence."""
        super().__init__(
            f"A contribution names the measure '{measure}'; the measures are {', '.join(COLUMNS[1:])}."
        )
        self.measure = measure


class ContributorInTwoUnits(ContributionError):
    """One contributor is counted in two units. `contributor` serves to find the rows, and is not to be
    printed."""

    def __init__(self, contributor: Hashable, first: str, second: str) -> None:
        """Keep what serves to find the rows beside the sentence."""
        super().__init__(
            f"One contributor is counted in two units, '{first}' and '{second}'; a person belongs to one."
        )
        self.contributor = contributor
        self.first = first
        self.second = second


def tally_contributions(hierarchy: Hierarchy, contributions: Iterable[tuple[Hashable, str, str]]) -> Tally:
    """Count distinct people per unit and measure; the same contribution twice counts once.

    A contribution is (contributor, unit, measure's slug); the slug `contributors` says that the person took
    part and declares nothing. Any declared measure counts the person among the contributors too. Streams:
    memory grows with the contributors and not with the contributions. Raises ContributionError.
    """
    # A person is one number: the unit's position, then one bit per measure declared.
    width = len(COLUMNS) - 1
    bits = {CONTRIBUTORS: 0} | {slug: 1 << bit for bit, slug in enumerate(COLUMNS[1:])}
    starts = {unit: position << width for unit, position in hierarchy.positions.items()}
    people: dict[Hashable, int] = {}
    for contributor, unit, measure in contributions:
        try:
            here = starts[unit] | bits[measure]
        except KeyError:
            raise UnknownMeasure(measure) if unit in starts else UnknownUnit(unit) from None
        person = people.setdefault(contributor, here)
        if person == here:
            continue
        if (person ^ here) >> width:
            raise ContributorInTwoUnits(contributor, hierarchy.units[person >> width], unit)
        people[contributor] = person | here
    contributors = [0] * len(hierarchy)
    affected = {slug: [0] * len(hierarchy) for slug in COLUMNS[1:]}
    columns: dict[int, list[list[int]]] = {}  # of each set of measures, where it is counted
    for person, alike in Counter(people.values()).items():
        position, declared = divmod(person, 1 << width)
        contributors[position] += alike
        if declared not in columns:
            columns[declared] = [counts for slug, counts in affected.items() if declared & bits[slug]]
        for counts in columns[declared]:
            counts[position] += alike
    return Tally(contributors, affected)
