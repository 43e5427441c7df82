"""The audit trail: what members of the staff did, kept for a year and never changed.

An entry names an account, an event and its object (a window, a unit, another account); nothing that was
typed, no address and no figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine, delete, insert, select

from reporting.models import AUDIT_DAYS, AccountRow, AuditRow
from reporting.transactions import reading, writing

LONGEST_DETAIL = 200


class AuditEvent(StrEnum):
    """What an entry can tell of."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_LOCKED = "sign_in_locked"
    SIGNED_OUT = "signed_out"
    EXPORTED = "exported"
    RELEASE_SIGNED = "release_signed"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    INVITATIONS_MADE = "invitations_made"
    FORGED_PASSES = "forged_passes"
    ROSTER_PROPOSED = "roster_proposed"
    ROSTER_APPROVED = "roster_approved"
    ROSTER_REFUSED = "roster_refused"
    ROSTER_WITHDRAWN = "roster_withdrawn"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry; `account` is the name of the account, None for the command line and for an unknown name."""

    at: datetime
    account: str | None
    event: AuditEvent
    detail: str


class Audit:
    """The trail on the releases store."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, which opens the releases store."""
        self._engine = engine

    def record(self, event: AuditEvent, account_id: str | None, now: datetime, detail: str = "") -> None:
        """Add an entry; `detail` is the object of the act in at most 200 characters."""
        with writing(self._engine) as connection:
            add_entry(connection, event, account_id, now, detail)

    def entries(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first."""
        query = (
            select(AuditRow.at, AccountRow.name, AuditRow.event, AuditRow.detail)
            .join(AccountRow, AccountRow.id == AuditRow.account, isouter=True)
            .order_by(AuditRow.id.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(
            AuditEntry(row.at.replace(tzinfo=UTC), row.name or None, AuditEvent(row.event), row.detail)
            for row in rows
        )

    def purge(self, now: datetime) -> int:
        """Delete the entries that are over a year old; how many there were."""
        oldest = now.astimezone(UTC).replace(tzinfo=None) - timedelta(days=AUDIT_DAYS)
        with writing(self._engine) as connection:
            return connection.execute(delete(AuditRow).where(AuditRow.at < oldest)).rowcount


def add_entry(
    connection: Connection, event: AuditEvent, account_id: str | None, now: datetime, detail: str = ""
) -> None:
    """Add an entry in the transaction of `connection`: the act and its trace stand or fall together."""
    if len(detail) > LONGEST_DETAIL:
        raise ValueError(f"The detail of an audit entry has at most {LONGEST_DETAIL} characters.")
    row = {
        "at": now.astimezone(UTC).replace(tzinfo=None),
        "account": account_id,
        "event": event.value,
        "detail": detail,
    }
    connection.execute(insert(AuditRow), [row])
