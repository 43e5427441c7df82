"""The public record: the same bytes for everyone, whatever the order of the rows, and nothing but its
fields."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key
from roster_house import CANARY, NOW, TERM, RosterHouse, build_house, done
from sqlalchemy import delete, insert, select

from config.database import open_for_reading
from reporting.accounts import Role
from reporting.key_records import KeyRecords
from reporting.models import IssuedRow, RosterChangeRow, RosterLineRow
from reporting.public_record import PublicRecord, Record
from signals.contributions.key_list import KeyList, PublishedKey

TODAY = date(2026, 11, 21)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RosterHouse]:
    built = build_house(tmp_path)
    yield built
    built.engine.dispose()


def fill(house: RosterHouse) -> None:
    """One of everything: keys, counts, and changes in every state."""
    keys = KeyRecords(house.engine)
    keys.publish(TERM, [PublishedKey.of("nord", pool_key(0).public_key())])
    keys.publish(TERM, [PublishedKey.of("sud", pool_key(1).public_key())])
    house.record.snapshot({"nord": 12, "sud": 4}, {"nord": 5}, TERM, TODAY)
    done(house.roster.carry_out(house.approved({"nord": 12, "sud": 4}).id, NOW))
    house.approved({"sud": 1}, TERM.next)
    house.proposed({"nord": 77})
    refused = house.proposed({"nord": 78})
    done(house.roster.refuse(refused.id, house.people[Role.PSYCHOLOGIST], NOW))
    withdrawn = house.proposed({"nord": 79})
    done(house.roster.withdraw(withdrawn.id, house.people[Role.HR], NOW))


def test_an_empty_record_is_one_too(house: RosterHouse) -> None:
    record = house.record.read()
    assert record == Record((), (), ())
    assert house.record.to_json(record) == b'{"changes":[],"counts":[],"format":1,"key_list":[]}'


def test_it_says_keys_counts_and_decisions_and_nothing_else(house: RosterHouse) -> None:
    fill(house)
    written = house.record.written()
    assert written.isascii()
    content = json.loads(written)
    assert set(content) == {"format", "key_list", "counts", "changes"}
    assert KeyList.read(content["key_list"]).units_of(TERM) == {"nord", "sud"}
    assert content["counts"] == [
        {"term": TERM.id, "unit": "nord", "invited": 12, "issued": 5, "as_of": "2026-11-21"},
        {"term": TERM.id, "unit": "sud", "invited": 4, "issued": 0, "as_of": "2026-11-21"},
    ]
    roles = {"proposed_role": "hr", "approved_role": "representative", "day": "2026-11-21"}
    assert content["changes"] == [
        {"term": TERM.id, "lines": [{"unit": "nord", "people": 12}, {"unit": "sud", "people": 4}], **roles},
        {"term": TERM.next.id, "lines": [{"unit": "sud", "people": 1}], **roles},
    ]


def test_no_account_no_hour_and_no_change_by_name_shows(house: RosterHouse) -> None:
    fill(house)
    written = house.record.written().decode()
    for account in house.accounts.all():
        assert account.id not in written
    for change in house.roster.all():
        assert change.id not in written
    assert CANARY not in written
    assert "10:00" not in written
    assert "77" not in json.dumps(json.loads(written)["changes"])


def test_reading_needs_a_store_that_can_only_be_read(house: RosterHouse, tmp_path: Path) -> None:
    fill(house)
    engine = open_for_reading(tmp_path / "releases.db")
    assert PublicRecord(engine).written() == house.record.written()
    engine.dispose()


def test_a_snapshot_is_taken_once_a_day(house: RosterHouse) -> None:
    counts = house.record.counts
    house.record.snapshot({"nord": 3}, {"nord": 1}, TERM, TODAY)
    before = house.record.written()
    house.record.snapshot({"nord": 9, "sud": 2}, {"nord": 2}, TERM, TODAY)
    house.record.snapshot({"nord": 9}, {"nord": 2}, TERM, TODAY - timedelta(days=1))
    assert house.record.written() == before
    house.record.snapshot({"nord": 9, "sud": 2}, {"nord": 2}, TERM, TODAY + timedelta(days=1))
    assert {unit: (one.invited, one.issued) for unit, one in counts(TERM.id).items()} == {
        "nord": (9, 2),
        "sud": (2, 0),
    }
    house.record.snapshot({"nord": 1}, {}, TERM.next, TODAY + timedelta(days=1))
    assert len(house.record.read().counts) == 3
    assert set(counts(TERM.next.id)) == {"nord"}


days = st.dates(date(2026, 10, 1), date(2026, 12, 1))
units = st.sampled_from(["all", "nord", "nord-1", "nord.2", "sud"])
counted = st.dictionaries(units, st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=5)
decided = st.lists(st.dictionaries(units, st.integers(1, 50), min_size=1, max_size=4), max_size=5)


@settings(deadline=None, max_examples=25)
@given(counted, decided, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_bytes(counts, changes, draw) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        house = build_house(Path(folder))
        invited = {unit: many for unit, (many, _) in counts.items()}
        issued = {unit: many for unit, (_, many) in counts.items()}
        house.record.snapshot(invited, issued, TERM, TODAY)
        for people in changes:
            house.approved(people)
        before = house.record.written()
        with house.engine.begin() as connection:
            kept = {
                model: [dict(row._mapping) for row in connection.execute(select(model.__table__))]
                for model in (IssuedRow, RosterChangeRow, RosterLineRow)
            }
        # The same rows, written in another order into another store.
        with tempfile.TemporaryDirectory() as second:
            other = build_house(Path(second))
            mine = {account.name: account.id for account in house.accounts.all()}
            theirs = {mine[account.name]: account.id for account in other.accounts.all()}
            with other.engine.begin() as connection:
                for table in ("roster_changes", "roster_lines"):
                    # The store takes proposals only, and lines only while nobody has decided.
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_insert")
                for model, rows in kept.items():
                    connection.execute(delete(model))
                    draw.shuffle(rows)
                    for row in rows:
                        accounts = {name: theirs.get(value, value) for name, value in row.items()}
                        connection.execute(insert(model), [accounts])
            assert other.record.written() == before
            other.engine.dispose()
        changes_shown = house.record.read().changes
        assert all(first <= second for first, second in pairwise(changes_shown))
        house.engine.dispose()
