"""What the intake store can do, and its SQL form.

Three narrow doors: `IssuingStore` and `CountingStore` are all that the employee app may do, `ClosingStore`
all that the worker needs to release a window. `SqlIntakeStore` is the three, on a SQLAlchemy engine of
SQLite or PostgreSQL whose transactions see no change of another (config/database.py, config/postgres.py):
the writing ones come one after the other.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from signals.contributions.insertion import insert_new
from signals.contributions.models import ArrivalRow, ContributionRow, IntakeModel, InvitationRow, WindowRow
from signals.contributions.settling import (
    forget_contributions,
    keep_invitations,
    lock_for_reading,
    settle,
)
from signals.contributions.tags import new_window_key
from signals.contributions.windows import Window, parse_window


class IntakeUnavailable(Exception):
    """The intake store cannot be read or written now; the sentence never says what was asked of it."""


class WindowState(StrEnum):
    """The life of a window: it only ever moves forward."""

    OPEN = "open"
    SEALED = "sealed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The right of one person to one credential of `unit` in `term`, known by the hash of its code."""

    code_hash: bytes
    unit: str
    term: Window


@dataclass(frozen=True, slots=True)
class InvitationFound:
    """There is such an invitation in this term; `used` once a credential was signed for it."""

    unit: str
    used: bool


@dataclass(frozen=True, slots=True)
class InvitationTaken:
    """The invitation is used from now on, by this very blinded message."""

    unit: str


@dataclass(frozen=True, slots=True)
class InvitationNotTaken:
    """There is no such invitation in this term, or it was used for another blinded message."""

    reason: Literal["unknown", "used"]


class IssuingStore(Protocol):
    """What issuing may do: look at an invitation, and use it."""

    def invitation(self, code_hash: bytes, term: Window) -> InvitationFound | None:
        """What is known of the invitation in `term`; nothing is used up."""
        ...

    def take_invitation(
        self, code_hash: bytes, term: Window, blinded: bytes
    ) -> InvitationTaken | InvitationNotTaken:
        """Use the invitation up for `blinded` (a SHA-256), once for all; of two at the same time one gets
        it.

        The same `blinded` again is taken again: it asks for the same answer.
        """
        ...


