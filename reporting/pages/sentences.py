"""The sentences that figures are said in, in one language: never a bare number, never "of the employees"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from babel.dates import format_date, format_datetime

from reporting.charts import ChartWords
from reporting.levers import LeverSheet
from reporting.rounding import RoundedPeople, RoundedShare
from reporting.showing.board import Trend
from reporting.showing.figures import (
    Figure,
    ShownChange,
    ShownFigure,
    ShownMove,
    ShownPeople,
    ShownSteady,
)
from reporting.showing.visible import Hidden
from reporting.trends import Direction
from signals.contributions.measures import Measure
from signals.contributions.windows import parse_window


class Wording(Protocol):
    """Where the words are (`config.web.words.Words`)."""

    def text(self, locale: str, key: str, **values: object) -> str:
        """Return one sentence."""
        ...


_DATES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the staff pages say of figures; `name_of` gives the name of a unit."""

    words: Wording
    locale: str
    sheet: LeverSheet
    name_of: Callable[[str], str]

    def t(self, key: str, **values: object) -> str:
        """One sentence of the staff pages."""
        return self.words.text(self.locale, f"staff.{key}", **values)

    def window(self, window: str) -> str:
        """A window as people say it: from its first to its last day."""
        dates = parse_window(window)
        return self.t(
            "window.label", first=self.day(dates.start), last=self.day(dates.end - timedelta(days=1))
        )

    def short_window(self, window: str) -> str:
        """A window by its first day, for the axis of a chart."""
        return format_date(parse_window(window).start, "d MMM yy", locale=_DATES[self.locale])

    def day(self, day: date) -> str:
        """A date in full."""
        return spoken_day(day, self.locale)

    def moment(self, instant: datetime) -> str:
        """A date and time; the caller gives it in the zone to show."""
        return format_datetime(instant, "d MMM yyyy, HH:mm", locale=_DATES[self.locale])

    def share(self, share: RoundedShare) -> str:
        """A share as a cell of a table shows it."""
        return self.t(f"cell.{share.end.value}", percent=share.percent)

    def people(self, people: ShownPeople) -> str:
        """A number of people as a cell of a table shows it."""
        match people:
            case Hidden():
                return self.t("cell.withheld")
            case RoundedPeople(about=0):
                return self.t("cell.nobody")
            case RoundedPeople(about=about):
                return self.t("cell.people", about=about)

    def reason(self, hidden: Hidden) -> str:
        """Why a figure is not shown, and where it is counted instead."""
        reason = self.t(f"withheld.{hidden.reason}")
        if hidden.instead is None:
            return reason
        return f"{reason} {self.t('withheld.instead', name=self.name_of(hidden.instead))}"

    def short_reason(self, hidden: Hidden) -> str:
        """The reason in a few words, for a cell."""
        return self.t(f"short_reason.{hidden.reason}")

    def interval(self, figure: Figure) -> str:
        """The interval of a share."""
        return self.t("unit.range", low=figure.interval.low, high=figure.interval.high)

    def reading(self, unit: str, measure: Measure, figure: ShownFigure) -> str:
        """The one-sentence reading of a figure, with how many people it speaks of."""
        name = self.sheet.levers[measure].name
        if isinstance(figure, Hidden):
            return self.t("reading.withheld", name=name, reason=self.reason(figure))
        return self.t(
            f"reading.{figure.share.end.value}", people=figure.people.about, **self._said(unit, name, figure)
        )

    def group_reading(self, unit: str, measure: Measure, figure: Figure) -> str:
        """The same for a manager: without any number of people."""
        name = self.sheet.levers[measure].name
        return self.t(f"group_reading.{figure.share.end.value}", **self._said(unit, name, figure))

    def no_group(self, measure: Measure) -> str:
        """What a manager reads when no group that holds their unit has a figure."""
        return self.t("group_reading.withheld", name=self.sheet.levers[measure].name)

    def change(self, change: ShownChange) -> str:
        """The judgement on the last window, as a sentence of its own."""
        match change:
            case ShownMove(direction=direction):
                return self.t(f"change.moved_{direction.value}", **self._moved(change))
            case ShownSteady(interval=interval):
                return self.t("change.steady", low=signed(interval.low), high=signed(interval.high))
            case _:
                return self.t(f"change.{change.reason.value}")

    def move(self, measure: Measure, change: ShownMove) -> str:
        """One line of "what moved"."""
        said = self.t(f"change.{change.direction.value}", **self._moved(change))
        return self.t("overview.moved_line", name=self.sheet.levers[measure].name, change=said)

    def arrow(self, change: ShownChange) -> str:
        """The sign of a change in a cell; nothing when none is announced."""
        if not isinstance(change, ShownMove):
            return ""
        return "▲" if change.direction is Direction.UP else "▼"

    def chart_words(self, trend: Trend) -> ChartWords:
        """The words of a chart."""
        return ChartWords(
            windows=[self.short_window(point.window) for point in trend.points],
            withheld=self.t("unit.withheld_on_chart"),
            about=self.t("cell.about", percent="{percent}"),
            less_than=self.t("cell.less_than", percent="{percent}").replace("<", "&lt;"),
            more_than=self.t("cell.more_than", percent="{percent}").replace(">", "&gt;"),
        )

    def _said(self, unit: str, name: str, figure: Figure) -> dict[str, object]:
        interval = figure.interval
        return {
            "unit": unit,
            "name": name,
            "percent": figure.share.percent,
            "low": interval.low,
            "high": interval.high,
        }

    def _moved(self, change: ShownMove) -> dict[str, object]:
        return {
            "points": change.points,
            "low": signed(change.interval.low),
            "high": signed(change.interval.high),
            "sureness": self.t(f"sureness.{change.sureness.value}"),
        }


def spoken_day(day: date, locale: str) -> str:
    """A date in full, as it is said: the first of a month is "1er" in French."""
    spoken = format_date(day, "d MMMM yyyy", locale=_DATES[locale])
    return f"1er{spoken[1:]}" if locale == "fr" and day.day == 1 else spoken


def signed(points: int) -> str:
    """A number of points with its sign, with a real minus."""
    if points < 0:
        return f"−{-points}"
    return f"+{points}" if points else "0"
