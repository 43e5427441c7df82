"""Letting the whole suite live on PostgreSQL: `HAVRE_TEST_STORES=postgres pytest` (make test-postgres).

Each test gets a database of its own through the environment, as an installation does. What is made for a
whole module or session lives in a database of the module or session, and keeps it in its settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import psycopg
import pytest
from private_postgres import private_postgres
from sqlalchemy import event
from sqlalchemy.pool import Pool

ON_POSTGRES = os.environ.get("HAVRE_TEST_STORES") == "postgres"
SETTING = "HAVRE_POSTGRES"
HERE = Path(__file__).parent

WITH_STORES = frozenset(
    {"attacks", "browser", "closing", "config", "contributions", "credentials", "dossier", "pages"}
    | {"promises", "roster", "staff", "stores"}
)
"""The folders whose tests open stores; the others need no database."""


ONE_FOR_ALL = frozenset({"promises"})
"""Those of them whose tests share one installation, which runs: they stay in the database of the session."""


@contextmanager
def own_database(path: Path) -> Iterator[None]:
    """A fresh database in the environment, when there is to be one."""
    if not ON_POSTGRES or path.relative_to(HERE).parts[0] not in WITH_STORES:
        yield
        return
    server, before = private_postgres(), os.environ.get(SETTING)
    name = server.new_database()
    os.environ[SETTING] = server.url(name)
    try:
        yield
    finally:
        if before is None:
            del os.environ[SETTING]
        else:
            os.environ[SETTING] = before
        _close_what_is_left(name)
        server.drop_database(name)


_connections: list[psycopg.Connection[object]] = []
"""Every connection that a pool opened: a test may leave its engines to Python."""


def _remember(connection: object, _record: object) -> None:
    if isinstance(connection, psycopg.Connection):
        _connections.append(connection)


def _close_what_is_left(database: str) -> None:
    for connection in list(_connections):
        if connection.closed or connection.info.dbname == database:
            connection.close()
            _connections.remove(connection)


if ON_POSTGRES:
    event.listen(Pool, "connect", _remember)


def _unless_shared(path: Path) -> AbstractContextManager[None]:
    return nullcontext() if path.relative_to(HERE).parts[0] in ONE_FOR_ALL else own_database(path)


@pytest.fixture(scope="session", autouse=True)
def database_of_the_session() -> Iterator[None]:
    """For what is made once for all tests of a process."""
    with own_database(HERE / "stores"):
        yield


@pytest.fixture(scope="module", autouse=True)
def database_of_the_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """For what is made once for a module."""
    with _unless_shared(request.path):
        yield


@pytest.fixture(autouse=True)
def database_of_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """For everything else."""
    with _unless_shared(request.path):
        yield
