"""Counting windows: whole ISO weeks, tiled from one fixed Monday, in one civil time zone.

A window is the finest time that Havre ever keeps about a contribution. Windows of one length tile the
calendar without gap or overlap, so that every instant belongs to exactly one; their bounds are midnights of
the installation's time zone, which makes a window with a change of clock an hour shorter or longer than the
others and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_MONDAY = date(2024, 1, 1)
"""The Monday from which windows and terms of every length are counted; never to be changed."""

WINDOW_LENGTHS = (1, 4, 13)
"""The lengths in weeks that an installation may choose between."""

TERM_WEEKS = 13
"""How long a credential lasts, in weeks."""

_ID = re.compile(r"(\d{4})-W(\d{2})-(\d{1,2})w", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """`weeks` whole ISO weeks from the Monday `start`; written like `2026-W45-4w`."""

    start: date
    weeks: int

    def __post_init__(self) -> None:
        """Refuse what no calendar of windows contains."""
        if self.weeks not in WINDOW_LENGTHS:
            raise ValueError(f"A window lasts 1, 4 or 13 weeks, not {self.weeks}.")
        if (self.start - FIRST_MONDAY).days % (7 * self.weeks):
            raise ValueError(f"No window of {self.weeks} weeks starts on {self.start.isoformat()}.")

    @property
    def id(self) -> str:
        """The written form: ISO year and week of the first Monday, and the length in weeks."""
        year, week, _ = self.start.isocalendar()
        return f"{year:04d}-W{week:02d}-{self.weeks}w"

    @property
    def end(self) -> date:
        """The Monday that follows the window: the first day outside it."""
        return self.start + timedelta(weeks=self.weeks)

    @property
    def next(self) -> Window:
        """The window of the same length that starts when this one ends."""
        return Window(self.end, self.weeks)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """The first instant of the window, in UTC (aware instants of one zone would compare by their wall
        clock).
        """
        return _midnight(self.start, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The first instant after the window, in UTC."""
        return _midnight(self.end, zone)

    def __str__(self) -> str:
        """The written form."""
        return self.id


def parse_window(written: str) -> Window:
    """Return the window written `written`; raise ValueError with a sentence otherwise."""
    found = _ID.fullmatch(written)
    if found is None:
        raise ValueError(f"'{written}' is not a window; write it like 2026-W45-4w.")
    year, week, weeks = (int(part) for part in found.groups())
    try:
        return Window(date.fromisocalendar(year, week, 1), weeks)
    except ValueError as error:
        raise ValueError(f"'{written}' is not a window: {error}") from None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The windows and the terms of one installation: a length in weeks and a time zone."""

    weeks: int
    zone: ZoneInfo

    def window_at(self, instant: datetime) -> Window:
        """The window that contains `instant`, which must be aware."""
        return window_at(instant, self.weeks, self.zone)

    def term_at(self, instant: datetime) -> Window:
        """The term of the credentials that are issued, and that count, at `instant`.

        It is the 13-week term in which the *current window* starts: a term therefore begins and ends with a
        window, and nobody can count twice in one window with a credential of each of two terms.
        """
        return _aligned(self.window_at(instant).start, TERM_WEEKS)

    def ended_between(self, first: Window, instant: datetime) -> Iterator[Window]:
        """Every window from `first` on that is over at `instant`, oldest first."""
        current = self.window_at(instant)
        window = first
        while window < current:
            yield window
            window = window.next


def window_at(instant: datetime, weeks: int, zone: ZoneInfo) -> Window:
    """The window of `weeks` weeks that contains the aware `instant`, in the civil time of `zone`."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its time zone: 12:00 alone does not say when.")
    return _aligned(instant.astimezone(zone).date(), weeks)


def _aligned(day: date, weeks: int) -> Window:
    days = 7 * weeks
    return Window(FIRST_MONDAY + timedelta(days=(day - FIRST_MONDAY).days // days * days), weeks)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
