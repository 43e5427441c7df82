"""The releases in order, and what moved in each: the series behind every trend.

A series follows one unit and one measure from window to window. When the units under a group change (a team
moves elsewhere), the earlier windows describe other people under the same name, so they leave the series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reporting.release import Release
from reporting.showing.points import point_of
from reporting.trends import Outcome, Point, baseline_length, judge
from signals.contributions.measures import MEASURES, Measure
from signals.contributions.windows import Window, parse_window

Row = tuple[str, Measure]


@dataclass(frozen=True, slots=True)
class History:
    """Releases, oldest first, ending with the one that is looked at; at least one."""

    releases: tuple[Release, ...]

    @property
    def latest(self) -> Release:
        """The release looked at."""
        return self.releases[-1]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows of the releases, in the same order."""
        return tuple(parse_window(release.window) for release in self.releases)

    def outcomes(self) -> Mapping[Row, Outcome]:
        """Say of every unit and measure of the latest release whether it moved, all judged together."""
        return _outcomes(tuple(self._needed()))

    def _needed(self) -> Sequence[Release]:
        reach = 2 * baseline_length(self.windows[-1].weeks)
        return self.releases[-1 - reach :]


def history_until(releases: Sequence[Release], window: str | None = None) -> History | None:
    """Return the history that ends at `window` (the latest when None); None when there is no such release."""
    ordered = sorted(releases, key=lambda release: parse_window(release.window))
    windows = [release.window for release in ordered]
    if window is not None and window not in windows:
        return None
    kept = ordered if window is None else ordered[: windows.index(window) + 1]
    return History(tuple(kept)) if kept else None


def same_group(one: Release, other: Release, unit: str) -> bool:
    """Whether `unit` holds the same units in two releases."""
    if one.hierarchy == other.hierarchy:
        return unit in one.hierarchy
    if unit not in one.hierarchy or unit not in other.hierarchy:
        return False
    return set(one.hierarchy.subtree(unit)) == set(other.hierarchy.subtree(unit))


@lru_cache(maxsize=32)
def _outcomes(releases: tuple[Release, ...]) -> Mapping[Row, Outcome]:
    """Computed once: a release never changes, and hashes to its digest."""
    latest = releases[-1]
    series: dict[Row, list[Point | None]] = {}
    for unit in latest.hierarchy.units:
        described = [release if same_group(release, latest, unit) else None for release in releases]
        for measure in MEASURES:
            series[unit, measure] = [
                None if release is None else point_of(release, unit, measure) for release in described
            ]
    return judge(series, parse_window(latest.window).weeks)
