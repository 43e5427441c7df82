"""Making a PostgreSQL database ready, as its administrator: roles, schemas, tables, rights, passwords.

The administrator's address is used once and kept nowhere. Everything can be done again at any time: what
exists stays, and the rights become again those of config/postgres_rights.py.

A fourth role, which nobody can log in as, owns the schemas and the tables. So none of the three that serve
and work can grant a right, take a trigger away or change a table.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from types import MappingProxyType

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from config.database_sentences import database_sentence
from config.key_files import write_once
from config.postgres import Part, password_path, postgres_engine, postgres_sentence, role_of
from config.postgres_rights import RIGHTS
from config.postgres_server import PostgresRefused, keep_quiet, require_server, set_for_role, warnings
from config.settings import SETTINGS_FILE, Settings
from config.store_versions import Store
from config.stores import open_releases, upgrade_store

_LIMITS: Mapping[Part, Mapping[str, str]] = MappingProxyType(
    {
        Part.EMPLOYEE: {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s"},
        Part.WORKER: {"statement_timeout": "10min", "idle_in_transaction_session_timeout": "5min"},
        Part.STAFF: {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "30s"},
    }
)

Connection = psycopg.Connection[tuple[object, ...]]


def set_up_postgres(settings: Settings, administrator: str) -> tuple[str, ...]:
    """Make the database of `administrator` (a URL) ready for `settings`, whose `postgres` is the same place.

    The sentences are what the administrator should know of the server's settings. Raises PostgresRefused,
    StoreOutdated or StoreMissing.
    """
    location = administrator_url(administrator)
    try:
        with psycopg.connect(_dsn(location), autocommit=True) as connection:
            require_server(connection)
            passwords = {part: _password(settings, part, connection) for part in Part}
            _make_roles(settings, connection, passwords)
            _make_schemas(settings, connection)
            keep_quiet(connection, (role_of(settings, part) for part in Part))
            _migrate(settings, location)
            _grant(settings, connection)
            said = warnings(connection)
    except psycopg.Error as error:
        raise PostgresRefused(f"PostgreSQL could not be made ready. {postgres_sentence(error)}") from None
    except DBAPIError as error:
        raise PostgresRefused(f"PostgreSQL could not be made ready. {database_sentence(error)}") from None
    # Whether each role can log in is known now, and not when an employee wants to count.
    for part in Part:
        open_releases(settings, part).dispose()
    return said


def settle_on_postgres(settings: Settings, administrator: str) -> tuple[Settings, tuple[str, ...]]:
    """Make the database ready and write in the file of settings where it is; the settings from then on.

    Also gives the sentences of `set_up_postgres`. Raises PostgresRefused when the stores are somewhere else
    already: moving them is for the administrator (docs/operations.md).
    """
    place = place_of(administrator)
    if settings.postgres not in (None, place):
        raise PostgresRefused(f"The stores are at {settings.postgres} already (setting postgres).")
    if settings.intake_path.exists():
        raise PostgresRefused(f"The stores are files already ({settings.intake_path}).")
    chosen = Settings(**{**dict(settings), "postgres": place})
    told = set_up_postgres(chosen, administrator)
    if settings.postgres is None:
        path = settings.data_dir / SETTINGS_FILE
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        # First: what follows a heading of the file would be a setting of that heading.
        path.write_text(f"postgres = {json.dumps(place)}\n{before}", encoding="utf-8")
    return chosen, told


def administrator_url(written: str) -> URL:
    """Read the administrator's URL; raise PostgresRefused when it is none."""
    try:
        url = make_url(written)
    except ArgumentError:
        url = None
    if url is None or not url.drivername.startswith("postgres") or not url.database:
        raise PostgresRefused("Write the address as postgresql://administrator:password@host:port/database.")
    return url.set(drivername="postgresql+psycopg")


def place_of(administrator: str) -> str:
    """The same database, without anybody's name: what the setting `postgres` holds."""
    url = administrator_url(administrator)
    bare = url.set(drivername="postgresql").difference_update_query(("user", "password", "passfile"))
    return URL.create(
        "postgresql", host=bare.host, port=bare.port, database=bare.database, query=bare.query
    ).render_as_string()


