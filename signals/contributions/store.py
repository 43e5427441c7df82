"""What the intake store can do, and its SQL form.

Two narrow doors: `CountingStore` is all that the employee app may do, `ClosingStore` all that the worker
needs to release a window. `SqlIntakeStore` is both, on any SQLAlchemy engine whose transactions see no
change of another (config/database.py opens the SQLite one with BEGIN IMMEDIATE).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_new
from sqlalchemy.exc import DBAPIError

from signals.contributions.measures import TOOK_PART
from signals.contributions.models import ContributionRow, IntakeModel, InvitationRow, WindowRow
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
class InvitationTaken:
    """The invitation was valid and is used from now on."""

    unit: str


@dataclass(frozen=True, slots=True)
class InvitationNotTaken:
    """There is no such invitation in this term, or it was used before."""

    reason: Literal["unknown", "used"]


class CountingStore(Protocol):
    """What the employee app may do: use an invitation, and add to the open window."""

    def take_invitation(self, code_hash: bytes, term: Window) -> InvitationTaken | InvitationNotTaken:
        """Mark the invitation used, once for all; of two at the same moment one gets it."""
        ...

    def window_key(self, window: Window) -> bytes | None:
        """The key of `window` while it is open (the first call opens it), None afterwards."""
        ...

    def add_contribution(self, window: Window, unit: str, tag: bytes, measures: frozenset[str]) -> bool:
        """Record that `tag` took part and declared `measures`, on top of what it declared before.

        False, and nothing recorded, when the window is not open. Nothing recorded before is ever taken back.
        """
        ...

    def issued(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` were exchanged, by unit."""
        ...


class ClosingStore(Protocol):
    """What the worker may do: seal a window, read it once, forget it."""

    def windows(self) -> Mapping[Window, WindowState]:
        """Every window ever opened, oldest first."""
        ...

    def seal(self, window: Window) -> WindowState:
        """Let no contribution into `window` any more; the state after it (`released` if it was already)."""
        ...

    def contributions(self, window: Window) -> Iterator[tuple[bytes, str, str]]:
        """The (tag, unit, measure) rows of `window`, all seen at one moment."""
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
        """Use `engine`, whose tables exist (see `create`)."""
        self._engine = engine

    def create(self) -> None:
        """Create the tables that do not exist yet."""
        with _spoken():
            IntakeModel.metadata.create_all(self._engine)

    def add_invitations(self, invitations: Iterable[Invitation]) -> None:
        """Record all of `invitations`, or none."""
        rows = [
            {"code_hash": one.code_hash, "unit": one.unit, "term": one.term.id, "used": False}
            for one in invitations
        ]
        if rows:
            with self._transaction() as connection:
                connection.execute(insert(InvitationRow), rows)

    def take_invitation(self, code_hash: bytes, term: Window) -> InvitationTaken | InvitationNotTaken:
        """See CountingStore."""
        this_one = (InvitationRow.code_hash == code_hash, InvitationRow.term == term.id)
        with self._transaction() as connection:
            found = connection.execute(
                select(InvitationRow.unit, InvitationRow.used).where(*this_one)
            ).first()
            if found is None:
                return InvitationNotTaken("unknown")
            taken = update(InvitationRow).where(*this_one, InvitationRow.used.is_(False)).values(used=True)
            if connection.execute(taken).rowcount != 1:
                return InvitationNotTaken("used")
            return InvitationTaken(found.unit)

    def issued(self, term: Window) -> Mapping[str, int]:
        """See CountingStore."""
        return self._invitations_by_unit(InvitationRow.term == term.id, InvitationRow.used.is_(True))

    def invited(self, term: Window) -> Mapping[str, int]:
        """How many invitations of `term` exist, used or not, by unit."""
        return self._invitations_by_unit(InvitationRow.term == term.id)

    def purge_invitations(self, term: Window) -> int:
        """Delete the invitations of every term before `term`; how many there were."""
        with self._transaction() as connection:
            terms = connection.execute(select(InvitationRow.term).distinct()).scalars().all()
            over = [written for written in terms if parse_window(written) < term]
            if not over:
                return 0
            return connection.execute(delete(InvitationRow).where(InvitationRow.term.in_(over))).rowcount

    def window_key(self, window: Window) -> bytes | None:
        """See CountingStore."""
        query = select(WindowRow.key).where(*_open(window))
        with self._transaction() as connection:
            _ensure(connection, window)
            return connection.execute(query).scalar_one_or_none()

    def add_contribution(self, window: Window, unit: str, tag: bytes, measures: frozenset[str]) -> bool:
        """See CountingStore."""
        rows = [
            {"window": window.id, "unit": unit, "tag": tag, "measure": measure}
            for measure in (TOOK_PART, *sorted(measures))
        ]
        with self._transaction() as connection:
            if connection.execute(select(WindowRow.id).where(*_open(window))).first() is None:
                return False
            connection.execute(insert_new(ContributionRow).on_conflict_do_nothing(), rows)
        return True

    def windows(self) -> Mapping[Window, WindowState]:
        """See ClosingStore."""
        with self._reading() as connection:
            rows = connection.execute(select(WindowRow.id, WindowRow.state)).all()
        known = {parse_window(row.id): WindowState(row.state) for row in rows}
        return dict(sorted(known.items()))

    def seal(self, window: Window) -> WindowState:
        """See ClosingStore."""
        with self._transaction() as connection:
            _ensure(connection, window)
            connection.execute(update(WindowRow).where(*_open(window)).values(state=WindowState.SEALED.value))
            return _state(connection, window)

    def contributions(self, window: Window) -> Iterator[tuple[bytes, str, str]]:
        """See ClosingStore."""
        columns = (ContributionRow.tag, ContributionRow.unit, ContributionRow.measure)
        query = select(*columns).where(ContributionRow.window == window.id)
        with self._reading() as connection:
            for row in connection.execute(query.execution_options(yield_per=10_000)):
                yield row.tag, row.unit, row.measure

    def forget(self, window: Window) -> None:
        """See ClosingStore."""
        sealed = (WindowRow.id == window.id, WindowRow.state != WindowState.OPEN.value)
        released = {"state": WindowState.RELEASED.value, "key": None}
        with self._transaction() as connection:
            if connection.execute(update(WindowRow).where(*sealed).values(released)).rowcount != 1:
                raise ValueError(
                    f"The window {window} is not sealed: its contributions cannot be forgotten yet."
                )
            connection.execute(delete(ContributionRow).where(ContributionRow.window == window.id))

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
        with self._reading() as connection:
            rows = connection.execute(query.group_by(InvitationRow.unit)).all()
        return {row.unit: row.issued for row in rows}

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        # A reader sees one moment of the store and keeps nobody from writing (see config/database.py).
        with _spoken(), self._engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
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
    row = {"id": window.id, "state": WindowState.OPEN.value, "key": new_window_key()}
    connection.execute(insert_new(WindowRow).on_conflict_do_nothing(), [row])


def _open(window: Window) -> tuple[ColumnElement[bool], ...]:
    return WindowRow.id == window.id, WindowRow.state == WindowState.OPEN.value


def _state(connection: Connection, window: Window) -> WindowState:
    return WindowState(
        connection.execute(select(WindowRow.state).where(WindowRow.id == window.id)).scalar_one()
    )
