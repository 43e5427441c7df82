"""The files of an installation: for their owner alone, opened as promised, missing ones said."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from chatbot.sealing import Opened, Sealer, Unreadable
from config.database import StoreMissing, create_store_file, open_for_reading, open_store, sqlite_sentence
from config.keys import (
    SECONDS_A_DAY,
    KeyUnreadable,
    StateKeys,
    make_keys,
    staff_session_key,
    state_keys,
)

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
DAY = int(NOW.timestamp()) // SECONDS_A_DAY


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "intake" / "intake.db"
    create_store_file(path)
    return path


@pytest.fixture
def keys(tmp_path):
    make_keys(tmp_path / "employee", tmp_path / "staff")
    return tmp_path


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def pragma(engine, name):
    with engine.connect().execution_options(sqlite_begin="NONE") as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_store_is_for_its_owner_alone_its_log_included(path):
    engine = open_store(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "intake.db": "0o600",
        "intake.db-wal": "0o600",
        "intake.db-shm": "0o600",
    }
    assert mode(path.parent) == "0o700"
    engine.dispose()


def test_every_connection_is_opened_as_promised(path):
    engine = open_store(path)
    found = {
        name: pragma(engine, name)
        for name in ("journal_mode", "secure_delete", "foreign_keys", "synchronous", "temp_store")
    }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "secure_delete": 1,
        "foreign_keys": 1,
        "synchronous": 2,
        "temp_store": 2,
    }


def test_a_writer_takes_the_lock_at_once_and_a_reader_stops_nobody(path):
    writer, reader = open_store(path), open_for_reading(path)
    with writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    with reader.connect().execution_options(sqlite_begin="DEFERRED") as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0
        with writer.begin() as writing:
            writing.exec_driver_sql("INSERT INTO t VALUES (1)")
            assert sqlite3.connect(path, timeout=0).execute("SELECT count(*) FROM t").fetchone() == (0,)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                sqlite3.connect(path, timeout=0).execute("BEGIN IMMEDIATE")
        assert reading.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0, "a reader sees one moment"
    writer.dispose()
    reader.dispose()


def test_a_reader_cannot_write(path):
    open_store(path).connect().close()
    reader = open_for_reading(path)
    with (
        pytest.raises(OperationalError, match="readonly"),
        reader.connect().execution_options(sqlite_begin="DEFERRED") as connection,
    ):
        connection.exec_driver_sql("CREATE TABLE t (x)")
    reader.dispose()


def test_a_path_with_odd_signs_is_a_path(tmp_path):
    path = tmp_path / "à l'est? 100 %#1" / "intake.db"
    create_store_file(path)
    engine = open_store(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    engine.dispose()
    assert path.stat().st_size > 0
    assert [file.name for file in path.parent.iterdir()] == ["intake.db"]


def test_a_store_that_is_not_there_is_said_and_not_made(tmp_path):
    for opener in (open_store, open_for_reading):
        with pytest.raises(StoreMissing, match="run `havre init` first"):
            opener(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def refusal(path, *statements):
    connection = sqlite3.connect(path)
    *before, last = statements
    for statement in before:
        connection.execute(statement)
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute(last)
    connection.close()
    return sqlite_sentence(caught.value)


def test_the_errors_of_sqlite_are_sentences(tmp_path, path):
    grow = "INSERT INTO t VALUES (zeroblob(1000000))"
    assert "The disk is full" in refusal(path, "PRAGMA max_page_count = 3", "CREATE TABLE t (x)", grow)
    assert "run `havre init` again" in refusal(path, "SELECT * FROM nowhere")
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"not a database" * 500)
    assert "put back its last backup" in refusal(damaged, "SELECT * FROM t")
    assert "account that runs Havre" in refusal(path, "PRAGMA query_only = ON", "CREATE TABLE u (x)")


def test_keys_are_made_once_for_their_owner_alone(keys):
    before = {file: file.read_bytes() for file in keys.rglob("*.key")}
    make_keys(keys / "employee", keys / "staff")
    assert {file: file.read_bytes() for file in keys.rglob("*.key")} == before
    for file in keys.rglob("*"):
        assert mode(file) == ("0o700" if file.is_dir() else "0o600")
    assert len(staff_session_key(keys / "staff")) == 32


def test_a_key_that_is_missing_or_damaged_is_said(keys):
    path = keys / "staff" / "session.key"
    for content in ("", "abcd", "zz" * 32):
        path.write_text(content)
        with pytest.raises(KeyUnreadable, match="damaged"):
            staff_session_key(keys / "staff")
    path.unlink()
    with pytest.raises(KeyUnreadable, match="run `havre init` first"):
        staff_session_key(keys / "staff")


def test_every_process_finds_the_same_key_of_a_day(keys):
    one, other = state_keys(keys / "employee"), state_keys(keys / "employee")
    assert one.key_for(DAY) == other.key_for(DAY)
    assert one.key_for(DAY) != one.key_for(DAY + 1)


def test_a_conversation_outlives_midnight_and_not_its_key(keys):
    ring = state_keys(keys / "employee")
    lifetime = timedelta(hours=24)
    token = Sealer(ring, lifetime).seal({"stage": "x"}, NOW)
    tomorrow, later = NOW + timedelta(hours=20), NOW + timedelta(days=2)
    ring.rotate(tomorrow)
    assert isinstance(Sealer(state_keys(keys / "employee"), lifetime).open(token, tomorrow), Opened)
    ring.rotate(later)
    # Even with a clock put back, nobody can open it any more: the key is gone.
    assert Sealer(state_keys(keys / "employee"), lifetime).open(token, tomorrow) == Unreadable("tampered")


def test_rotating_makes_tomorrow_and_destroys_what_is_older_than_yesterday(keys):
    ring = state_keys(keys / "employee")
    for day in range(DAY - 3, DAY + 1):
        ring.key_for(day)
    ring.rotate(NOW)
    names = sorted(file.name for file in (keys / "employee" / "state").iterdir())
    assert names == [f"{day}.key" for day in (DAY - 1, DAY, DAY + 1)]


def test_people_can_talk_when_the_folder_of_keys_cannot_be_written(tmp_path):
    ring = StateKeys(tmp_path / "absent")
    assert ring.key_for(DAY) == ring.key_for(DAY)
    assert len(ring.key_for(DAY)) == 32
