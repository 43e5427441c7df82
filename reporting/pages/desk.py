"""What every staff page works with: the releases it may read, the words, the levers, the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flask import abort, g

from reporting.audit import Audit, AuditEvent
from reporting.levers import Levers
from reporting.pages.sentences import Sentences, Wording
from reporting.pages.shelf import Shelf
from reporting.pages.signed_in import signed_in_account
from reporting.showing.history import History


@dataclass(frozen=True, slots=True)
class House:
    """What the pages say of the organisation: its name, whether it is simulated, the names of its units
    today."""

    name: str
    simulated: bool
    unit_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """The dependencies of the staff pages."""

    shelf: Shelf
    words: Wording
    levers: Levers
    audit: Audit
    house: House
    clock: Callable[[], datetime]
    zone: tzinfo

    def history(self, window: str | None) -> History | None:
        """The releases that the account may read, up to `window`; 404 when that window is not one of them."""
        history = self.shelf.history(signed_in_account().role, window)
        if history is None and window is not None:
            abort(404)
        return history

    def windows(self) -> tuple[str, ...]:
        """The windows that the account may read, the latest first."""
        return tuple(release.window for release in reversed(self.shelf.releases(signed_in_account().role)))

    def sentences(self, history: History | None = None) -> Sentences:
        """The sentences of the request's language; units are named as in the release looked at."""
        names = self.house.unit_names if history is None else history.latest.unit_names
        locale = str(g.locale)
        return Sentences(self.words, locale, self.levers.sheet(locale), lambda unit: names.get(unit, unit))

    def note(self, event: AuditEvent, detail: str) -> None:
        """Write in the audit trail what the account did."""
        self.audit.record(event, signed_in_account().id, self.clock(), detail)
