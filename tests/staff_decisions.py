"""What only the staff app may do, for tests that are about something else: two people decide on a roster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config.postgres import Part
from config.settings import Settings
from config.stores import open_releases
from reporting.roster import Roster


@contextmanager
def decisions(settings: Settings) -> Iterator[Roster]:
    """The roster with the rights of the staff app: the command line may not decide on PostgreSQL."""
    engine = open_releases(settings, Part.STAFF)
    try:
        yield Roster(engine, settings.calendar)
    finally:
        engine.dispose()
