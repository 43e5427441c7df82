"""The tables of the releases store: frozen releases and their signatures, the key list, staff accounts, who
was invited, the audit trail, the worker.

Every column says what it is for and how long it stays (`info`); docs/privacy is written from it and a test
reads it. Releases, signatures, the key list and decided changes of the roster cannot be changed or deleted,
and an audit entry only once it is a year old: the store itself refuses (triggers, config/migrations), so that
a fault elsewhere cannot rewrite what was published.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Identity, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FOR_EVER = "for as long as the installation lives: a release is never changed nor taken back"
AUDIT_DAYS = 365
"""How long an audit entry stays; the store refuses to delete a younger one."""
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
        CheckConstraint(
            "role IN ('hr', 'psychologist', 'representative', 'manager', 'administrator')",
            name="account_role",
        ),
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
        Integer,
        Identity(),
        primary_key=True,
        info={"purpose": "the order of the entries", "retention": ONE_YEAR},
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


class KeyListRow(ReleasesModel):
    """One entry of the list of the units' public keys."""

    __tablename__ = "key_list"

    position: Mapped[int] = mapped_column(
        Integer,
        primary_key=True,
        autoincrement=False,
        info={"purpose": "its place in the list, from 0", "retention": FOR_EVER},
    )
    digest: Mapped[str] = mapped_column(
        String(64),
        unique=True,
        info={"purpose": "SHA-256 of the entry, which the next one names: the chain", "retention": FOR_EVER},
    )
    body: Mapped[str] = mapped_column(
        Text, info={"purpose": "the term and its public keys, as published", "retention": FOR_EVER}
    )


class IssuedRow(ReleasesModel):
    """How many passes of a unit were issued: what anyone may look at to see a forged crowd."""

    __tablename__ = "issued"

    term: Mapped[str] = mapped_column(
        String(16), primary_key=True, info={"purpose": "for which term", "retention": FOR_EVER}
    )
    unit: Mapped[str] = mapped_column(
        String(64), primary_key=True, info={"purpose": "in which unit", "retention": FOR_EVER}
    )
    invited: Mapped[int] = mapped_column(
        Integer, info={"purpose": "how many people were invited", "retention": FOR_EVER}
    )
    issued: Mapped[int] = mapped_column(
        Integer, info={"purpose": "how many of them got their pass", "retention": FOR_EVER}
    )
    as_of: Mapped[str] = mapped_column(
        String(10),
        info={
            "purpose": "the day on which it was counted; a finer time would be a clock of what people do",
            "retention": FOR_EVER,
        },
    )


class RosterChangeRow(ReleasesModel):
    """A change of who gets invitations: proposed by one person, decided by another."""

    __tablename__ = "roster_changes"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn', 'carried_out')",
            name="roster_state",
        ),
        CheckConstraint("decided_by <> proposed_by", name="roster_two_people"),
        CheckConstraint(
            "(state IN ('approved', 'refused', 'carried_out')) = (decided_by IS NOT NULL)",
            name="roster_decided",
        ),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="roster_decided_at"),
        CheckConstraint("(state = 'carried_out') = (carried_out_at IS NOT NULL)", name="roster_carried_out"),
    )

    id: Mapped[str] = mapped_column(
        String(16), primary_key=True, info={"purpose": "a random name of the change", "retention": FOR_EVER}
    )
    term: Mapped[str] = mapped_column(
        String(16), info={"purpose": "the term that the invitations are for", "retention": FOR_EVER}
    )
    state: Mapped[str] = mapped_column(
        String(12), info={"purpose": "how far the change has come", "retention": FOR_EVER}
    )
    proposed_by: Mapped[str] = mapped_column(
        String(32),
        ForeignKey("accounts.id"),
        info={"purpose": "which account proposed it", "retention": FOR_EVER},
    )
    decided_by: Mapped[str | None] = mapped_column(
        String(32),
        ForeignKey("accounts.id"),
        info={"purpose": "which other account approved or refused it", "retention": FOR_EVER},
    )
    proposed_at: Mapped[datetime] = mapped_column(
        DateTime, info={"purpose": "when it was proposed, in UTC", "retention": FOR_EVER}
    )
    decided_at: Mapped[datetime | None] = mapped_column(
        DateTime, info={"purpose": "when it was decided, in UTC", "retention": FOR_EVER}
    )
    carried_out_at: Mapped[datetime | None] = mapped_column(
        DateTime, info={"purpose": "when the invitations were made, in UTC", "retention": FOR_EVER}
    )


class RosterLineRow(ReleasesModel):
    """One unit of a change of the roster."""

    __tablename__ = "roster_lines"
    __table_args__ = (CheckConstraint("people > 0", name="roster_people"),)

    change: Mapped[str] = mapped_column(
        String(16),
        ForeignKey("roster_changes.id"),
        primary_key=True,
        info={"purpose": "of which change", "retention": FOR_EVER},
    )
    unit: Mapped[str] = mapped_column(
        String(64), primary_key=True, info={"purpose": "for which unit", "retention": FOR_EVER}
    )
    people: Mapped[int] = mapped_column(
        Integer, info={"purpose": "how many people are invited", "retention": FOR_EVER}
    )
