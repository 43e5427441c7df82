"""The tables of the releases store: frozen releases and their signatures, staff accounts, the audit trail,
the worker.

Every column says what it is for and how long it stays (`info`); docs/privacy is written from it and a test
reads it. Releases and signatures cannot be changed or deleted, and an audit entry only once it is a year
old: the store itself refuses (triggers), so that a fault elsewhere cannot rewrite what was published.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FOR_EVER = "for as long as the installation lives: a release is never changed nor taken back"
AUDIT_DAYS = 365
"""How long an audit entry stays; the triggers below refuse to delete a younger one."""
ONE_YEAR = "one year, then deleted by the first purge"
WITH_ACCOUNT = "as long as the account; a disabled account stays, so that old audit entries keep their name"
OVERWRITTEN = "overwritten by the next one"


class ReleasesModel(DeclarativeBase):
    """The tables of the releases store."""


class ReleaseRow(ReleasesModel):
    """One release, whole, as it was published."""

    __tablename__ = "releases"

    window: Mapped[str] = mapped_column(
        String(16), primary_key=True, info={"purpose": "the window released", "retention": FOR_EVER}
    )
    position: Mapped[int] = mapped_column(
        Integer,
        unique=True,
        info={"purpose": "its place in the chain of releases, from 0", "retention": FOR_EVER},
    )
    digest: Mapped[str] = mapped_column(
        String(64), unique=True, info={"purpose": "SHA-256 of the release", "retention": FOR_EVER}
    )
    previous: Mapped[str | None] = mapped_column(
        String(64),
        unique=True,
        info={"purpose": "the digest of the release before: the chain", "retention": FOR_EVER},
    )
    body: Mapped[str] = mapped_column(
        Text,
        info={
            "purpose": "the policy, the units and the safe figures, as published; nothing about anyone",
            "retention": FOR_EVER,
        },
    )


class AccountRow(ReleasesModel):
    """A member of the staff who may open the staff app."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("role IN ('hr', 'psychologist', 'manager', 'administrator')", name="account_role"),
        CheckConstraint("(role = 'manager') = (unit IS NOT NULL)", name="account_unit"),
    )

    id: Mapped[str] = mapped_column(
        String(32),
        primary_key=True,
        info={"purpose": "a random name that the audit trail uses", "retention": WITH_ACCOUNT},
    )
    name: Mapped[str] = mapped_column(
        String(64), unique=True, info={"purpose": "the name typed to sign in", "retention": WITH_ACCOUNT}
    )
    role: Mapped[str] = mapped_column(
        String(16), info={"purpose": "what the account may see and do", "retention": WITH_ACCOUNT}
    )
    unit: Mapped[str | None] = mapped_column(
        String(64), info={"purpose": "the unit of a manager", "retention": WITH_ACCOUNT}
    )
    disabled: Mapped[bool] = mapped_column(
        Boolean, info={"purpose": "whether the account may sign in", "retention": WITH_ACCOUNT}
    )
    password_hash: Mapped[str] = mapped_column(
        String(160),
        info={"purpose": "argon2 hash of the password, to verify it", "retention": WITH_ACCOUNT},
    )
    totp_secret: Mapped[str] = mapped_column(
        String(64),
        info={"purpose": "what the account's one-time codes are computed from", "retention": WITH_ACCOUNT},
    )
    last_step: Mapped[int] = mapped_column(
        Integer,
        info={"purpose": "the last one-time code accepted, to refuse it twice", "retention": OVERWRITTEN},
    )
    failures: Mapped[int] = mapped_column(
        Integer,
        info={"purpose": "failed sign-ins in a row, for the lock-out", "retention": "until the next sign-in"},
    )
    locked_until: Mapped[datetime | None] = mapped_column(
        DateTime,
        info={"purpose": "the end of a lock-out, in UTC", "retention": "until the next sign-in"},
    )


