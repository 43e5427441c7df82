"""Stores are brought to the next version and back with rows in every table, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from both_databases import DATABASES
from private_postgres import ADMINISTRATOR, private_postgres
from sqlalchemy import Engine, MetaData, create_engine, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from config.database import create_store_file, open_store
from config.migrations import running
from config.migrations.running import downgrade, upgrade
from config.postgres import postgres_engine
from config.store_versions import HEADS, Store, StoreOutdated, require_newest, version_of
from reporting.models import ReleasesModel
from signals.contributions.models import IntakeModel

MODELS = {Store.INTAKE: IntakeModel, Store.RELEASES: ReleasesModel}

FIRST_ROWS = {
    Store.INTAKE: (
        "INSERT INTO invitations VALUES ('\\x01', 'nord', '2026-W40-13w', true)",
        "INSERT INTO invitations VALUES ('\\x02', 'nord', '2026-W40-13w', false)",
        "INSERT INTO windows VALUES ('2026-W45-4w', 'open', '\\x03'), ('2026-W41-4w', 'sealed', '\\x04')",
        "INSERT INTO windows VALUES ('2026-W37-4w', 'released', NULL)",
        "INSERT INTO contributions VALUES ('2026-W45-4w', 'nord', '\\x05', 'contributors')",
        "INSERT INTO contributions VALUES ('2026-W41-4w', 'nord', '\\x06', 'contributors')",
    ),
    Store.RELEASES: (
        "INSERT INTO releases VALUES ('2026-W37-4w', 0, 'd0', NULL, '{}')",
        "INSERT INTO accounts VALUES ('a1', 'zoe', 'psychologist', NULL, false, 'h', 's', 0, 0, NULL)",
        "INSERT INTO accounts VALUES ('a2', 'max', 'manager', 'nord', false, 'h', 's', 0, 0, NULL)",
        "INSERT INTO signatures VALUES ('2026-W37-4w', 'a1', 'd0', '2026-11-01 10:00:00')",
        "INSERT INTO audit (at, account, event, detail) VALUES ('2099-01-01', 'a1', 'signed_in', '')",
        "INSERT INTO jobs VALUES ('close_window', '2026-W37-4w', 'done')",
        "INSERT INTO heartbeats VALUES ('worker', '2026-11-01 10:00:00')",
    ),
}
NEXT_ROWS = {
    Store.INTAKE: (
        "UPDATE invitations SET blinded = '\\x07' WHERE code_hash = '\\x01'",
        "INSERT INTO arrivals VALUES ('2026-W45-4w', 'nord', 'contributors', '\\x08')",
    ),
    Store.RELEASES: (
        "INSERT INTO accounts VALUES ('a3', 'lou', 'representative', NULL, false, 'h', 's', 0, 0, NULL)",
        "INSERT INTO key_list VALUES (0, 'd0', '{}')",
        "INSERT INTO issued VALUES ('2026-W40-13w', 'nord', 10, 3, '2026-11-01')",
        "INSERT INTO roster_changes VALUES "
        "('c1', '2026-W40-13w', 'proposed', 'a1', NULL, '2026-11-01 10:00:00', NULL, NULL)",
        "INSERT INTO roster_lines VALUES ('c1', 'nord', 10)",
        "UPDATE roster_changes SET state = 'approved', decided_by = 'a3', decided_at = '2026-11-02 10:00:00'",
        "INSERT INTO audit (at, account, event, detail) VALUES ('2099-01-01', 'a3', 'signed_in', '')",
    ),
}


@pytest.fixture(params=list(Store))
def store(request: pytest.FixtureRequest) -> Store:
    store: Store = request.param
    return store


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Engine]:
    """An empty store."""
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        create_store_file(path)
        engine = open_store(path, durable=False)
    else:
        server = private_postgres()
        database = server.new_database("template0")
        with server.administer(database) as administrator:
            administrator.execute(f"CREATE SCHEMA {store.value}")
        url = make_url(server.url(database, ADMINISTRATOR)).set(drivername="postgresql+psycopg")
        engine = postgres_engine(url, store)
    yield engine
    engine.dispose()


def write(engine: Engine, statements: tuple[str, ...]) -> None:
    with engine.begin() as connection:
        for statement in statements:
            sqlite = engine.dialect.name == "sqlite"
            connection.exec_driver_sql(statement.replace("'\\x", "x'") if sqlite else statement)


def content(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by the name of its columns."""
    tables = MetaData()
    tables.reflect(engine)
    found = {}
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            rows = [dict(row._mapping) for row in connection.execute(select(table))]
            found[table.name] = sorted(rows, key=str)
    return found


