"""A second look at a release, from its cells alone: what a reader can subtract, and whether any of it is
too small.

It shares no step with the choice of the families in reporting/disclosure.py, so that a mistake there is
caught before anything is published, and so that a release can be checked by whoever holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.cells import COLUMNS, CONTRIBUTORS, Cell, Cells, Published
from reporting.disclosure import Need
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong with a release, at which unit and in which column; `sentence` gives no figure."""

    unit: str
    column: str
    sentence: str


def breaches(hierarchy: Hierarchy, policy: Policy, cells: Cells) -> Iterator[Breach]:
    """Everything in the cells that the policy forbids; nothing when the release is safe.

    A remainder that is not safe; a measure published where the contributors are not, or with another number
    of them; more people affected than there are; a cell that is missing; and, since version 2 of the policy,
    a unit published in which nobody took part.
    """
    heads = [cells.get((unit, CONTRIBUTORS)) for unit in hierarchy.units]
    for column in COLUMNS:
        need = policy.contributors_need if column == CONTRIBUTORS else policy.measure_need
        row = heads if column == CONTRIBUTORS else [cells.get((unit, column)) for unit in hierarchy.units]
        for position, cell in enumerate(row):
            if cell is None:
                yield Breach(hierarchy.units[position], column, "The cell is missing.")
            elif isinstance(cell, Published) and not _agrees(cell, heads[position], column):
                sentence = "The figure does not agree with the contributors published for the unit."
                yield Breach(hierarchy.units[position], column, sentence)
            elif isinstance(cell, Published) and policy.hides_empty_units and cell.contributors == 0:
                sentence = "A unit in which nobody took part is told apart from one in which too few did."
                yield Breach(hierarchy.units[position], column, sentence)
        for position in _unsafe(hierarchy.parent_positions, row, need):
            sentence = "Subtracting the groups published inside it leaves a group that is too small."
            yield Breach(hierarchy.units[position], column, sentence)


def _agrees(cell: Published, head: Cell | None, column: str) -> bool:
    if column == CONTRIBUTORS:
        return cell.affected is None and cell.contributors >= 0
    if cell.affected is None or not isinstance(head, Published):
        return False
    return head.contributors == cell.contributors and 0 <= cell.affected <= cell.contributors


def _unsafe(parents: Sequence[int], row: Sequence[Cell | None], need: Need) -> Iterator[int]:
    """The published positions whose remainder is not safe."""
    inside = [0] * len(row)  # people of the topmost published groups strictly inside each position
    inside_affected = [0] * len(row)
    for position in range(len(row) - 1, -1, -1):
        cell, parent = row[position], parents[position]
        people, affected = inside[position], inside_affected[position]
        if isinstance(cell, Published):
            declared = cell.affected or 0
            left, left_affected = cell.contributors - people, declared - affected
            if not 0 <= left_affected <= left or not need.met_by(left, left_affected):
                yield position
            people, affected = cell.contributors, declared
        if parent >= 0:
            inside[parent] += people
            inside_affected[parent] += affected
