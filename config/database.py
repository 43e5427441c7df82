"""SQLite engines for the two stores, opened so that nothing deleted stays and nobody else reads.

Every connection: write-ahead log with full synchronisation (a release that was committed survives a power
cut), secure_delete (deleted rows are overwritten), no temporary file, foreign keys enforced. Writers take
the write lock at once (BEGIN IMMEDIATE), so that a transaction never fails half-way because of another;
readers see one moment of the store and stop nobody. Errors never print bound values.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event

BUSY_SECONDS = 10.0
"""How long a writer waits for another before it gives up."""

BEGIN_OPTION = "sqlite_begin"
"""Execution option of a connection: DEFERRED for a reader, NONE outside a transaction, IMMEDIATE otherwise.
"""


class StoreMissing(Exception):
    """A store has not been created, or not on this path; the sentence says what to run."""


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...
    def close(self) -> None: ...


class _DriverConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


def create_store_file(path: Path) -> None:
    """Create the empty file of a store, which only its owner may read, in a folder only its owner may
    enter.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # The file may have existed with other rights; SQLite gives its log the rights of the store.
    path.chmod(0o600)


def open_store(path: Path, *, durable: bool = True) -> Engine:
    """An engine that reads and writes the store at `path`; raise StoreMissing when there is none.

    `durable=False` does not wait for the disk: only for a store that is thrown away if the machine stops.
    """
    _require(path)
    pragmas = (
        "journal_mode = WAL",
        f"synchronous = {'FULL' if durable else 'OFF'}",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    )
    return _engine(path, "rw", pragmas)


def open_for_reading(path: Path) -> Engine:
    """An engine that can only read the store at `path`; raise StoreMissing when there is none."""
    _require(path)
    pragmas = ("query_only = ON", "temp_store = MEMORY", "trusted_schema = OFF")
    return _engine(path, "ro", pragmas)


def _require(path: Path) -> None:
    try:
        empty = path.stat().st_size == 0
    except FileNotFoundError:
        raise StoreMissing(f"There is no store at {path}: run `havre init` first.") from None
    if empty and not os.access(path, os.W_OK):
        raise StoreMissing(f"The store at {path} is empty: run `havre init` again.")


def _engine(path: Path, mode: str, pragmas: tuple[str, ...]) -> Engine:
    # Quoted for SQLite, the path is given to SQLAlchemy in parts that it leaves as they are.
    location = URL.create(
        "sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": mode, "uri": "true"}
    )
    engine = create_engine(location, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    def connected(driver: _DriverConnection, _record: object) -> None:
        # The driver must not begin transactions of its own: `began` does, with the lock we want.
        driver.isolation_level = None
        cursor = driver.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", _began)
    return engine


def _began(connection: Connection) -> None:
    kind = connection.get_execution_options().get(BEGIN_OPTION, "IMMEDIATE")
    if kind != "NONE":
        connection.exec_driver_sql(f"BEGIN {kind}")


_SENTENCES = {
    "SQLITE_FULL": "The disk is full: make room, then try again; nothing was half written.",
    "SQLITE_READONLY": "The store cannot be written: give it to the account that runs Havre.",
    "SQLITE_CANTOPEN": "The store cannot be opened: give it to the account that runs Havre.",
    "SQLITE_PERM": "The store cannot be opened: give it to the account that runs Havre.",
    "SQLITE_BUSY": "The store has been in use by another command for too long: try again in a minute.",
    "SQLITE_CORRUPT": "The store is damaged: put back its last backup.",
    "SQLITE_NOTADB": "The store is damaged: put back its last backup.",
    "SQLITE_IOERR": "The disk cannot be read or written: check it, then try again.",
}


def sqlite_sentence(error: sqlite3.Error) -> str:
    """What a person can do about an error of SQLite, in one sentence without any stored value."""
    if "no such table" in str(error):
        return "The store is not complete: run `havre init` again."
    name = getattr(error, "sqlite_errorname", "")
    for code, sentence in _SENTENCES.items():
        # SQLite refines a code by adding words to its name (SQLITE_IOERR_WRITE...).
        if name.startswith(code):
            return sentence
    return f"The store refused: {error}."
