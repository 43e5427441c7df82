"""Which published cells may be shown at all: the rule about social relations.

"Do not compare managers or teams of one manager: social relations by unit with one manager is an individual
evaluation" (the framework's design rule 5). Havre does not know who manages whom, so it takes the strict
reading: a unit that holds a single team (a unit without sub-units, or a chain of units down to one) has one
manager. Social relations, risk and resource, are shown only for groups of two teams or more; under that they
are rolled up into the nearest larger group. The rule is applied here once, so no page, chart or export can
forget it. It only ever hides: what is published stays a safe family.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reporting.hierarchy import Hierarchy
from reporting.release import Cell, Published, Release, Withheld
from signals.contributions.measures import Dimension, Measure


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that is not shown, and the key of the words that say why; never a zero, never an empty
    cell."""

    reason: str
    instead: str | None = None
    """The unit in which the figure is counted with others, when there is one."""


ONE_TEAM = "one_team"
NO_SUCH_UNIT = "no_such_unit"


@lru_cache(maxsize=8)
def _teams(hierarchy: Hierarchy) -> dict[str, int]:
    """How many units without sub-units each unit holds, itself included."""
    teams: dict[str, int] = {}
    for unit in reversed(hierarchy.units):
        teams[unit] = sum(teams[child] for child in hierarchy.children(unit)) or 1
    return teams


def holds_one_team(hierarchy: Hierarchy, unit: str) -> bool:
    """Whether `unit` is taken to have a single manager."""
    return _teams(hierarchy)[unit] == 1


def nearest_larger_group(hierarchy: Hierarchy, unit: str) -> str | None:
    """Return the closest unit above `unit` that holds two teams or more; None when there is none."""
    return next((above for above in hierarchy.ancestors(unit) if not holds_one_team(hierarchy, above)), None)


def visible_cell(release: Release, unit: str, measure: Measure) -> Published | Hidden:
    """Return the exact cell when it may be shown, and otherwise the reason why it may not."""
    if unit not in release.hierarchy:
        return Hidden(NO_SUCH_UNIT)
    if measure.dimension is Dimension.SOCIAL_RELATIONS and holds_one_team(release.hierarchy, unit):
        return Hidden(ONE_TEAM, nearest_larger_group(release.hierarchy, unit))
    return _open(release.cells[unit, measure.slug])


def visible_count(release: Release, unit: str, slug: str) -> Published | Hidden:
    """Return the cell of the people who took part, or the reason why it is not shown."""
    if unit not in release.hierarchy:
        return Hidden(NO_SUCH_UNIT)
    return _open(release.cells[unit, slug])


def _open(cell: Cell) -> Published | Hidden:
    match cell:
        case Published():
            return cell
        case Withheld(reason=reason):
            return Hidden(str(reason.value))