def test_what_migrations_make_is_what_the_models_say(engine: Engine, store: Store) -> None:
    upgrade(engine, store)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, MODELS[store].metadata) == []
        assert version_of(connection, store) == HEADS[store]
        require_newest(connection, store)


def test_constraints_are_those_of_the_models(engine: Engine, store: Store) -> None:
    """What alembic does not compare: checks, the order of a key, and on SQLite the tables without a rowid."""
    upgrade(engine, store)
    tables = inspect(engine)
    for name, table in MODELS[store].metadata.tables.items():
        said = {check.name for check in table.constraints if type(check).__name__ == "CheckConstraint"}
        assert {check["name"] for check in tables.get_check_constraints(name)} == said
        assert tables.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key]
        if engine.dialect.name == "sqlite":
            with engine.begin() as connection:
                query = text("SELECT sql FROM sqlite_master WHERE name = :name AND type = 'table'")
                sql = connection.execute(query, {"name": name}).scalar_one()
            assert ("WITHOUT ROWID" in sql) == (table.dialect_options["sqlite"]["with_rowid"] is False)


def test_the_newest_version_is_the_one_that_is_asked_for(store: Store) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(running.configuration(connection, store))
    engine.dispose()
    assert script.get_heads() == [HEADS[store]]


def test_rows_survive_the_way_up(engine: Engine, store: Store) -> None:
    upgrade(engine, store, "0001")
    write(engine, FIRST_ROWS[store])
    before = content(engine)
    assert all(before.values()), "a table has no row: the test would not see it lost"
    upgrade(engine, store)
    after = content(engine)
    if store is Store.RELEASES:
        assert {table: after[table] for table in before if table != "alembic_version"} == {
            table: rows for table, rows in before.items() if table != "alembic_version"
        }
        return
    assert after["windows"] == before["windows"]
    assert [row["blinded"] for row in after["invitations"]] == [None, None]
    assert [row["window"] for row in after["contributions"]] == ["2026-W41-4w"], "the open window's are gone"
    assert after["arrivals"] == []


def test_down_and_up_again_keeps_what_it_can(engine: Engine, store: Store) -> None:
    upgrade(engine, store, "0001")
    write(engine, FIRST_ROWS[store])
    upgrade(engine, store)
    write(engine, NEXT_ROWS[store])
    assert all(content(engine).values()), "a table has no row: the test would not see it lost"
    downgrade(engine, store, "0001")
    down = content(engine)
    if store is Store.INTAKE:
        assert [row["used"] for row in down["invitations"]] == [True, False]
        assert down["contributions"] == []
        assert set(down) == {"alembic_version", "contributions", "invitations", "windows"}
    else:
        roles = {row["name"]: (row["role"], bool(row["disabled"])) for row in down["accounts"]}
        assert roles == {"zoe": ("psychologist", False), "max": ("manager", False), "lou": ("hr", True)}
        assert len(down["audit"]) == 2
        assert "key_list" not in down
    upgrade(engine, store)
    downgrade(engine, store, "base")
    assert set(content(engine)) == {"alembic_version"}
    upgrade(engine, store)