class SignatureRow(ReleasesModel):
    """A psychologist's agreement to show a release."""

    __tablename__ = "signatures"

    window: Mapped[str] = mapped_column(
        String(16),
        ForeignKey("releases.window"),
        primary_key=True,
        info={"purpose": "the release signed", "retention": FOR_EVER},
    )
    account: Mapped[str] = mapped_column(
        String(32),
        ForeignKey("accounts.id"),
        primary_key=True,
        info={"purpose": "which psychologist signed", "retention": FOR_EVER},
    )
    digest: Mapped[str] = mapped_column(
        String(64), info={"purpose": "exactly what was signed", "retention": FOR_EVER}
    )
    signed_at: Mapped[datetime] = mapped_column(
        DateTime, info={"purpose": "when it was signed, in UTC", "retention": FOR_EVER}
    )


class AuditRow(ReleasesModel):
    """Something a member of the staff did, or tried."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(
        Integer, primary_key=True, info={"purpose": "the order of the entries", "retention": ONE_YEAR}
    )
    at: Mapped[datetime] = mapped_column(
        DateTime, info={"purpose": "when a member of the staff acted, in UTC", "retention": ONE_YEAR}
    )
    account: Mapped[str | None] = mapped_column(
        String(32),
        ForeignKey("accounts.id"),
        info={"purpose": "which account acted; none for the command line", "retention": ONE_YEAR},
    )
    event: Mapped[str] = mapped_column(
        String(32), info={"purpose": "what was done: a sign-in, an export...", "retention": ONE_YEAR}
    )
    detail: Mapped[str] = mapped_column(
        String(200), info={"purpose": "on what: a window, a unit, an account", "retention": ONE_YEAR}
    )


class JobRow(ReleasesModel):
    """A job of the worker that happens once per window."""

    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint("state IN ('recorded', 'done')", name="job_state"),)

    job: Mapped[str] = mapped_column(
        String(32), primary_key=True, info={"purpose": "which job", "retention": FOR_EVER}
    )
    window: Mapped[str] = mapped_column(
        String(16), primary_key=True, info={"purpose": "for which window", "retention": FOR_EVER}
    )
    state: Mapped[str] = mapped_column(
        String(8),
        info={
            "purpose": "recorded (the release is kept) or done (the contributions are gone too)",
            "retention": FOR_EVER,
        },
    )


class HeartbeatRow(ReleasesModel):
    """The last sign of life of a process of the installation."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(
        String(32), primary_key=True, info={"purpose": "which process (the worker)", "retention": OVERWRITTEN}
    )
    beat_at: Mapped[datetime] = mapped_column(
        DateTime,
        info={
            "purpose": "when it was last alive, by the clock and whatever people do",
            "retention": OVERWRITTEN,
        },
    )


def _refuse(model: type[ReleasesModel], act: str, sentence: str, when: str = "") -> None:
    table = model.__tablename__
    trigger = (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )

    def created(_table: Table, connection: Connection, **_options: object) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(trigger)

    event.listen(model.__table__, "after_create", created)


for _model in (ReleaseRow, SignatureRow):
    _refuse(_model, "UPDATE", "what was released is never changed")
    _refuse(_model, "DELETE", "what was released is never deleted")
# INSERT OR REPLACE deletes without a DELETE trigger: a row that would take another's place is refused too.
_refuse(
    ReleaseRow,
    "INSERT",
    "what was released is never replaced",
    "WHEN EXISTS (SELECT 1 FROM releases WHERE window = NEW.window OR position = NEW.position"
    " OR digest = NEW.digest)",
)
_refuse(AuditRow, "UPDATE", "the audit trail is never changed")
_refuse(
    AuditRow,
    "INSERT",
    "the audit trail is never replaced",
    "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)",
)
_refuse(
    AuditRow,
    "DELETE",
    "the audit trail is kept for a year",
    f"WHEN OLD.at > datetime('now', '-{AUDIT_DAYS} days')",
)
