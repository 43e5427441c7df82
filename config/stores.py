"""Who opens which store, on either database.

On PostgreSQL every part logs in as a role of its own, whose rights are all it can do (postgres_rights.py); on
SQLite the wall between the parts is the kernel's (config/confinement.py).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from config.database import (
    BEGIN_OPTION,
    StoreMissing,
    create_store_file,
    open_for_reading,
    open_store,
)
from config.database_sentences import database_sentence
from config.postgres import Part, open_postgres
from config.settings import Settings
from config.store_versions import Store, require_newest


def open_intake(settings: Settings, part: Part, *, durable: bool = True) -> Engine:
    """The intake store, for the employee app or the worker.

    Raises StoreMissing or StoreOutdated with a sentence when it is not there, or not of this version.
    """
    if part is Part.STAFF:
        raise ValueError("The staff has no right on the intake store.")
    if settings.postgres is not None:
        return _checked(open_postgres(settings, part, Store.INTAKE), Store.INTAKE)
    return _checked(open_store(settings.intake_path, durable=durable), Store.INTAKE)


def open_releases(settings: Settings, part: Part, *, durable: bool = True) -> Engine:
    """The releases store; the employee app's engine can only read it. Raises like `open_intake`."""
    if settings.postgres is not None:
        return _checked(open_postgres(settings, part, Store.RELEASES), Store.RELEASES)
    if part is Part.EMPLOYEE:
        return _checked(open_for_reading(settings.releases_path), Store.RELEASES)
    return _checked(open_store(settings.releases_path, durable=durable), Store.RELEASES)


def store_files(settings: Settings) -> Mapping[Store, Path]:
    """The files of the stores, when they are not on PostgreSQL."""
    return {Store.INTAKE: settings.intake_path, Store.RELEASES: settings.releases_path}


def store_folders(settings: Settings, part: Part) -> tuple[Path, ...]:
    """The folders of the files that `part` opens; none on PostgreSQL."""
    if settings.postgres is not None:
        return ()
    folders = (settings.releases_path.parent,)
    return folders if part is Part.STAFF else (settings.intake_path.parent, *folders)


def create_stores(settings: Settings, *, durable: bool = True) -> None:
    """Create the stores that do not exist yet, and bring SQLite's to the version of this Havre.

    Those on PostgreSQL need an administrator: `havre init --postgres` and `havre migrate --postgres` create
    and change them (config/postgres_setup.py).
    """
    if settings.postgres is not None:
        return
    for store, path in store_files(settings).items():
        create_store_file(path)
        upgrade_file(path, store, durable=durable)


def upgrade_file(path: Path, store: Store, *, durable: bool = True) -> None:
    """Bring the SQLite store at `path` to the version of this Havre, with what it holds."""
    engine = open_store(path, durable=durable)
    try:
        upgrade_store(engine, store)
    finally:
        engine.dispose()


def upgrade_store(engine: Engine, store: Store) -> None:
    """Bring the store of `engine` to the version of this Havre, with what it holds."""
    # By name, like the commands of config/cli/main.py: nothing but this needs alembic.
    running = importlib.import_module("config.migrations.running")
    upgrade: Callable[[Engine, Store], None] = running.upgrade
    upgrade(engine, store)


def _checked(engine: Engine, store: Store) -> Engine:
    try:
        with engine.connect().execution_options(**{BEGIN_OPTION: "DEFERRED"}) as connection:
            require_newest(connection, store)
    except DBAPIError as error:
        engine.dispose()
        raise StoreMissing(f"The {store.value} store cannot be opened. {database_sentence(error)}") from None
    except Exception:
        engine.dispose()
        raise
    return engine
