"""Which version a store is, read without the tool that changes it (config/migrations)."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Connection, inspect, text

FIRST_VERSION = "0001"
"""The version of the stores that were made before stores carried one."""


class Store(StrEnum):
    """The two stores; on PostgreSQL also the name of the store's schema."""

    INTAKE = "intake"
    RELEASES = "releases"


HEADS = MappingProxyType({Store.INTAKE: "0002", Store.RELEASES: "0002"})
"""The version of each store that this Havre works with: the last of its migrations."""

_ALWAYS_THERE = MappingProxyType({Store.INTAKE: "invitations", Store.RELEASES: "releases"})


class StoreOutdated(Exception):
    """A store is not of the version that this Havre works with; the sentence says what to run."""


def version_of(connection: Connection, store: Store) -> str | None:
    """The version of `store`; None when it has no table yet."""
    tables = inspect(connection)
    if tables.has_table("alembic_version"):
        written: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one_or_none()
        return written
    return FIRST_VERSION if tables.has_table(_ALWAYS_THERE[store]) else None


def require_newest(connection: Connection, store: Store) -> None:
    """Raise StoreOutdated unless `store` is of the version that this Havre works with."""
    found, wanted = version_of(connection, store), HEADS[store]
    if found is None:
        raise StoreOutdated(f"The {store} store is empty: run `havre init` first.")
    if found < wanted:
        raise StoreOutdated(
            f"The {store} store is of version {found} and this Havre works with {wanted}: make a backup, "
            "then run `havre migrate`."
        )
    if found > wanted:
        raise StoreOutdated(
            f"The {store} store is of version {found}, made by a newer Havre than this one ({wanted}): run "
            "that one, or put back a backup."
        )