def test_what_must_stay_is_still_refused_after_the_way_up(engine: Engine, store: Store) -> None:
    if store is Store.INTAKE:
        upgrade(engine, store)
        return
    upgrade(engine, store, "0001")
    write(engine, FIRST_ROWS[store])
    upgrade(engine, store)
    write(engine, NEXT_ROWS[store])
    for statement in (
        "UPDATE releases SET body = 'x'",
        "DELETE FROM releases",
        "UPDATE signatures SET digest = 'x'",
        "DELETE FROM signatures",
        "UPDATE audit SET event = 'x'",
        "DELETE FROM audit",
        "UPDATE key_list SET body = 'x'",
        "DELETE FROM key_list",
        "DELETE FROM roster_changes",
        "UPDATE roster_changes SET state = 'proposed', decided_by = NULL, decided_at = NULL",
        "UPDATE roster_changes SET decided_by = 'a2'",
        "UPDATE roster_changes SET proposed_by = 'a2'",
        "UPDATE roster_lines SET people = 1000",
        "DELETE FROM roster_lines",
        "INSERT INTO roster_lines VALUES ('c1', 'sud', 1000)",
        "INSERT INTO roster_changes VALUES "
        "('c2', '2026-W40-13w', 'approved', 'a1', 'a3', '2026-11-01 10:00:00', '2026-11-01 10:00:00', NULL)",
        "INSERT INTO roster_changes VALUES "
        "('c2', '2026-W40-13w', 'proposed', 'a1', 'a1', '2026-11-01 10:00:00', '2026-11-01 10:00:00', NULL)",
    ):
        before = content(engine)
        with pytest.raises(DBAPIError):
            write(engine, (statement,))
        assert content(engine) == before
    done = "UPDATE roster_changes SET state = 'carried_out', carried_out_at = '2026-11-03 10:00:00'"
    write(engine, (done,))
    with pytest.raises(DBAPIError):
        write(engine, (done,))


@pytest.mark.sqlite_only("only SQLite's stores were ever made without a version")
def test_a_store_made_before_versions_is_recognised_and_kept(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    create_store_file(path)
    engine = open_store(path, durable=False)
    upgrade(engine, store, "0001")
    write(engine, FIRST_ROWS[store] + ("DROP TABLE alembic_version",))
    with engine.connect() as connection:
        assert version_of(connection, store) == "0001"
    upgrade(engine, store)
    assert len(content(engine)["invitations" if store is Store.INTAKE else "accounts"]) == 2
    engine.dispose()


@pytest.mark.parametrize(("found", "said"), [("0001", "havre migrate"), ("9999", "made by a newer Havre")])
def test_another_version_is_refused_with_one_sentence(
    engine: Engine, store: Store, found: str, said: str
) -> None:
    upgrade(engine, store)
    write(engine, (f"UPDATE alembic_version SET version_num = '{found}'",))
    with engine.connect() as connection, pytest.raises(StoreOutdated, match=said):
        require_newest(connection, store)
    if found == "9999":
        with pytest.raises(StoreOutdated, match=said):
            upgrade(engine, store)


def test_a_migration_that_fails_leaves_everything_as_it_was(engine: Engine, store: Store) -> None:
    upgrade(engine, store, "0001")
    write(engine, FIRST_ROWS[store])
    before = content(engine)
    in_the_way = "arrivals" if store is Store.INTAKE else "roster_lines"
    write(engine, (f"CREATE TABLE {in_the_way} (x INTEGER)",))
    with pytest.raises(DBAPIError):
        upgrade(engine, store)
    write(engine, (f"DROP TABLE {in_the_way}",))
    assert content(engine) == before
    upgrade(engine, store)


def test_sqlite_is_left_as_strict_as_before(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    create_store_file(path)
    engine = open_store(path, durable=False)
    upgrade(engine, Store.INTAKE)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    with pytest.raises(DBAPIError, match="FOREIGN KEY"):
        write(engine, ("INSERT INTO contributions VALUES ('none', 'u', 'm', '\\x01')",))
    engine.dispose()
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
