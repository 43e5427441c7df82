"""The figures a page may hold: rounded values and reasons. Pages, charts and exports all read these, and only
these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporting.release import CONTRIBUTORS, Published, Release
from reporting.rounding import (
    RoundedInterval,
    RoundedPeople,
    RoundedShare,
    rounded_change,
    rounded_interval,
    rounded_people,
    rounded_points,
    rounded_share,
)
from reporting.showing.points import point_of
from reporting.showing.visible import Hidden, visible_cell, visible_count
from reporting.trends import Direction, Missing, Moved, NotEnough, Outcome, Steady, share_interval
from signals.contributions.measures import Measure

NOBODY = "nobody"
"""Nobody took part in the group: the table is published, and holds no share."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share among people who took part, with its 95 % interval, all rounded."""

    people: RoundedPeople
    share: RoundedShare
    interval: RoundedInterval


ShownFigure = Figure | Hidden
ShownPeople = RoundedPeople | Hidden


class Sureness(StrEnum):
    """How probable it is that the share is on that side, in steps that always say less than was computed."""

    ALMOST_CERTAIN = "over_99"
    VERY_PROBABLE = "over_95"
    PROBABLE = "over_90"
    POSSIBLE = "under_90"


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A change that is announced: its side, its size in points (multiple of 5), its interval, how sure."""

    direction: Direction
    points: int
    interval: RoundedInterval
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class ShownSteady:
    """No change that can be told from chance; the interval says what a change could still be."""

    interval: RoundedInterval


@dataclass(frozen=True, slots=True)
class ShownNothing:
    """Nothing to compare, and why."""

    reason: Missing


ShownChange = ShownMove | ShownSteady | ShownNothing


def show_people(release: Release, unit: str) -> ShownPeople:
    """Return about how many people of `unit` took part, or why it is not said."""
    cell = visible_count(release, unit, CONTRIBUTORS)
    return rounded_people(cell.contributors) if isinstance(cell, Published) else cell


def show_figure(release: Release, unit: str, measure: Measure) -> ShownFigure:
    """Return the figure of one cell, or why it is not shown."""
    cell = visible_cell(release, unit, measure)
    if isinstance(cell, Hidden):
        return cell
    point = point_of(release, unit, measure)
    if cell.affected is None or point is None:
        return Hidden(NOBODY)
    interval = share_interval(point)
    return Figure(
        people=rounded_people(cell.contributors),
        share=rounded_share(cell.affected, cell.contributors),
        interval=rounded_interval(interval.low, interval.high),
    )


def show_change(outcome: Outcome) -> ShownChange:
    """Return the outcome of a series as a page may say it."""
    match outcome:
        case Moved(change=change):
            return ShownMove(
                direction=change.direction,
                points=abs(rounded_points(change.difference)),
                interval=rounded_change(change.interval.low, change.interval.high),
                sureness=sureness_of(change.probability),
            )
        case Steady(change=change):
            return ShownSteady(rounded_change(change.interval.low, change.interval.high))
        case NotEnough(reason=reason):
            return ShownNothing(reason)


def sureness_of(probability: float) -> Sureness:
    """Return the highest step that `probability` is over."""
    if probability > 0.99:
        return Sureness.ALMOST_CERTAIN
    if probability > 0.95:
        return Sureness.VERY_PROBABLE
    if probability > 0.90:
        return Sureness.PROBABLE
    return Sureness.POSSIBLE
