"""The points of the series: a cell that may be shown, with the variance of the noise in its two counts.

The figure of a group holds as many draws as it has remainders inside it; which they are is read from the
cells (reporting/noise.py): one for each published group that is more than the sum of those published inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from reporting.release import CONTRIBUTORS, Published, Release
from reporting.showing.visible import visible_cell
from reporting.trends import Point
from signals.contributions.measures import Measure


def point_of(release: Release, unit: str, measure: Measure) -> Point | None:
    """The point of a unit and a measure; None when there is no figure, or nobody took part."""
    cell = visible_cell(release, unit, measure)
    if not isinstance(cell, Published) or cell.affected is None or cell.contributors == 0:
        return None
    if release.noise is None:
        return Point(cell.affected, cell.contributors)
    one = release.noise.variance
    return Point(
        cell.affected,
        cell.contributors,
        one * draws_in(release, measure.slug)[unit],
        one * draws_in(release, CONTRIBUTORS)[unit],
    )


@lru_cache(maxsize=512)
def draws_in(release: Release, column: str) -> Mapping[str, int]:
    """Of each published unit, how many remainders of the column are in it, those of nobody left out."""
    tree = release.hierarchy
    inside = [0] * len(tree)
    people = [0] * len(tree)  # of the topmost published groups strictly inside
    found = {}
    for position in range(len(tree) - 1, -1, -1):
        cell, parent = release.cells[tree.units[position], column], tree.parent_positions[position]
        draws, covered = inside[position], people[position]
        if isinstance(cell, Published):
            draws += cell.contributors > covered
            covered = cell.contributors
            found[tree.units[position]] = draws
        if parent >= 0:
            inside[parent] += draws
            people[parent] += covered
    return found
