"""Reading and writing the releases store: one moment of it, or one writer at a time.

What goes wrong becomes one sentence, without the values that were bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class ReleasesUnavailable(Exception):
    """The releases store cannot be read or written now; the sentence says why."""


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the store and keeps nobody from writing."""
    with _spoken(), engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the store's write lock from its beginning."""
    with _spoken(), engine.begin() as connection:
        yield connection


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise ReleasesUnavailable(f"The releases store does not answer: {error.orig}.") from error
