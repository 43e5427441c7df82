"""The public record: what every employee can read of the passes, and compare with one another.

The key list, word for word; for each unit and term how many people were invited and how many passes were
given; who decided, by role, that they be invited. A crowd that somebody invented would show here to the
colleagues it would be put among. The same bytes for everyone: a record made for one person would be found
out by two people who compare theirs.

The counts are a snapshot, taken once a day by the worker. A count that moved with each pass would be a clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.orm import aliased

from reporting.models import AccountRow, IssuedRow, KeyListRow, RosterChangeRow, RosterLineRow
from reporting.roster import RosterState
from reporting.transactions import reading, writing
from signals.contributions.windows import Window

_FORMAT = 1
_SHOWN = (RosterState.APPROVED.value, RosterState.CARRIED_OUT.value)


@dataclass(frozen=True, slots=True, order=True)
class UnitCounts:
    """People of `unit` invited in `term` and passes given, as counted on `as_of` (written 2026-11-21)."""

    term: str
    unit: str
    invited: int
    issued: int
    as_of: str


@dataclass(frozen=True, slots=True, order=True)
class PublicLine:
    """So many people of a unit."""

    unit: str
    people: int


@dataclass(frozen=True, slots=True, order=True)
class PublicChange:
    """On `day` (UTC, written 2026-11-21) it was decided to invite `lines` in `term`; by two roles, never by
    name.
    """

    day: str
    term: str
    lines: tuple[PublicLine, ...]
    proposed_role: str
    approved_role: str


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record; `key_list` holds the exact texts of the entries, the oldest first."""

    key_list: tuple[str, ...]
    counts: tuple[UnitCounts, ...]
    changes: tuple[PublicChange, ...]


class PublicRecord:
    """The record in the releases store. Reading it needs no right but SELECT (of accounts: id and role)."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, which opens the releases store; one that only reads is enough to read."""
        self._engine = engine

    def read(self) -> Record:
        """The record as it is now, in an order that tells nothing."""
        with reading(self._engine) as connection:
            return Record(_key_list(connection), _counts(connection), _changes(connection))

    def counts(self, term: str) -> Mapping[str, UnitCounts]:
        """The counts of one term (a window id), by unit."""
        with reading(self._engine) as connection:
            return {one.unit: one for one in _counts(connection) if one.term == term}

    def to_json(self, record: Record) -> bytes:
        """The bytes that everyone gets: canonical JSON in ASCII, the same for equal records."""
        content = {"format": _FORMAT, **asdict(record)}
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")

    def written(self) -> bytes:
        """The bytes of the record as it is now."""
        return self.to_json(self.read())

    def snapshot(
        self, invited: Mapping[str, int], issued: Mapping[str, int], term: Window, as_of: date
    ) -> None:
        """Keep the counts of `term` at `as_of`; once a day, whatever they are later on that day."""
        day = as_of.isoformat()
        with writing(self._engine) as connection:
            known = {one.unit: one.as_of for one in _counts(connection) if one.term == term.id}
            if any(kept >= day for kept in known.values()):
                return
            for unit in sorted({*invited, *issued}):
                counts = {"invited": invited.get(unit, 0), "issued": issued.get(unit, 0), "as_of": day}
                if unit in known:
                    this = (IssuedRow.term == term.id, IssuedRow.unit == unit)
                    connection.execute(update(IssuedRow).where(*this).values(counts))
                else:
                    row = {"term": term.id, "unit": unit, **counts}
                    connection.execute(insert(IssuedRow), [row])


def _key_list(connection: Connection) -> tuple[str, ...]:
    query = select(KeyListRow.body).order_by(KeyListRow.position)
    return tuple(connection.execute(query).scalars())


def _counts(connection: Connection) -> tuple[UnitCounts, ...]:
    columns = (IssuedRow.term, IssuedRow.unit, IssuedRow.invited, IssuedRow.issued, IssuedRow.as_of)
    return tuple(sorted(UnitCounts(*row) for row in connection.execute(select(*columns))))


def _changes(connection: Connection) -> tuple[PublicChange, ...]:
    proposer, decider = aliased(AccountRow), aliased(AccountRow)
    query = (
        select(
            RosterChangeRow.id,
            RosterChangeRow.decided_at,
            RosterChangeRow.term,
            proposer.role.label("proposed_role"),
            decider.role.label("approved_role"),
        )
        .join(proposer, proposer.id == RosterChangeRow.proposed_by)
        .join(decider, decider.id == RosterChangeRow.decided_by)
        .where(RosterChangeRow.state.in_(_SHOWN))
    )
    lines: dict[str, list[PublicLine]] = {}
    for line in connection.execute(select(RosterLineRow.change, RosterLineRow.unit, RosterLineRow.people)):
        lines.setdefault(line.change, []).append(PublicLine(line.unit, line.people))
    return tuple(
        sorted(
            PublicChange(
                row.decided_at.date().isoformat(),
                row.term,
                tuple(sorted(lines[row.id])),
                row.proposed_role,
                row.approved_role,
            )
            for row in connection.execute(query)
        )
    )
