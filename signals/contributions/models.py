"""The tables of the intake store: invitations, windows, and the contributions of the windows not yet
released.

Every column says what it is for and how long it stays (`info`); docs/privacy is written from it and a test
reads it. There is no time in any of them, nor any number that grows with each row. On SQLite the tables of
what people did are kept in the order of their random keys (WITHOUT ROWID). PostgreSQL keeps rows in the
order in which they were written: there, what people do enters `arrivals`, which its write-ahead log leaves
out (UNLOGGED), and leaves it shuffled (see SqlIntakeStore.settle).
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

UNTIL_TERM_ENDS = "until the first purge after the term's end"
UNTIL_RELEASED = "until the window is released: deleted within minutes of the window's end"
UNTIL_SETTLED = "a minute: then moved, shuffled, among the contributions"
FOR_EVER = "for as long as the installation lives"


class IntakeModel(DeclarativeBase):
    """The tables of the intake store."""


class InvitationRow(IntakeModel):
    """One invitation: the right of one person to one credential."""

    __tablename__ = "invitations"
    __table_args__ = ({"sqlite_with_rowid": False},)

    code_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32),
        primary_key=True,
        info={
            "purpose": "SHA-256 of the invitation's random code, to recognise it; the code is not kept",
            "retention": UNTIL_TERM_ENDS,
        },
    )
    unit: Mapped[str] = mapped_column(
        String(64),
        info={
            "purpose": "the unit that the credential will name",
            "retention": UNTIL_TERM_ENDS,
        },
    )
    term: Mapped[str] = mapped_column(
        String(16),
        info={
            "purpose": "the 13-week term in which the invitation can be used",
            "retention": UNTIL_TERM_ENDS,
        },
    )
    blinded: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        info={
            "purpose": "SHA-256 of the blinded message that was signed for it, so that one person gets one"
            " credential and can ask again for an answer that was lost; empty until then; nothing of when",
            "retention": UNTIL_TERM_ENDS,
        },
    )


class WindowRow(IntakeModel):
    """One counting window and, while people can count in it, its key."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'sealed', 'released')", name="window_state"),
        CheckConstraint("(state = 'released') = (key IS NULL)", name="window_key_destroyed"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(
        String(16),
        primary_key=True,
        info={"purpose": "the weeks that the window covers", "retention": FOR_EVER},
    )
    state: Mapped[str] = mapped_column(
        String(8),
        info={
            "purpose": "open (contributions accepted), sealed (being released) or released",
            "retention": FOR_EVER,
        },
    )
    key: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        info={
            "purpose": "random key of the window's tags; once destroyed, no two windows can be linked",
            "retention": UNTIL_RELEASED,
        },
    )


_PURPOSES = {
    "window": "the window in which it counts; no finer time exists",
    "unit": "the unit that the credential names",
    "measure": "a work factor that the person declared, or 'contributors' for having taken part",
    "tag": "counts a person once: HMAC of the credential and the measure under the window key",
}


class ContributionRow(IntakeModel):
    """One declared factor of one contributor in one window; `contributors` in place of a measure: took
    part.

    The tag is another one for every measure: no two rows can be told to be of the same person.
    """

    __tablename__ = "contributions"
    __table_args__ = ({"sqlite_with_rowid": False},)

    window: Mapped[str] = mapped_column(
        String(16),
        ForeignKey("windows.id"),
        primary_key=True,
        info={"purpose": _PURPOSES["window"], "retention": UNTIL_RELEASED},
    )
    unit: Mapped[str] = mapped_column(
        String(64), primary_key=True, info={"purpose": _PURPOSES["unit"], "retention": UNTIL_RELEASED}
    )
    measure: Mapped[str] = mapped_column(
        String(32), primary_key=True, info={"purpose": _PURPOSES["measure"], "retention": UNTIL_RELEASED}
    )
    tag: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info={"purpose": _PURPOSES["tag"], "retention": UNTIL_RELEASED}
    )


class ArrivalRow(IntakeModel):
    """A contribution since the last minute: from here it is moved, shuffled, among the others.

    On PostgreSQL the table is UNLOGGED: the write-ahead log, which holds the order and the moment of every
    change, has nothing of it. The price: if PostgreSQL itself crashes, the contributions since the last
    minute are lost. No foreign key either: its check would write in the window's row who came last.
    """

    __tablename__ = "arrivals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    window: Mapped[str] = mapped_column(
        String(16), primary_key=True, info={"purpose": _PURPOSES["window"], "retention": UNTIL_SETTLED}
    )
    unit: Mapped[str] = mapped_column(
        String(64), primary_key=True, info={"purpose": _PURPOSES["unit"], "retention": UNTIL_SETTLED}
    )
    measure: Mapped[str] = mapped_column(
        String(32), primary_key=True, info={"purpose": _PURPOSES["measure"], "retention": UNTIL_SETTLED}
    )
    tag: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info={"purpose": _PURPOSES["tag"], "retention": UNTIL_SETTLED}
    )
