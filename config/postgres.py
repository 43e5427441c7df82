"""PostgreSQL engines for the two stores: one role for each part of Havre, nothing bound in any error.

The same promises as the SQLite ones (config/database.py). Every writing transaction takes the store's lock
at once, so that they come one after the other and none fails half-way because of another; a reader sees one
moment of the store and stops nobody. What an error of PostgreSQL says of the values that were sent (its
detail, its context) is cut off before anybody sees it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import psycopg
from psycopg import errors
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url

from config.database import BEGIN_OPTION, BUSY_SECONDS
from config.settings import Settings
from config.store_versions import Store

PASSWORD_FILE = "postgres.password"  # noqa: S105 - the name of the file, not what is in it
CONNECT_SECONDS = 10

_LOCKS = {Store.INTAKE: 0x68617672_00000001, Store.RELEASES: 0x68617672_00000002}
"""The advisory lock that the writers of a store take, one after the other."""


class Part(StrEnum):
    """A part of Havre with a role of its own in the database; the value ends the role's name."""

    EMPLOYEE = "intake"
    WORKER = "worker"
    STAFF = "staff"


def role_of(settings: Settings, part: Part) -> str:
    """The name of the role that `part` logs in as."""
    return f"{settings.postgres_roles}_{part.value}"


def password_path(settings: Settings, part: Part) -> Path:
    """Where the password of `part` is, in a folder that no other part reads."""
    folders = {
        Part.EMPLOYEE: settings.employee_keys,
        Part.WORKER: settings.worker_keys,
        Part.STAFF: settings.staff_keys,
    }
    return folders[part] / PASSWORD_FILE


def database_url(settings: Settings) -> URL:
    """Where the stores are, without anybody's name."""
    if settings.postgres is None:
        raise ValueError("This installation keeps its stores in files.")
    return make_url(settings.postgres).set(drivername="postgresql+psycopg")


def tcp_ports(settings: Settings) -> tuple[int, ...]:
    """The TCP port through which PostgreSQL is reached; none for a Unix socket, and for SQLite."""
    if settings.postgres is None:
        return ()
    url = make_url(settings.postgres)
    host = url.host or url.query.get("host") or ""
    if not host or str(host).startswith("/"):
        return ()
    return (url.port or 5432,)


def open_postgres(settings: Settings, part: Part, store: Store) -> Engine:
    """An engine on `store` that logs in as the role of `part`; it connects when it is first used.

    Without a file of its password, the role must be one that the server lets in without (pg_hba.conf).
    """
    path = password_path(settings, part)
    password = path.read_text(encoding="ascii").strip() if path.exists() else None
    return postgres_engine(
        database_url(settings).set(username=role_of(settings, part), password=password), store
    )


def postgres_engine(location: URL, store: Store, role: str | None = None) -> Engine:
    """An engine on `store` that logs in as `location` says and then works as `role`, if there is one."""
    waits = f"-c lock_timeout={BUSY_SECONDS:.0f}s"
    options = f"-c search_path={store.value} -c timezone=UTC {waits}"
    if role is not None:
        options += f" -c role={role}"
    engine = create_engine(
        location,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS, "application_name": "havre"},
    )

    def began(connection: Connection) -> None:
        if connection.get_execution_options().get(BEGIN_OPTION, "IMMEDIATE") == "DEFERRED":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCKS[store]})")

    event.listen(engine, "begin", began)
    event.listen(engine, "handle_error", _say_nothing_bound)
    return engine


def postgres_sentence(error: psycopg.Error) -> str:
    """What a person can do about an error of PostgreSQL, in one sentence without any stored value."""
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return sentence
    if error.sqlstate is None:
        _, answered, reason = str(error).partition("FATAL: ")
        if answered:
            reason = " ".join(reason.split("\n")[0].split()).rstrip(".")
            return f"PostgreSQL does not let this role in: {reason}. Run `havre init --postgres` again."
        return "PostgreSQL cannot be reached: start it, or mend the setting postgres."
    return f"The store refused: {_without_values(error)}."


def _say_nothing_bound(context: ExceptionContext) -> None:
    error, told = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error):
        error.args = (_without_values(error),)
        if told is not None:
            told.args = (f"({type(error).__module__}.{type(error).__name__}) {error.args[0]}",)


def _without_values(error: psycopg.Error) -> str:
    primary = error.diag.message_primary
    if isinstance(error, errors.DataError):
        # What PostgreSQL cannot read as a number or a date, it quotes.
        return f"{type(error).__name__} ({error.sqlstate})"
    first_line = (primary or str(error)).strip().split("\n")[0]
    return first_line.rstrip(".")


_SENTENCES: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    (
        (errors.DiskFull, errors.OutOfMemory),
        "PostgreSQL has no room left: make some, then try again; nothing was half written.",
    ),
    (
        (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected),
        "The store has been in use by another command for too long: try again in a minute.",
    ),
    (
        (errors.UndefinedTable, errors.InvalidSchemaName, errors.UndefinedColumn),
        "The store is not complete: run `havre init` again.",
    ),
    (
        (errors.InsufficientPrivilege,),
        "PostgreSQL does not give this role the right to do that: run `havre init --postgres` again.",
    ),
    ((errors.ReadOnlySqlTransaction,), "PostgreSQL only lets itself be read now: is it a replica?"),
    (
        (errors.DataCorrupted, errors.IndexCorrupted),
        "The store is damaged: put back its last backup.",
    ),
    (
        (errors.AdminShutdown, errors.CannotConnectNow, errors.CrashShutdown),
        "PostgreSQL is starting or stopping.",
    ),
)
