"""What each of the three roles can do on PostgreSQL, found out by trying everything.

`ALLOWED` is the whole of it, written by hand: a right more or a right less, a table more or a table less, and
a test fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from both_databases import make_home
from private_postgres import private_postgres
from psycopg import errors, sql

from config.postgres import Part
from config.store_versions import Store

DATABASE_ROLES = {part: f"havre_{part.value}" for part in Part}

ALLOWED: dict[Part, dict[str, str]] = {
    Part.EMPLOYEE: {
        "intake.alembic_version": "select",
        "intake.arrivals": "insert",
        "intake.invitations": "select, update(blinded)",
        "intake.windows": "select, insert",
        "releases.accounts": "select(id), select(role)",
        "releases.alembic_version": "select",
        "releases.issued": "select",
        "releases.key_list": "select",
        "releases.releases": "select",
        "releases.roster_changes": "select",
        "releases.roster_lines": "select",
        "releases.signatures": "select",
    },
    Part.WORKER: {
        "intake.alembic_version": "select",
        "intake.arrivals": "select, truncate",
        "intake.contributions": "select, insert, truncate",
        "intake.invitations": "select, insert, truncate",
        "intake.windows": "select, insert, update(key), update(state), truncate",
        "releases.accounts": "select, insert, update(disabled)",
        "releases.alembic_version": "select",
        "releases.audit": "select, insert, delete",
        "releases.heartbeats": "select, insert, update(beat_at)",
        "releases.issued": "select, insert, update(as_of), update(invited), update(issued)",
        "releases.jobs": "select, insert, update(state)",
        "releases.key_list": "select, insert",
        "releases.releases": "select, insert",
        "releases.roster_changes": "select, update(carried_out_at), update(state)",
        "releases.roster_lines": "select",
        "releases.signatures": "select",
    },
    Part.STAFF: {
        "releases.accounts": "select, update(failures), update(last_step), update(locked_until)",
        "releases.alembic_version": "select",
        "releases.audit": "select, insert",
        "releases.heartbeats": "select",
        "releases.issued": "select",
        "releases.key_list": "select",
        "releases.releases": "select",
        "releases.roster_changes": "select, insert, update(decided_at), update(decided_by), update(state)",
        "releases.roster_lines": "select, insert",
        "releases.signatures": "select, insert",
    },
}

TABLES = {
    "intake": ["alembic_version", "arrivals", "contributions", "invitations", "windows"],
    "releases": [
        "accounts", "alembic_version", "audit", "heartbeats", "issued", "jobs", "key_list", "releases",
        "roster_changes", "roster_lines", "signatures",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_home(tmp_path_factory.mktemp("rights"), "postgres").database


@pytest.fixture(params=list(Part))
def part(request: pytest.FixtureRequest) -> Part:
    part: Part = request.param
    return part


def log_in(database: str, part: Part) -> psycopg.Connection:
    return psycopg.connect(private_postgres().url(database, DATABASE_ROLES[part]))


@pytest.fixture
def connection(database: str, part: Part) -> Iterator[psycopg.Connection]:
    with log_in(database, part) as connection:
        yield connection
        connection.rollback()


def columns(database: str) -> dict[str, list[str]]:
    query = (
        "SELECT n.nspname || '.' || c.relname, array_agg(a.attname::text ORDER BY a.attname) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE n.nspname IN ('intake', 'releases') AND c.relkind = 'r' AND a.attnum > 0 AND NOT attisdropped "
        "GROUP BY 1 ORDER BY 1"
    )
    with private_postgres().administer(database) as connection:
        return dict(connection.execute(query).fetchall())


def permitted(connection: psycopg.Connection, statement: str) -> bool:
    """Whether the database lets the role run it: anything but "permission denied" is its having tried."""
    try:
        connection.execute(statement)
    except errors.InsufficientPrivilege:
        return False
    except psycopg.Error:
        return True
    finally:
        connection.rollback()
    return True


def test_the_tables_are_those_that_were_thought_of(database: str) -> None:
    found = columns(database)
    assert sorted(found) == [f"{schema}.{table}" for schema, tables in TABLES.items() for table in tables]


def test_a_role_can_do_what_is_written_and_nothing_else(
    database: str, part: Part, connection: psycopg.Connection
) -> None:
    found = {}
    for table, named in columns(database).items():
        whole = ", ".join(f'"{name}"' for name in named)
        nothing = ", ".join("NULL" for _ in named)
        attempts = {
            "select": f"SELECT {whole} FROM {table}",
            "insert": f"INSERT INTO {table} ({whole}) VALUES ({nothing})",
            "update": f"UPDATE {table} SET " + ", ".join(f'"{name}" = NULL' for name in named),
            "truncate": f"TRUNCATE {table}",
            "delete": f"DELETE FROM {table}",
        }
        rights = []
        for act, statement in attempts.items():
            if permitted(connection, statement):
                rights.append(act)
            elif act in {"select", "update"}:
                for name in named:
                    whole = {
                        "select": f'SELECT "{name}" FROM {table}',
                        "update": f'UPDATE {table} SET "{name}" = NULL',
                    }
                    if permitted(connection, whole[act]):
                        rights.append(f"{act}({name})")
        if rights:
            found[table] = ", ".join(sorted(rights, key=_order))
    assert found == ALLOWED[part]


def _order(right: str) -> tuple[int, str]:
    return ["select", "insert", "update", "truncate", "delete"].index(right.split("(", maxsplit=1)[0]), right


@pytest.mark.parametrize("schema", [*(store.value for store in Store), "public", "pg_catalog", "elsewhere"])
def test_no_role_can_create_anything(part: Part, connection: psycopg.Connection, schema: str) -> None:
    for statement in (
        f"CREATE TABLE {schema}.x (y int)",
        f"CREATE VIEW {schema}.x AS SELECT 1",
        f"CREATE FUNCTION {schema}.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        f"CREATE SCHEMA {schema}2",
    ):
        if schema == "elsewhere" and "SCHEMA" not in statement:
            continue
        assert not permitted(connection, statement), statement


def test_only_the_worker_has_temporary_tables(part: Part, connection: psycopg.Connection) -> None:
    assert permitted(connection, "CREATE TEMPORARY TABLE x (y int)") == (part is Part.WORKER)


def test_no_role_can_take_away_what_protects_a_table(part: Part, connection: psycopg.Connection) -> None:
    for table in ("releases.releases", "releases.audit", "releases.key_list", "releases.roster_changes"):
        for statement in (
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} ADD COLUMN x int",
            f"DROP TABLE {table}",
            f"TRUNCATE {table} CASCADE",
            f"CREATE INDEX ON {table} (x)",
        ):
            assert not permitted(connection, statement), statement
    assert not permitted(connection, "SET session_replication_role = replica")


def test_no_role_can_give_its_rights_on(database: str, part: Part) -> None:
    def granted(connection: psycopg.Connection) -> object:
        query = "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY oid"
        return connection.execute(query).fetchall()

    with log_in(database, part) as connection:
        before = granted(connection)
        for table in ("releases.releases", "releases.accounts", "intake.invitations"):
            # Whoever has nothing to give is refused or only warned.
            permitted(connection, f"GRANT ALL ON {table} TO PUBLIC")
            permitted(connection, f"GRANT SELECT ON {table} TO havre_staff")
        assert granted(connection) == before


def test_no_role_can_become_another(part: Part, connection: psycopg.Connection) -> None:
    everybody = {*DATABASE_ROLES.values(), "havre_owner", "administrator"}
    for role in everybody - {DATABASE_ROLES[part]}:
        assert not permitted(connection, f"SET ROLE {role}")
        assert not permitted(connection, f"SET SESSION AUTHORIZATION {role}")
        assert not permitted(connection, f"GRANT {role} TO CURRENT_USER")
        assert not permitted(connection, f"ALTER ROLE {role} PASSWORD 'x'")
    assert not permitted(connection, "CREATE ROLE x")
    assert not permitted(connection, "ALTER ROLE CURRENT_USER SUPERUSER")


def test_no_role_reaches_the_server_itself(part: Part, connection: psycopg.Connection) -> None:
    connection.autocommit = True
    for statement in (
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT pg_read_binary_file('global/pg_control')",
        "SELECT pg_ls_dir('.')",
        "SELECT * FROM pg_ls_waldir()",
        "SELECT lo_import('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/never'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "CREATE EXTENSION pageinspect",
        "SELECT pg_stat_file('postgresql.conf')",
        "SELECT pg_reload_conf()",
        "SELECT pg_switch_wal()",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SET log_statement = 'all'",
        "SET track_activities = on",
        "SET log_min_duration_statement = 0",
    ):
        assert not permitted(connection, statement), statement


def test_copy_is_no_way_around(database: str) -> None:
    hidden = [(Part.EMPLOYEE, "contributions"), (Part.EMPLOYEE, "arrivals")]
    for part, table in (*hidden, *((Part.STAFF, table) for table in TABLES["intake"])):
        with log_in(database, part) as connection:
            refused, cursor = pytest.raises(errors.InsufficientPrivilege), connection.cursor()
            with refused, cursor.copy(f"COPY intake.{table} TO STDOUT") as copy:
                list(copy)
            connection.rollback()


def fill(database: str) -> None:
    with private_postgres().administer(database) as administrator:
        window = "INSERT INTO intake.windows VALUES ('w', 'open', '1') ON CONFLICT DO NOTHING"
        administrator.execute(window)
        for table in ("contributions", "arrivals"):
            administrator.execute(
                f"INSERT INTO intake.{table} SELECT 'w', 'canary', 'm', sha256(n::text::bytea) "
                "FROM generate_series(1, 500) n ON CONFLICT DO NOTHING"
            )


def test_statistics_show_no_value_of_a_contribution(database: str, part: Part) -> None:
    fill(database)
    with private_postgres().administer(database) as administrator:
        administrator.execute("ANALYZE intake.contributions, intake.arrivals, intake.windows")
        assert administrator.execute(
            "SELECT count(*) FROM pg_stats WHERE most_common_vals::text LIKE '%canary%'"
        ).fetchone() != (0,), "the control: there is something to see"
    with log_in(database, part) as connection:
        of_these = "schemaname = 'intake' AND tablename IN ('contributions', 'arrivals')"
        found = connection.execute(f"SELECT count(*) FROM pg_stats WHERE {of_these}").fetchone()
        assert (found == (0,)) == (part is not Part.WORKER)
        assert not permitted(connection, "SELECT * FROM pg_statistic")


@pytest.mark.parametrize("part", [Part.EMPLOYEE], indirect=True)
def test_adding_reads_nothing_back(database: str, connection: psycopg.Connection) -> None:
    fill(database)
    add = "INSERT INTO intake.arrivals VALUES ('w', 'canary', 'm', sha256('1')) ON CONFLICT"
    assert permitted(connection, f"{add} DO NOTHING")
    for statement in (
        f"{add} DO NOTHING RETURNING tag",
        f'{add} ("window", unit, measure, tag) DO NOTHING',
        f'{add} ("window", unit, measure, tag) DO UPDATE SET unit = arrivals.unit',
        "DELETE FROM intake.arrivals RETURNING tag",
        "SELECT count(*) FROM intake.arrivals",
        "SELECT ctid FROM intake.contributions",
        "SELECT xmin FROM intake.arrivals",
        "SELECT tableoid FROM intake.arrivals LIMIT 0",
    ):
        assert not permitted(connection, statement), statement


def test_other_roles_see_nothing_of_what_a_role_is_doing(database: str) -> None:
    with log_in(database, Part.EMPLOYEE) as people, log_in(database, Part.STAFF) as staff:
        people.execute("SELECT 'canary' FROM intake.windows")
        query = "SELECT query, xact_start FROM pg_stat_activity WHERE usename = 'havre_intake'"
        assert "canary" not in str(staff.execute(query).fetchall())


def test_the_owner_cannot_log_in(database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(private_postgres().url(database, "havre_owner"))


def test_a_stranger_has_no_right_at_all(database: str) -> None:
    with private_postgres().administer(database) as administrator:
        administrator.execute("CREATE ROLE stranger LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(private_postgres().url(database, "stranger"))
        finally:
            administrator.execute(sql.SQL("DROP ROLE stranger"))
