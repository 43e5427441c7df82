"""The tables of the staff pages as values: what the template prints is what the export writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.hierarchy import Hierarchy
from reporting.release import Release
from reporting.showing.figures import (
    Figure,
    ShownChange,
    ShownFigure,
    ShownMove,
    ShownPeople,
    show_change,
    show_figure,
    show_people,
)
from reporting.showing.history import History, same_group
from reporting.showing.visible import NO_SUCH_UNIT, Hidden
from signals.contributions.measures import MEASURES, Measure


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the overview: a unit, where it stands in the tree, and its figure for each measure."""

    unit: str
    name: str
    depth: int
    people: ShownPeople
    figures: dict[Measure, ShownFigure]
    changes: dict[Measure, ShownChange]


@dataclass(frozen=True, slots=True)
class Move:
    """One line of "what moved"."""

    unit: str
    name: str
    measure: Measure
    change: ShownMove


@dataclass(frozen=True, slots=True)
class Overview:
    """The units by factors of one release, and what moved in it, both in the order of the tree (no
    ranking)."""

    release: Release
    rows: tuple[UnitRow, ...]
    moves: tuple[Move, ...]

    def name(self, unit: str | None) -> str:
        """The name of a unit, or nothing."""
        return "" if unit is None else name_of(self.release, unit)


@dataclass(frozen=True, slots=True)
class WindowFigure:
    """One point of a series."""

    window: str
    people: ShownPeople
    figure: ShownFigure


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure of one unit over the windows, oldest first; `change` judges the last one."""

    measure: Measure
    points: tuple[WindowFigure, ...]
    change: ShownChange

    @property
    def latest(self) -> ShownFigure:
        """The figure of the window looked at."""
        return self.points[-1].figure


@dataclass(frozen=True, slots=True)
class UnitTrends:
    """Everything the page of one unit shows."""

    unit: str
    name: str
    release: Release
    people: ShownPeople
    trends: dict[Measure, Trend]


def name_of(release: Release, unit: str) -> str:
    """Return the name of a unit, its identifier when the release gives none."""
    return release.unit_names.get(unit, unit)


def in_tree_order(hierarchy: Hierarchy) -> Iterator[str]:
    """Every unit, each followed by its own sub-units."""
    for root in hierarchy.roots:
        yield from hierarchy.subtree(root)


def overview_of(history: History) -> Overview:
    """Return the overview of the latest release of `history`."""
    release, outcomes = history.latest, history.outcomes()
    rows: list[UnitRow] = []
    moves: list[Move] = []
    for unit in in_tree_order(release.hierarchy):
        changes = {measure: show_change(outcomes[unit, measure]) for measure in MEASURES}
        name = name_of(release, unit)
        rows.append(
            UnitRow(
                unit=unit,
                name=name,
                depth=release.hierarchy.depth(unit),
                people=show_people(release, unit),
                figures={measure: show_figure(release, unit, measure) for measure in MEASURES},
                changes=changes,
            )
        )
        moves.extend(
            Move(unit, name, measure, change)
            for measure, change in changes.items()
            if isinstance(change, ShownMove)
        )
    return Overview(release, tuple(rows), tuple(moves))


def trends_of(history: History, unit: str) -> UnitTrends | None:
    """Return the trends of `unit` up to the latest release of `history`; None when it has no such unit."""
    release = history.latest
    if unit not in release.hierarchy:
        return None
    return UnitTrends(
        unit=unit,
        name=name_of(release, unit),
        release=release,
        people=show_people(release, unit),
        trends={measure: trend_of(history, unit, measure) for measure in MEASURES},
    )


def trend_of(history: History, unit: str, measure: Measure) -> Trend:
    """Return one series, with windows that described another group marked as such."""
    return Trend(
        measure=measure,
        points=tuple(_window_figure(history, release, unit, measure) for release in history.releases),
        change=show_change(history.outcomes()[unit, measure]),
    )


def nearest_published(release: Release, unit: str, measure: Measure) -> str | None:
    """Return the smallest group that contains `unit` and has a figure for `measure`; None when none has."""
    if unit not in release.hierarchy:
        return None
    groups = (unit, *release.hierarchy.ancestors(unit))
    return next((one for one in groups if isinstance(show_figure(release, one, measure), Figure)), None)


OTHER_GROUP = "other_group"


def _window_figure(history: History, release: Release, unit: str, measure: Measure) -> WindowFigure:
    if unit not in release.hierarchy:
        absent = Hidden(NO_SUCH_UNIT)
        return WindowFigure(release.window, absent, absent)
    if not same_group(release, history.latest, unit):
        other = Hidden(OTHER_GROUP)
        return WindowFigure(release.window, other, other)
    return WindowFigure(release.window, show_people(release, unit), show_figure(release, unit, measure))
