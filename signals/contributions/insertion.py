"""Adding rows that may be there already, on either database."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase


def insert_new(connection: Connection, model: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves a row which exists already as it is.

    It names no column to compare: on PostgreSQL, naming one would need the right to read it.
    """
    if connection.dialect.name == "postgresql":
        return postgresql.insert(model).on_conflict_do_nothing()
    return sqlite.insert(model).on_conflict_do_nothing()
