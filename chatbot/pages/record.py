"""The public record: every key, how many passes each unit has, and who changed the roster.

It is there to be compared. A key that only one person was shown, or a crowd of passes that nobody in the
unit has ever met, is visible to those it would deceive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template

from chatbot.pages.services import PageServices, Record, RosterChange
from signals.contributions.key_list import KeyList, KeyListEntry, PublishedKey
from signals.contributions.windows import parse_window

_FINGERPRINT_SIGNS = 16
_HEAD_GROUPS = 8
_GROUP = 4


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """One unit of a term: `fingerprint` is its key's, in groups; the figures are None before the first day
    is over.
    """

    name: str
    fingerprint: str
    invited: int | None
    issued: int | None


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One term: its days, the day of its figures, its units."""

    first: date
    last: date
    as_of: date | None
    units: tuple[ShownUnit, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change of the roster; `lines` are the names of units and how many people in each."""

    day: date
    lines: tuple[tuple[str, int], ...]
    roles: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecordPages:
    """The blueprint `record`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `record`."""
        pages = Blueprint("record", __name__)
        pages.add_url_rule("/<lang>/passes", "passes", self.passes)
        pages.add_url_rule("/passes.json", "written", self.written)
        return pages

    def passes(self, lang: str) -> str:
        """The record, for people."""
        record = self.services.record.read()
        keys = KeyList.read(record.key_list)
        name = self._name
        return render_template(
            "passes.html",
            head=head_groups(keys.head),
            terms=shown_terms(keys, record, name),
            changes=tuple(_shown_change(change, name) for change in reversed(record.changes)),
        )

    def written(self) -> Response:
        """The record, for browsers and for who wants to check: the same bytes for everybody."""
        return Response(self.services.record.written(), mimetype="application/json")

    def _name(self, unit: str) -> str:
        return self.services.organisation.unit_names.get(unit, unit)


def head_groups(head: str | None) -> tuple[str, ...]:
    """The beginning of the list's digest as it is read aloud: eight groups of four signs."""
    return _grouped((head or "")[: _HEAD_GROUPS * _GROUP])


def fingerprint(key: PublishedKey) -> str:
    """The beginning of the SHA-256 of a key, in groups: enough to compare two by eye."""
    digest = hashlib.sha256(key.modulus.encode("ascii")).hexdigest()
    return " ".join(_grouped(digest[:_FINGERPRINT_SIGNS]))


def shown_terms(keys: KeyList, record: Record, name: Callable[[str], str]) -> tuple[ShownTerm, ...]:
    """The terms of the list, newest first, and their units by name."""
    by_term: dict[str, list[KeyListEntry]] = {}
    for entry in keys.entries:
        by_term.setdefault(entry.term, []).append(entry)
    figures = {(counts.term, counts.unit): counts for counts in record.counts}
    shown = []
    for written, entries in by_term.items():
        term = parse_window(written)
        units = []
        for key in (key for entry in entries for key in entry.keys):
            counts = figures.get((written, key.unit))
            units.append(
                ShownUnit(
                    name(key.unit),
                    fingerprint(key),
                    counts.invited if counts else None,
                    counts.issued if counts else None,
                )
            )
        days = [counts.as_of for (of_term, _), counts in figures.items() if of_term == written]
        as_of = date.fromisoformat(max(days)) if days else None
        last = date.fromordinal(term.end.toordinal() - 1)
        shown.append(ShownTerm(term.start, last, as_of, tuple(sorted(units, key=lambda unit: unit.name))))
    return tuple(sorted(shown, key=lambda each: each.first, reverse=True))


def _shown_change(change: RosterChange, name: Callable[[str], str]) -> ShownChange:
    lines = tuple(sorted((name(line.unit), line.people) for line in change.lines))
    return ShownChange(date.fromisoformat(change.day), lines, (change.proposed_role, change.approved_role))


def _grouped(signs: str) -> tuple[str, ...]:
    return tuple(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