def _password(settings: Settings, part: Part, connection: Connection) -> str:
    path, role = password_path(settings, part), role_of(settings, part)
    if not path.exists() and _exists(connection, role):
        raise PostgresRefused(
            f"There is a role {role} already and no password of it at {path}: another installation uses it. "
            "Choose another postgres_roles, or put back that file."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def _make_roles(settings: Settings, connection: Connection, passwords: Mapping[Part, str]) -> None:
    owner = _owner(settings)
    _create_role(connection, owner)
    connection.execute(_written("ALTER ROLE {} NOLOGIN NOINHERIT", owner))
    # Whoever is no superuser needs to be a member of a role to work as it.
    connection.execute(_written("GRANT {} TO CURRENT_USER", owner))
    for part, password in passwords.items():
        role = role_of(settings, part)
        _create_role(connection, role)
        # The server is given what it verifies passwords with, and never sees one: not even its log could.
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        attributes = sql.SQL("ALTER ROLE {} LOGIN NOINHERIT NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(verifier.decode())
        )
        connection.execute(attributes)
        for name, value in (*_LIMITS[part].items(), ("search_path", "pg_catalog")):
            set_for_role(connection, role, name, value)


def _create_role(connection: Connection, role: str) -> None:
    if not _exists(connection, role):
        connection.execute(_written("CREATE ROLE {}", role))


def _exists(connection: Connection, role: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _make_schemas(settings: Settings, connection: Connection) -> None:
    owner = _owner(settings)
    for store in Store:
        connection.execute(_written("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", store.value, owner))
    database = connection.info.dbname
    connection.execute(_written("REVOKE ALL ON DATABASE {} FROM PUBLIC", database))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for part in Part:
        # Of a table that is rewritten, the rows wait in a temporary one.
        rights = "CONNECT, TEMPORARY" if part is Part.WORKER else "CONNECT"
        connection.execute(
            _written(f"GRANT {rights} ON DATABASE {{}} TO {{}}", database, role_of(settings, part))
        )


def migrate_postgres(settings: Settings, administrator: str) -> None:
    """Bring both stores to the version of this Havre, with what they hold, and give the rights again.

    Raises PostgresRefused or StoreOutdated.
    """
    location = administrator_url(administrator)
    try:
        with psycopg.connect(_dsn(location), autocommit=True) as connection:
            _migrate(settings, location)
            _grant(settings, connection)
    except psycopg.Error as error:
        raise PostgresRefused(f"The stores could not be migrated. {postgres_sentence(error)}") from None
    except DBAPIError as error:
        raise PostgresRefused(f"The stores could not be migrated. {database_sentence(error)}") from None


def _migrate(settings: Settings, location: URL) -> None:
    for store in Store:
        engine = postgres_engine(location, store, _owner(settings))
        try:
            upgrade_store(engine, store)
        finally:
            engine.dispose()


def _grant(settings: Settings, connection: Connection) -> None:
    """Take every right away, then give those of the table, in one transaction."""
    with connection.transaction():
        connection.execute(_written("SET LOCAL ROLE {}", _owner(settings)))
        for part in Part:
            role = role_of(settings, part)
            for store, rights in RIGHTS[part].items():
                connection.execute(
                    _written("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", store.value, role)
                )
                connection.execute(_written("REVOKE ALL ON SCHEMA {} FROM {}", store.value, role))
                if rights:
                    connection.execute(_written("GRANT USAGE ON SCHEMA {} TO {}", store.value, role))
                for table, granted in rights.items():
                    written = f"GRANT {', '.join(granted)} ON {{}}.{{}} TO {{}}"
                    connection.execute(_written(written, store.value, table, role))


def _written(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))


def _owner(settings: Settings) -> str:
    return f"{settings.postgres_roles}_owner"


def _dsn(location: URL) -> str:
    return location.set(drivername="postgresql").render_as_string(hide_password=False)
