"""The cells of a release: a figure that is published, or a typed value that says why it is not.

**Why a reason gives nothing away.** A reason is computed from what is published and from nothing else
(`withheld_cells`): which cells are. Whoever reads the release could have worked it out. So it does not say
whether a unit itself is small or was given up for the sake of another, nor which side of a measure was
short: of two units withheld under a published group of 15, "this one is too small and that one is not" would
tell that one has at least 11 people and the other at most 4.

**Why an empty unit is withheld** (since version 2 of the policy). A zero tells nothing of anyone, but where
zeros are shown, "withheld" says "somebody": of a group of 10 withheld with the ten units it is made of,
whoever knows the rule would know that there is exactly one person in each. So a unit in which nobody took
part gets the cell of a unit in which too few did. The families are chosen as if it were published, and
removing it from them makes no other remainder different: every unit inside an empty unit is empty, so a
published group above it subtracts a zero with it, and zeros without it. An empty *remainder* is as free as
before: two nested groups may be published with the same figure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from reporting.disclosure import Families, Tally
from reporting.hierarchy import Hierarchy
from signals.contributions.measures import MEASURES, TOOK_PART

CONTRIBUTORS = TOOK_PART
"""The column that counts the people who took part, whatever they declared."""

COLUMNS: tuple[str, ...] = (CONTRIBUTORS, *(measure.slug for measure in MEASURES))
"""Every column of a release: the contributors, then the measures."""


class WithheldReason(StrEnum):
    """Why a figure is withheld, as far as it can be said (see the top of this file)."""

    TOO_FEW_CONTRIBUTORS = "too_few_contributors"
    """Too few people took part in this unit, or in what would be left of a larger group without it."""
    TOO_FEW_ON_ONE_SIDE = "too_few_on_one_side"
    """Too few people declared the measure, or too few did not, in this unit or in what would be left
    without it."""
    WOULD_REVEAL_A_GROUP = "would_reveal_a_group"
    """Groups inside this unit are published: with its figure too, a subtraction would single out too small
    a group."""


@dataclass(frozen=True, slots=True)
class Published:
    """Exact counts of people: all contributors, and those who declared the measure (None in the
    contributors' column)."""

    contributors: int
    affected: int | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """No figure: not a zero, and nothing that could be read as one."""

    reason: WithheldReason


Cell: TypeAlias = Published | Withheld

Cells: TypeAlias = Mapping[tuple[str, str], Cell]
"""A cell for every unit and every column."""

_WITHHELD = {reason: Withheld(reason) for reason in WithheldReason}


def lay_out(
    hierarchy: Hierarchy, tally: Tally, families: Families, *, hides_empty_units: bool = True
) -> dict[tuple[str, str], Cell]:
    """The cells that publish the families with the counts of the tally, and withhold everything else.

    A unit in which nobody took part is withheld whether it is in a family or not (see the top of this file),
    unless `hides_empty_units` is false.
    """
    if hides_empty_units:
        families = _without_empty_units(hierarchy, tally, families)
    people = subtree_totals(hierarchy, tally.contributors)
    hidden = withheld_cells(hierarchy, families.contributors, people, WithheldReason.TOO_FEW_CONTRIBUTORS)
    cells: dict[tuple[str, str], Cell] = {}
    for unit, count, withheld in zip(hierarchy.units, people, hidden, strict=True):
        cells[unit, CONTRIBUTORS] = withheld or Published(count, None)
    same: dict[
        tuple[int, int], Published
    ] = {}  # many cells hold the same two counts; one object serves them all
    for slug in COLUMNS[1:]:
        affected = subtree_totals(hierarchy, tally.affected[slug])
        short = withheld_cells(hierarchy, families.measures[slug], people, WithheldReason.TOO_FEW_ON_ONE_SIDE)
        for unit, figures, whole, one_side in zip(
            hierarchy.units, zip(people, affected, strict=True), hidden, short, strict=True
        ):
            cell: Cell | None = whole or one_side or same.get(figures)
            if cell is None:
                cell = same[figures] = Published(*figures)
            cells[unit, slug] = cell
    return cells


def _without_empty_units(hierarchy: Hierarchy, tally: Tally, families: Families) -> Families:
    people = subtree_totals(hierarchy, tally.contributors)
    empty = frozenset(unit for unit, count in zip(hierarchy.units, people, strict=True) if count == 0)
    measures = {slug: family - empty for slug, family in families.measures.items()}
    return Families(families.contributors - empty, measures)


def subtree_totals(hierarchy: Hierarchy, own: Sequence[int]) -> list[int]:
    """The sum of `own` over each unit and all that is under it, in the order of `Hierarchy.units`."""
    totals = list(own)
    for position in range(len(totals) - 1, -1, -1):
        parent = hierarchy.parent_positions[position]
        if parent >= 0 and totals[position]:
            totals[parent] += totals[position]
    return totals


def withheld_cells(
    hierarchy: Hierarchy, family: Collection[str], people: Sequence[int], alone: WithheldReason
) -> list[Withheld | None]:
    """For each unit None when it is in the family; otherwise its withheld cell.

    The reason is WOULD_REVEAL_A_GROUP when a unit under it is published with at least one person, `alone`
    when none is. `people` is read for the units of the family only.
    """
    size = len(hierarchy)
    published = [unit in family for unit in hierarchy.units]
    holds_published = [False] * size
    for position in range(size - 1, -1, -1):
        parent = hierarchy.parent_positions[position]
        if parent >= 0 and (holds_published[position] or (published[position] and people[position])):
            holds_published[parent] = True
    nothing_inside, something_inside = _WITHHELD[alone], _WITHHELD[WithheldReason.WOULD_REVEAL_A_GROUP]
    return [
        None if shown else something_inside if holds else nothing_inside
        for shown, holds in zip(published, holds_published, strict=True)
    ]
