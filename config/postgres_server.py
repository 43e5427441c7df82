"""What the settings of a PostgreSQL server would tell of the people who use Havre.

A server can write every statement, with the values sent and the moment, in a log that Havre never sees. What
Havre may set for its own roles, it sets; what is left and breaks a promise is refused, and what tells more
than it should is said to the administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import psycopg
from psycopg import errors, sql

OLDEST_SERVER = 130000
"""PostgreSQL 13: the first that draws random identifiers by itself, with which rows are shuffled."""

QUIET: Mapping[str, str] = MappingProxyType(
    {
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_min_duration_sample": "-1",
        "log_transaction_sample_rate": "0",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_duration": "off",
        # Statistics show every role how many rows the others write, and when.
        "track_activities": "off",
        "track_counts": "off",
    }
)
"""Of what people do, the server's log and its statistics say nothing: set for the three roles only."""

_WOULD_LOG: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "log_statement": frozenset({"none", "ddl"}),
        "log_min_duration_statement": frozenset({"-1"}),
        "log_min_duration_sample": frozenset({"-1"}),
        "log_transaction_sample_rate": frozenset({"0"}),
    }
)
"""The settings by which statements are logged with the moment at which they came, and harmless values."""


class PostgresRefused(Exception):
    """The database cannot be made ready; the sentence says why and what to change."""


def require_server(connection: psycopg.Connection) -> None:
    """Raise PostgresRefused when the server is too old, or keeps the moment of every change."""
    if connection.info.server_version < OLDEST_SERVER:
        raise PostgresRefused("This PostgreSQL is too old: Havre needs version 13 or newer.")
    if _setting(connection, "track_commit_timestamp") == "on":
        raise PostgresRefused(
            "This PostgreSQL keeps the moment of every change, so of every contribution: put "
            "track_commit_timestamp = off in postgresql.conf and start it again."
        )
    if _setting(connection, "server_encoding") != "UTF8":
        raise PostgresRefused("The database is not in UTF-8: create it with ENCODING 'UTF8'.")


def keep_quiet(connection: psycopg.Connection, roles: Iterable[str]) -> None:
    """Have nothing that `roles` do logged or counted; raise PostgresRefused when statements would be."""
    names = tuple(roles)
    for name, value in QUIET.items():
        try:
            for role in names:
                set_for_role(connection, role, name, value)
        except errors.InsufficientPrivilege:
            # Only a superuser may set most of them. It is enough that the server does not ask for them.
            harmless = _WOULD_LOG.get(name)
            if harmless is not None and _setting(connection, name) not in harmless:
                raise PostgresRefused(
                    f"This PostgreSQL would log what people do, with the moment ({name}): run this as a "
                    f"superuser, who may switch it off for Havre's roles, or set {name} = "
                    f"{value} in postgresql.conf."
                ) from None


def set_for_role(connection: psycopg.Connection, role: str, name: str, value: str) -> None:
    """Give the setting `name` the value it has whenever `role` logs in."""
    statement = sql.SQL("ALTER ROLE {} SET {} = {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value)))


def warnings(connection: psycopg.Connection) -> tuple[str, ...]:
    """A sentence for each setting of the server that makes it tell more than it should."""
    found = []
    if _setting(connection, "wal_level") != "minimal":
        found.append(
            "The write-ahead log holds which contributions came in the same minute, for as long as its files "
            "stay: wal_level = minimal (with max_wal_senders = 0) keeps them out of it."
        )
    if _setting(connection, "archive_mode") != "off":
        found.append(
            "The write-ahead log is archived (archive_mode): the keys of windows stay in the archive after "
            "they are destroyed here. Keep it no longer than a window, or archive another way (pg_dump)."
        )
    loaded = "".join(_setting(connection, f"{when}_preload_libraries") for when in ("shared", "session"))
    if "auto_explain" in loaded or "pgaudit" in loaded:
        found.append(
            "The server loads auto_explain or pgaudit, which log statements: except the roles of Havre from "
            "them."
        )
    return tuple(found)


def _setting(connection: psycopg.Connection, name: str) -> str:
    # The view leaves out what this role may not see.
    row = connection.execute("SELECT setting FROM pg_settings WHERE name = %s", [name]).fetchone()
    return "" if row is None or row[0] is None else str(row[0])
