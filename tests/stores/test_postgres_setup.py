"""`havre init --postgres`: what it makes, what it keeps secret, what it refuses."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from private_postgres import ADMINISTRATOR, SETTINGS, PrivatePostgres, start

from config.cli.main import havre
from config.postgres import PASSWORD_FILE, Part, password_path, role_of, tcp_ports
from config.postgres_setup import place_of
from config.settings import Settings, SettingsError, load_settings

ORGANISATION = """
[organisation]
name = "Essai"
simulated = true
[[unit]]
id = "nord"
name = "Nord"
"""
SECRET = "an-administrators-secret"


@pytest.fixture(scope="module")
def strict() -> PrivatePostgres:
    """A server that asks everybody for a password."""
    server = start(SETTINGS | {"wal_level": "replica"})
    with server.administer() as administrator:
        administrator.execute(f"ALTER ROLE {ADMINISTRATOR} PASSWORD '{SECRET}'")
        administrator.execute("CREATE ROLE deputy LOGIN CREATEROLE PASSWORD 'deputy'")
        (server.data / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
        administrator.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture
def database(strict: PrivatePostgres, request: pytest.FixtureRequest) -> str:
    name = "d" + str(abs(hash(request.node.name)))
    with psycopg.connect(as_administrator(strict, "postgres"), autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HAVRE_POSTGRES", raising=False)
    # Roles belong to the whole server: each installation has its own.
    monkeypatch.setenv("HAVRE_POSTGRES_ROLES", f"havre_{abs(hash(str(tmp_path)))}")
    (tmp_path / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    return tmp_path


def as_administrator(server: PrivatePostgres, database: str) -> str:
    return server.url(database, f"{ADMINISTRATOR}:{SECRET}")


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(havre, ["--data-dir", str(folder), *arguments])


def test_it_makes_an_installation_that_works_and_keeps_no_secret_of_the_administrator(
    strict: PrivatePostgres, database: str, folder: Path
) -> None:
    done = run(folder, "init", "--postgres", as_administrator(strict, database))
    assert done.exit_code == 0, done.output
    assert "wal_level = minimal" in done.output
    settings = load_settings(folder)
    assert settings.postgres == place_of(strict.url(database))
    for path in folder.rglob("*"):
        assert not path.is_file() or SECRET not in path.read_text(encoding="utf-8", errors="replace")
    assert not settings.intake_path.exists()
    passwords = set()
    for part in Part:
        path = password_path(settings, part)
        assert (path.name, oct(path.stat().st_mode & 0o777)) == (PASSWORD_FILE, "0o600")
        passwords.add(path.read_text(encoding="ascii"))
        with psycopg.connect(
            strict.url(database, f"{role_of(settings, part)}:{path.read_text()}")
        ) as connection:
            assert connection.execute("SHOW search_path").fetchone() == ("pg_catalog",)
            for name in ("log_statement", "track_activities", "track_counts"):
                assert connection.execute(f"SHOW {name}").fetchone() in [("none",), ("off",)]
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                assert connection.execute(f"SHOW {name}").fetchone() != ("0",)
    assert len(passwords) == 3
    log = strict.log.read_text(encoding="utf-8")
    assert not any(password in log for password in passwords)
    for command in (["account", "add", "zoe", "--role", "hr"], ["window", "close"], ["purge"]):
        answer = run(folder, *command)
        assert answer.exit_code == 0, answer.output


def test_doing_it_again_changes_nothing_and_gives_the_rights_back(
    strict: PrivatePostgres, database: str, folder: Path
) -> None:
    address = as_administrator(strict, database)
    assert run(folder, "init", "--postgres", address).exit_code == 0
    settings = load_settings(folder)
    staff = role_of(settings, Part.STAFF)
    kept = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute(f"GRANT USAGE ON SCHEMA intake TO {staff}")
        administrator.execute(f"GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA intake, releases TO {staff}")
    assert run(folder, "init", "--postgres", address).exit_code == 0
    assert {path: path.read_bytes() for path in kept} == kept
    password = password_path(settings, Part.STAFF).read_text()
    with psycopg.connect(strict.url(database, f"{staff}:{password}")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM intake.invitations")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM releases.issued")


def test_migrating_asks_for_the_administrator(strict: PrivatePostgres, database: str, folder: Path) -> None:
    address = as_administrator(strict, database)
    run(folder, "init", "--postgres", address)
    alone = run(folder, "migrate")
    assert alone.exit_code == 1
    assert "havre migrate --postgres" in alone.output
    done = run(folder, "migrate", "--postgres", address)
    assert done.exit_code == 0, done.output
    assert "intake 0002" in done.output


@pytest.mark.parametrize("setting", ["log_statement", "log_min_duration_statement"])
def test_a_server_that_logs_statements_is_refused_to_who_cannot_switch_it_off(
    strict: PrivatePostgres, database: str, folder: Path, setting: str
) -> None:
    with psycopg.connect(as_administrator(strict, database), autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {database} OWNER TO deputy")
        value = {"log_statement": "mod", "log_min_duration_statement": "250"}[setting]
        quiet = {"log_statement": "none", "log_min_duration_statement": "-1"} | {setting: value}
        for name, chosen in quiet.items():
            administrator.execute(f"ALTER DATABASE {database} SET {name} = '{chosen}'")
    done = run(folder, "init", "--postgres", strict.url(database, "deputy:deputy"))
    assert done.exit_code == 1
    assert f"would log what people do, with the moment ({setting})" in done.output


def test_a_deputy_of_the_administrator_is_enough_on_a_quiet_server(
    strict: PrivatePostgres, database: str, folder: Path
) -> None:
    with psycopg.connect(as_administrator(strict, database), autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {database} OWNER TO deputy")
        administrator.execute(f"ALTER DATABASE {database} SET log_statement = 'none'")
    done = run(folder, "init", "--postgres", strict.url(database, "deputy:deputy"))
    assert done.exit_code == 0, done.output


def test_a_server_that_keeps_the_moment_of_every_change_is_refused(folder: Path) -> None:
    server = start(SETTINGS | {"track_commit_timestamp": "on"})
    done = run(folder, "init", "--postgres", server.url("postgres", ADMINISTRATOR))
    assert done.exit_code == 1
    assert "track_commit_timestamp = off" in done.output
    assert load_settings(folder).postgres is None
    with server.administer() as administrator:
        assert administrator.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'havre%'"
        ).fetchone() == (0,)


def test_roles_of_another_installation_are_left_alone(
    strict: PrivatePostgres, database: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = as_administrator(strict, database)
    assert run(folder, "init", "--postgres", address).exit_code == 0
    other = tmp_path_factory.mktemp("other")
    (other / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    done = run(other, "init", "--postgres", address)
    assert done.exit_code == 1
    assert "another installation uses it" in done.output


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://root@host/database", "postgresql://administrator"),
        ("nothing", "postgresql://administrator"),
        ("postgresql://administrator@host", "postgresql://administrator"),
        ("postgresql://administrator:wrong@/postgres?host={folder}", "password authentication failed"),
        ("postgresql:///postgres?host=/nowhere", "cannot be reached"),
        ("postgresql://administrator:an-administrators-secret@/none?host={folder}", "does not exist"),
    ],
)
def test_what_goes_wrong_is_one_sentence_without_a_secret(
    strict: PrivatePostgres, folder: Path, address: str, said: str
) -> None:
    done = run(folder, "init", "--postgres", address.format(folder=strict.folder))
    assert done.exit_code == 1
    assert said in done.output
    assert "secret" not in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_stores_that_are_files_are_not_left_behind_in_silence(strict: PrivatePostgres, folder: Path) -> None:
    assert run(folder, "init").exit_code == 0
    done = run(folder, "init", "--postgres", as_administrator(strict, "postgres"))
    assert done.exit_code == 1
    assert "are files already" in done.output


def test_a_server_that_is_away_is_said_by_every_command(
    strict: PrivatePostgres, database: str, folder: Path
) -> None:
    run(folder, "init", "--postgres", as_administrator(strict, database))
    written = (folder / "havre.toml").read_text(encoding="utf-8")
    gone = written.replace(strict.folder.name, "nowhere")
    (folder / "havre.toml").write_text(gone, encoding="utf-8")
    for command in ("employee", "staff", "worker", "purge"):
        done = run(folder, command)
        assert done.exit_code == 1
        assert "PostgreSQL cannot be reached" in done.output


@pytest.mark.parametrize(
    ("written", "ports"),
    [
        ("postgresql:///havre", ()),
        ("postgresql:///havre?host=/run/postgresql", ()),
        ("postgresql://db.example:5433/havre", (5433,)),
        ("postgresql://db.example/havre", (5432,)),
    ],
)
def test_the_port_is_that_of_the_database_and_none_on_a_socket(
    tmp_path: Path, written: str, ports: tuple[int, ...]
) -> None:
    assert tcp_ports(Settings(data_dir=tmp_path, postgres=written)) == ports


@pytest.mark.parametrize(
    "written",
    ["postgresql://me@host/havre", "postgresql://me:secret@host/havre", "sqlite:///x", "postgresql://host"],
)
def test_the_setting_takes_no_name_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HAVRE_POSTGRES", written)
    with pytest.raises(SettingsError, match="without a user and a password"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("administrator", "place"),
    [
        ("postgresql://me:secret@host:5433/havre", "postgresql://host:5433/havre"),
        ("postgresql://me@/havre?host=/run/postgresql", "postgresql:///havre?host=%2Frun%2Fpostgresql"),
        ("postgresql:///havre?host=/run/x&user=me&password=secret", "postgresql:///havre?host=%2Frun%2Fx"),
    ],
)
def test_what_is_kept_of_the_administrators_address_is_the_place(administrator: str, place: str) -> None:
    assert place_of(administrator) == place
