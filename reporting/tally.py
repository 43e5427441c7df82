"""Counts of distinct people in each unit, from what the intake store counted (`tally_counts`) or from the
rows of a file (`tally_contributions`: the only place where contributors are told apart)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

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


class ImpossibleCount(ContributionError):
    """More people declared a measure in a unit than took part in it, or a count is negative."""

    def __init__(self, unit: str, measure: str) -> None:
        """Keep the place beside the sentence, which says no number."""
        super().__init__(
            f"In the unit '{unit}' more people declared '{measure}' than took part, which cannot be: "
            "put back the last backup of the intake store."
        )
        self.unit = unit
        self.measure = measure


def tally_counts(hierarchy: Hierarchy, counts: Mapping[tuple[str, str], int]) -> Tally:
    """The tally of how many people each (unit, measure's slug) counts; CONTRIBUTORS counts those who took
    part, and what is not there is 0.

    Raises UnknownUnit, UnknownMeasure or ImpossibleCount: a store that was tampered with publishes nothing.
    """
    columns = {slug: [0] * len(hierarchy) for slug in COLUMNS}
    for (unit, measure), people in counts.items():
        if measure not in columns:
            raise UnknownMeasure(measure)
        if unit not in hierarchy:
            raise UnknownUnit(unit)
        columns[measure][hierarchy.positions[unit]] = people
    contributors = columns.pop(CONTRIBUTORS)
    for measure, affected in columns.items():
        for unit, all_of_them, these in zip(hierarchy.units, contributors, affected, strict=True):
            if not 0 <= these <= all_of_them:
                raise ImpossibleCount(unit, measure)
    return Tally(contributors, columns)


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


def without_forged(
    counts: Mapping[tuple[str, str], int], issued: Mapping[str, int]
) -> tuple[Mapping[tuple[str, str], int], frozenset[str]]:
    """`counts` without the units in which more people took part than passes were `issued`; and these units.

    Nobody can be counted without a pass, and every pass is issued for an invitation: a unit with more was
    joined by passes that somebody made with its key. Which of them are real nobody can tell.
    """
    forged = frozenset(
        unit
        for (unit, measure), people in counts.items()
        if measure == CONTRIBUTORS and people > issued.get(unit, 0)
    )
    return {place: people for place, people in counts.items() if place[0] not in forged}, forged
