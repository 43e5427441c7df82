"""Nothing in the files tells in which order, or together with what, a contribution came."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import psycopg
import pytest
from both_databases import Home
from private_postgres import private_postgres

from config.postgres import Part
from signals.contributions.measures import TOOK_PART
from signals.contributions.store import Invitation
from signals.contributions.windows import Calendar

CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WINDOW, TERM = CALENDAR.window_at(NOW), CALENDAR.term_at(NOW)
BATCHES, PEOPLE = 6, 40

pytestmark = pytest.mark.parametrize("home", ["postgres"], indirect=True)


def tag(number: int) -> bytes:
    """Tags whose order is that of arrival, which real ones never have."""
    return number.to_bytes(32, "big")


def looked_at(home: Home, query: str) -> list[tuple[object, ...]]:
    with private_postgres().administer(home.database) as administrator:
        return administrator.execute(query).fetchall()  # type: ignore[arg-type]  # a query of this file


def arrive(home: Home, settle: bool = True) -> None:
    """Some batches of people, one after the other, settled each minute."""
    people, worker = home.intake(Part.EMPLOYEE), home.intake(Part.WORKER)
    people.window_key(WINDOW)
    for number in range(BATCHES * PEOPLE):
        assert people.add_contribution(WINDOW, "nord", {TOOK_PART: tag(number)})
        if settle and number % PEOPLE == PEOPLE - 1:
            worker.settle()


def ascents(numbers: list[int]) -> int:
    return sum(one < other for one, other in pairwise(numbers))


def order(home: Home, table: str) -> list[int]:
    rows = looked_at(home, f"SELECT tag FROM intake.{table} ORDER BY ctid")
    return [int.from_bytes(bytes(row[0]), "big") for row in rows]  # type: ignore[call-overload]  # bytes


def test_all_contributions_look_written_at_one_moment_in_an_order_of_chance(home: Home) -> None:
    arrive(home)
    assert len(looked_at(home, "SELECT DISTINCT xmin::text, cmin::text FROM intake.contributions")) == 1
    found = order(home, "contributions")
    assert sorted(found) == list(range(BATCHES * PEOPLE))
    # As many steps up as in a shuffled pack: over a thousand of them, never so far from the middle.
    draw, pack = random.Random(1), list(range(BATCHES * PEOPLE))
    shuffled = []
    for _ in range(1000):
        draw.shuffle(pack)
        shuffled.append(ascents(pack))
    spread = max(abs(steps - len(pack) / 2) for steps in shuffled)
    assert abs(ascents(found) - len(pack) / 2) <= 2 * spread
    # Nor does a row stand among those of its batch.
    together = sum(one // PEOPLE == other // PEOPLE for one, other in pairwise(found))
    assert together < BATCHES * PEOPLE / 2


def test_the_order_of_arrival_is_there_until_it_is_settled(home: Home) -> None:
    """The control: what settling takes away is there before."""
    arrive(home, settle=False)
    assert order(home, "arrivals") == list(range(BATCHES * PEOPLE))
    home.intake(Part.WORKER).settle()
    assert looked_at(home, "SELECT count(*) FROM intake.arrivals") == [(0,)]
    assert order(home, "contributions") != list(range(BATCHES * PEOPLE))


def test_nothing_is_rewritten_when_nothing_arrived(home: Home) -> None:
    arrive(home)
    file = "SELECT pg_relation_filepath('intake.contributions'), pg_relation_filepath('intake.invitations')"
    before = looked_at(home, file)
    home.intake(Part.WORKER).settle()
    assert looked_at(home, file) == before


def test_the_order_in_which_invitations_were_used_is_hidden_too(home: Home) -> None:
    people, worker = home.intake(Part.EMPLOYEE), home.intake(Part.WORKER)
    worker.add_invitations(Invitation(tag(number), "nord", TERM) for number in range(60))
    for number in range(0, 60, 2):
        people.take_invitation(tag(number), TERM, tag(number))
    used = (
        "SELECT code_hash FROM intake.invitations WHERE blinded IS NOT NULL ORDER BY xmin::text::bigint, ctid"
    )
    in_order = [(tag(number),) for number in range(0, 60, 2)]
    assert looked_at(home, used) == in_order, "the control: PostgreSQL writes the order down"
    worker.settle()
    assert looked_at(home, "SELECT count(DISTINCT xmin::text) FROM intake.invitations") == [(1,)]
    assert looked_at(home, used) != in_order
    assert worker.issued(TERM) == {"nord": 30}
    assert worker.invited(TERM) == {"nord": 60}


def test_the_write_ahead_log_has_nothing_of_a_contribution(home: Home) -> None:
    """With wal_level = minimal, as docs/operations.md recommends."""
    canaries = [bytes([number]) + b"canary" * 5 + b"." for number in range(20)]
    people, worker = home.intake(Part.EMPLOYEE), home.intake(Part.WORKER)
    people.window_key(WINDOW)
    for canary in canaries:
        people.add_contribution(WINDOW, "nord", {TOOK_PART: canary})
        worker.settle()
    worker.add_invitations([Invitation(b"logged" * 5 + b"..", "nord", TERM)])
    with private_postgres().administer() as administrator:
        administrator.execute("CHECKPOINT")
    segments = (path for path in (private_postgres().data / "pg_wal").iterdir() if path.is_file())
    log = b"".join(path.read_bytes() for path in segments)
    assert not [canary for canary in canaries if canary in log]
    assert b"logged" * 5 in log, "the control: this is where the log is"


def test_the_servers_own_log_and_statistics_have_nothing_of_it(home: Home) -> None:
    """The private server logs every statement of everybody else (log_statement = all), and other tests put
    canaries in it: this one has a bird of its own.
    """
    people = home.intake(Part.EMPLOYEE)
    people.window_key(WINDOW)
    people.add_contribution(WINDOW, "linnet-unit", {TOOK_PART: tag(1)})
    with (
        pytest.raises(psycopg.Error),
        psycopg.connect(private_postgres().url(home.database, "havre_intake")) as connection,
    ):
        connection.execute("INSERT INTO intake.windows VALUES (%s, 'open', NULL)", ["linnet-value"])
    home.close()
    log = private_postgres().log.read_text(encoding="utf-8")
    assert "linnet" not in log
    assert "CREATE DATABASE" in log, "the control: the administrator's statements are there"
    counted = "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_all_tables WHERE relname = 'arrivals'"
    assert looked_at(home, counted) == [(0,)]


def test_arrivals_are_not_logged_and_hold_no_foreign_key(home: Home) -> None:
    query = "SELECT relpersistence FROM pg_class WHERE oid = 'intake.arrivals'::regclass"
    assert looked_at(home, query) == [("u",)]
    arrive(home)
    assert looked_at(home, "SELECT xmax::text FROM intake.windows") in ([("0",)], [(_settled_by(home),)])


def _settled_by(home: Home) -> object:
    return looked_at(home, "SELECT DISTINCT xmin::text FROM intake.contributions")[0][0]
