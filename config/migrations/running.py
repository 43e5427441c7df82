"""Bringing a store to a version, up or down, with what it holds.

This module imports alembic and is itself imported by name (config/stores.py): only `havre init` and `havre
migrate` need it, and everything else starts a seventh of a second sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect

from config.database import BEGIN_OPTION
from config.store_versions import FIRST_VERSION, HEADS, Store, StoreOutdated, require_newest, version_of

HERE = Path(__file__).parent


def upgrade(engine: Engine, store: Store, version: str | None = None) -> None:
    """Bring `store` up to `version` (default: the newest), from nothing or from any older one.

    Raises StoreOutdated when a newer Havre made it.
    """
    with _migrating(engine) as connection:
        found = version_of(connection, store)
        if found is not None and found > HEADS[store]:
            require_newest(connection, store)
        if found is not None and not inspect(connection).has_table("alembic_version"):
            # Made before stores carried a version.
            command.stamp(configuration(connection, store), FIRST_VERSION)
        command.upgrade(configuration(connection, store), version or HEADS[store])


def downgrade(engine: Engine, store: Store, version: str) -> None:
    """Bring `store` down to `version` (`base`: no table is left); each migration says what is lost."""
    with _migrating(engine) as connection:
        command.downgrade(configuration(connection, store), version)


def configuration(connection: Connection, store: Store) -> Config:
    """What alembic needs to know to work on `store` through `connection`."""
    config = Config()
    config.set_main_option("script_location", _escaped(HERE))
    config.set_main_option("version_locations", _escaped(HERE / store.value))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def _escaped(path: Path) -> str:
    # A configuration file would replace what stands between per cent signs.
    return str(path).replace("%", "%%")


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction with the write lock; on SQLite the foreign keys are looked at in its end only."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        # SQLite ignores this pragma inside a transaction, and could not rebuild a table that others refer to.
        connection.execution_options(**{BEGIN_OPTION: "NONE"})
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        try:
            connection.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StoreOutdated("A migration would have left rows without what they refer to.")
        finally:
            connection.execution_options(**{BEGIN_OPTION: "NONE"})
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.commit()
