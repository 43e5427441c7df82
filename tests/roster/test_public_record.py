"""The public record: the same bytes for everyone, whatever the order of the rows, and nothing but its
fields."""

from __future__ import annotations

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path

from both_databases import Home, make_home
from hypothesis import given, settings
from hypothesis import strategies as st
from key_pool import pool_key
from roster_house import CANARY, NOW, TERM, RosterHouse, build_house, done
from sqlalchemy import create_engine, insert, select

from config.postgres import Part
from reporting.accounts import Role
from reporting.key_records import KeyRecords
from reporting.models import AccountRow, IssuedRow, ReleasesModel, RosterChangeRow, RosterLineRow
from reporting.public_record import PublicRecord, Record
from signals.contributions.key_list import KeyList, PublishedKey

TODAY = date(2026, 11, 21)
TABLES = [model.__table__ for model in (AccountRow, IssuedRow, RosterChangeRow, RosterLineRow)]


def fill(house: RosterHouse, home: Home) -> None:
    """One of everything: keys, counts, and changes in every state."""
    keys = KeyRecords(home.releases_engine(Part.WORKER))
    keys.publish(TERM, [PublishedKey.of("nord", pool_key(0).public_key())])
    keys.publish(TERM, [PublishedKey.of("sud", pool_key(1).public_key())])
    house.snapshots.snapshot({"nord": 12, "sud": 4}, {"nord": 5}, TERM, TODAY)
    done(house.works.carry_out(house.approved({"nord": 12, "sud": 4}).id, NOW))
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


def test_it_says_keys_counts_and_decisions_and_nothing_else(house: RosterHouse, home: Home) -> None:
    fill(house, home)
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


def test_no_account_no_hour_and_no_change_by_name_shows(house: RosterHouse, home: Home) -> None:
    fill(house, home)
    written = house.record.written().decode()
    for account in house.accounts.all():
        assert account.id not in written
    for change in house.roster.all():
        assert change.id not in written
    assert CANARY not in written
    assert "10:00" not in written
    assert "77" not in json.dumps(json.loads(written)["changes"])


def test_a_snapshot_is_taken_once_a_day(house: RosterHouse) -> None:
    counts = house.record.counts
    house.snapshots.snapshot({"nord": 3}, {"nord": 1}, TERM, TODAY)
    before = house.record.written()
    house.snapshots.snapshot({"nord": 9, "sud": 2}, {"nord": 2}, TERM, TODAY)
    house.snapshots.snapshot({"nord": 9}, {"nord": 2}, TERM, TODAY - timedelta(days=1))
    assert house.record.written() == before
    house.snapshots.snapshot({"nord": 9, "sud": 2}, {"nord": 2}, TERM, TODAY + timedelta(days=1))
    assert {unit: (one.invited, one.issued) for unit, one in counts(TERM.id).items()} == {
        "nord": (9, 2),
        "sud": (2, 0),
    }
    house.snapshots.snapshot({"nord": 1}, {}, TERM.next, TODAY + timedelta(days=1))
    assert len(house.record.read().counts) == 3
    assert set(counts(TERM.next.id)) == {"nord"}


days = st.dates(date(2026, 10, 1), date(2026, 12, 1))
units = st.sampled_from(["all", "nord", "nord-1", "nord.2", "sud"])
counted = st.dictionaries(units, st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=5)
decided = st.lists(st.dictionaries(units, st.integers(1, 50), min_size=1, max_size=4), max_size=5)


@settings(deadline=None, max_examples=12)
@given(counted, decided, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_bytes(counts, changes, draw) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder), "sqlite")
        house = build_house(home)
        invited = {unit: many for unit, (many, _) in counts.items()}
        issued = {unit: many for unit, (_, many) in counts.items()}
        house.snapshots.snapshot(invited, issued, TERM, TODAY)
        for people in changes:
            house.approved(people)
        record = house.record.read()
        with house.engine.begin() as connection:
            rows = {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in TABLES
            }
        home.close()
    # The same rows, written in another order into a store of the same tables.
    other = create_engine("sqlite://")
    ReleasesModel.metadata.create_all(other)
    with other.begin() as connection:
        for table in TABLES:
            draw.shuffle(rows[table.name])
            for row in rows[table.name]:
                connection.execute(insert(table), [row])
    assert PublicRecord(other).read() == record
    assert PublicRecord(other).written() == house.record.to_json(record)
    other.dispose()
    assert list(record.changes) == sorted(record.changes)