class CountingStore(Protocol):
    """What counting may do: add to the open window."""

    def window_key(self, window: Window) -> bytes | None:
        """The key of `window` while it is open (the first call opens it), None afterwards."""
        ...

    def add_contribution(self, window: Window, unit: str, rows: Mapping[str, bytes]) -> bool:
        """Record `rows`, the tag of one person for each measure declared (TOOK_PART included), on top of
        what was recorded before.

        False, and nothing recorded, when the window is not open. Nothing recorded before is ever taken back.
        """
        ...

    def issued(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` were exchanged, by unit."""
        ...

    def invited(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` exist, used or not, by unit."""
        ...


class ClosingStore(Protocol):
    """What the worker may do: settle what arrived, seal a window, count it once, forget it."""

    def settle(self) -> None:
        """Move what arrived among the contributions; nothing tells then which rows came together."""
        ...

    def windows(self) -> Mapping[Window, WindowState]:
        """Every window ever opened, oldest first."""
        ...

    def seal(self, window: Window) -> WindowState:
        """Let no contribution into `window` any more, settle what arrived; the state after it (`released` if
        it was already).
        """
        ...

    def counts(self, window: Window) -> Mapping[tuple[str, str], int]:
        """How many people each (unit, measure) of `window` counts, TOOK_PART included: never the rows."""
        ...

    def issued(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` were exchanged, by unit."""
        ...

    def invited(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` exist, used or not, by unit."""
        ...

    def forget(self, window: Window) -> None:
        """Destroy the key and every contribution of a sealed `window`; copies go with `truncate_log`."""
        ...

    def truncate_log(self) -> bool:
        """Empty the write-ahead log into the store; False when a reader stands in the way: try again."""
        ...


class SqlIntakeStore:
    """The intake store on SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        """Use `engine`, whose tables exist (config/migrations makes them)."""
        self._engine = engine

    def add_invitations(self, invitations: Iterable[Invitation]) -> None:
        """Record all of `invitations`, or none."""
        rows = [
            {"code_hash": one.code_hash, "unit": one.unit, "term": one.term.id, "blinded": None}
            for one in invitations
        ]
        if rows:
            with self._transaction() as connection:
                connection.execute(insert(InvitationRow), rows)

    def invitation(self, code_hash: bytes, term: Window) -> InvitationFound | None:
        """See IssuingStore."""
        query = select(InvitationRow.unit, InvitationRow.blinded).where(*_this(code_hash, term))
        with self._reading(InvitationRow) as connection:
            found = connection.execute(query).first()
        return None if found is None else InvitationFound(found.unit, found.blinded is not None)

    def take_invitation(
        self, code_hash: bytes, term: Window, blinded: bytes
    ) -> InvitationTaken | InvitationNotTaken:
        """See IssuingStore."""
        this_one = _this(code_hash, term)
        with self._transaction() as connection:
            found = connection.execute(
                select(InvitationRow.unit, InvitationRow.blinded).where(*this_one)
            ).first()
            if found is None:
                return InvitationNotTaken("unknown")
            if found.blinded is None:
                connection.execute(update(InvitationRow).where(*this_one).values(blinded=blinded))
            elif not hmac.compare_digest(found.blinded, blinded):
                return InvitationNotTaken("used")
            return InvitationTaken(found.unit)

    def issued(self, term: Window) -> Mapping[str, int]:
        """See CountingStore."""
        return self._invitations_by_unit(InvitationRow.term == term.id, InvitationRow.blinded.is_not(None))

    def invited(self, term: Window) -> Mapping[str, int]:
        """See CountingStore."""
        return self._invitations_by_unit(InvitationRow.term == term.id)

    def purge_invitations(self, term: Window) -> int:
        """Delete the invitations of every term before `term`; how many there were."""
        with self._transaction() as connection:
            terms = connection.execute(select(InvitationRow.term).distinct()).scalars().all()
            over = [written for written in terms if parse_window(written) < term]
            if not over:
                return 0
            these = InvitationRow.term.in_(over)
            purged = connection.execute(select(func.count()).where(these)).scalar_one()
            keep_invitations(connection, ~these)
        return purged

    def window_key(self, window: Window) -> bytes | None:
        """See CountingStore."""
        with self._transaction() as connection:
            _ensure(connection, window)
            return connection.execute(select(WindowRow.key).where(*_open(window))).scalar_one_or_none()

    def add_contribution(self, window: Window, unit: str, rows: Mapping[str, bytes]) -> bool:
        """See CountingStore."""
        # In the order of the tags, which is random: not even for a minute do rows tell what was ticked first.
        arrived = [
            {"window": window.id, "unit": unit, "measure": measure, "tag": tag}
            for measure, tag in sorted(rows.items(), key=itemgetter(1))
        ]
        with self._transaction() as connection:
            if connection.execute(select(WindowRow.id).where(*_open(window))).first() is None:
                return False
            connection.execute(insert_new(connection, ArrivalRow), arrived)
        return True

    def settle(self) -> None:
        """See ClosingStore; on PostgreSQL the order in which invitations were used goes the same way."""
        with self._transaction() as connection:
            settle(connection)

    def windows(self) -> Mapping[Window, WindowState]:
        """See ClosingStore."""
        with self._reading(WindowRow) as connection:
            rows = connection.execute(select(WindowRow.id, WindowRow.state)).all()
        known = {parse_window(row.id): WindowState(row.state) for row in rows}
        return dict(sorted(known.items()))

    def seal(self, window: Window) -> WindowState:
        """See ClosingStore."""
        with self._transaction() as connection:
            _ensure(connection, window)
            settle(connection)
            connection.execute(update(WindowRow).where(*_open(window)).values(state=WindowState.SEALED.value))
            return _state(connection, window)

    def counts(self, window: Window) -> Mapping[tuple[str, str], int]:
        """See ClosingStore."""
        row = (ContributionRow.unit, ContributionRow.measure)
        query = select(*row, func.count().label("people")).where(ContributionRow.window == window.id)
        with self._reading(ContributionRow) as connection:
            counted = connection.execute(query.group_by(*row)).all()
        return {(one.unit, one.measure): one.people for one in counted}

    def forget(self, window: Window) -> None:
        """See ClosingStore."""
        sealed = (WindowRow.id == window.id, WindowRow.state != WindowState.OPEN.value)
        released = {"state": WindowState.RELEASED.value, "key": None}
        with self._transaction() as connection:
            if connection.execute(update(WindowRow).where(*sealed).values(released)).rowcount != 1:
                raise ValueError(
                    f"The window {window} is not sealed: its contributions cannot be forgotten yet."
                )
            forget_contributions(connection, window)

    def stir(self) -> None:
        """Write what means nothing (SQLite's user_version), so that the file's date tells of no contribution.

        Done by the clock (config/worker.py), it makes the file as old as the last tick, whether or not
        somebody counted since the one before.
        """
        if self._engine.dialect.name == "sqlite":
            with self._transaction() as connection:
                connection.exec_driver_sql(f"PRAGMA user_version = {secrets.randbelow(2**31)}")

    def truncate_log(self) -> bool:
        """See ClosingStore."""
        if self._engine.dialect.name != "sqlite":
            return True
        with _spoken(), self._engine.connect().execution_options(sqlite_begin="NONE") as connection:
            return bool(connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one() == 0)

    def _invitations_by_unit(self, *these: ColumnElement[bool]) -> Mapping[str, int]:
        query = select(InvitationRow.unit, func.count().label("issued")).where(*these)
        with self._reading(InvitationRow) as connection:
            rows = connection.execute(query.group_by(InvitationRow.unit)).all()
        return {row.unit: row.issued for row in rows}

    @contextmanager
    def _reading(self, model: type[IntakeModel]) -> Iterator[Connection]:
        # A reader sees one moment of the store and keeps nobody from writing (see config/database.py).
        with _spoken(), self._engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
            lock_for_reading(connection, model)
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _spoken(), self._engine.begin() as connection:
            yield connection


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn an error of the database into one sentence, without the values that were bound."""
    try:
        yield
    except DBAPIError as error:
        raise IntakeUnavailable(f"The intake store does not answer: {error.orig}.") from error


def _ensure(connection: Connection, window: Window) -> None:
    # Nothing is written when the row exists: every contribution passes here.
    if connection.execute(select(WindowRow.id).where(WindowRow.id == window.id)).first() is None:
        row = {"id": window.id, "state": WindowState.OPEN.value, "key": new_window_key()}
        connection.execute(insert(WindowRow), [row])


def _this(code_hash: bytes, term: Window) -> tuple[ColumnElement[bool], ...]:
    return InvitationRow.code_hash == code_hash, InvitationRow.term == term.id


def _open(window: Window) -> tuple[ColumnElement[bool], ...]:
    return WindowRow.id == window.id, WindowRow.state == WindowState.OPEN.value


def _state(connection: Connection, window: Window) -> WindowState:
    return WindowState(
        connection.execute(select(WindowRow.state).where(WindowRow.id == window.id)).scalar_one()
    )
