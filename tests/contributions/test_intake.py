"""The intake store and counting: once per person and window, nothing kept beside, nothing left after."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, LargeBinary, String, event, inspect

from config.database import create_store_file, open_store
from signals.contributions.counting import Counted, Counting, InvitationRefused, NotCounted, Redeemed
from signals.contributions.credentials import CredentialSigner
from signals.contributions.invitations import draw_code
from signals.contributions.measures import MEASURES
from signals.contributions.models import IntakeModel
from signals.contributions.store import TOOK_PART, IntakeUnavailable, Invitation, SqlIntakeStore, WindowState
from signals.contributions.windows import Calendar

CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WINDOW = CALENDAR.window_at(NOW)
TERM = CALENDAR.term_at(NOW)
SIGNER = CredentialSigner(Ed25519PrivateKey.generate(), CALENDAR)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "intake" / "intake.db"
    create_store_file(path)
    return path


@pytest.fixture
def engine(path):
    engine = open_store(path)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine):
    store = SqlIntakeStore(engine)
    store.create()
    return store


@pytest.fixture
def counting(store):
    return Counting(SIGNER, store, frozenset({"nord", "sud"}))


def invite(store, unit="nord", term=TERM):
    code = draw_code()
    store.add_invitations([Invitation(code.hash, unit, term)])
    return code.written


def declared(store, window=WINDOW):
    rows = list(store.contributions(window))
    return {tag: {measure for other, _, measure in rows if other == tag} for tag, _, _ in rows}


def test_an_invitation_is_exchanged_once_for_a_credential_of_its_unit(store, counting):
    code = invite(store)
    redeemed = counting.redeem(code.lower(), NOW)
    assert isinstance(redeemed, Redeemed)
    assert redeemed.unit == "nord"
    assert counting.redeem(code, NOW) == InvitationRefused("used")
    assert store.issued(TERM) == {"nord": 1}


def test_what_is_no_invitation_is_told_apart(store, counting):
    assert counting.redeem(draw_code().written, NOW) == InvitationRefused("unknown")
    assert counting.redeem("bonjour", NOW) == InvitationRefused("malformed")
    past = invite(store, term=CALENDAR.term_at(NOW - timedelta(weeks=13)))
    assert counting.redeem(past, NOW) == InvitationRefused("unknown")


def test_of_two_who_use_one_invitation_together_one_gets_it(store, counting):
    code = invite(store)
    gate, answers = threading.Barrier(4), []

    def use():
        gate.wait()
        answers.append(counting.redeem(code, NOW))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, Redeemed) for answer in answers) == 1


def test_a_later_contribution_adds_and_never_takes_away(store, counting):
    credential = SIGNER.issue("nord", NOW)
    assert counting.contribute(credential, frozenset(MEASURES[:2]), NOW) == Counted(WINDOW)
    assert counting.contribute(credential, frozenset(MEASURES[1:3]), NOW) == Counted(WINDOW)
    assert counting.contribute(credential, frozenset(), NOW) == Counted(WINDOW)
    assert list(declared(store).values()) == [{TOOK_PART, *(measure.slug for measure in MEASURES[:3])}]


def test_who_ticks_nothing_took_part(store, counting):
    counting.contribute(SIGNER.issue("nord", NOW), frozenset(), NOW)
    assert list(declared(store).values()) == [{TOOK_PART}]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.sets(st.sampled_from(MEASURES), max_size=4)), max_size=12))
def test_a_window_holds_the_union_of_what_each_person_declared(tmp_path_factory, acts):
    path = tmp_path_factory.mktemp("union") / "intake.db"
    create_store_file(path)
    engine = open_store(path, durable=False)
    store = SqlIntakeStore(engine)
    store.create()
    counting = Counting(SIGNER, store, frozenset({"nord"}))
    credentials = [SIGNER.issue("nord", NOW) for _ in range(5)]
    expected = {}
    for person, measures in acts:
        counting.contribute(credentials[person], frozenset(measures), NOW)
        expected.setdefault(person, {TOOK_PART}).update(measure.slug for measure in measures)
    found = sorted(sorted(measures) for measures in declared(store).values())
    engine.dispose()
    assert found == sorted(sorted(measures) for measures in expected.values())


def test_a_credential_counts_in_each_window_of_its_term_under_another_tag(store, counting):
    credential = SIGNER.issue("nord", WINDOW.starts_at(CALENDAR.zone))
    later = WINDOW.ends_at(CALENDAR.zone)
    counting.contribute(credential, frozenset(), NOW)
    assert counting.contribute(credential, frozenset(), later) == Counted(WINDOW.next)
    assert declared(store).keys().isdisjoint(declared(store, WINDOW.next).keys())


def test_nothing_is_counted_without_a_valid_credential_of_a_unit_that_exists(store, counting):
    for token in ("", "x.y", SIGNER.issue("parti", NOW), SIGNER.issue("nord", NOW - timedelta(weeks=26))):
        assert counting.contribute(token, frozenset(MEASURES), NOW) == NotCounted("credential")
    assert not declared(store)


def test_a_sealed_window_takes_nothing_more(store, counting):
    credential = SIGNER.issue("nord", NOW)
    counting.contribute(credential, frozenset(), NOW)
    assert store.seal(WINDOW) is WindowState.SEALED
    assert counting.contribute(credential, frozenset(MEASURES), NOW) == NotCounted("closed")
    assert list(declared(store).values()) == [{TOOK_PART}]


def test_a_window_sealed_between_the_key_and_the_rows_takes_nothing(store):
    store.window_key(WINDOW)
    store.seal(WINDOW)
    assert not store.add_contribution(WINDOW, "nord", b"t" * 32, frozenset({"intensity.risk"}))
    assert not declared(store)


def test_an_open_window_cannot_be_forgotten(store):
    store.window_key(WINDOW)
    with pytest.raises(ValueError, match="not sealed"):
        store.forget(WINDOW)


def test_nothing_of_a_forgotten_window_is_left_in_any_byte_of_the_store(store, counting, path):
    for _ in range(40):
        counting.contribute(SIGNER.issue("nord", NOW), frozenset(MEASURES[:5]), NOW)
    key = store.window_key(WINDOW)
    tags = set(declared(store))
    before = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert key in before
    assert all(tag in before for tag in tags)
    store.seal(WINDOW)
    store.forget(WINDOW)
    assert store.truncate_log()
    after = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert key not in after
    assert not any(tag in after for tag in tags)
    assert b"social_relations" not in after
    assert store.windows() == {WINDOW: WindowState.RELEASED}
    assert store.window_key(WINDOW) is None


def test_the_log_is_not_said_to_be_empty_while_a_reader_holds_it(store, counting, engine, path):
    counting.contribute(SIGNER.issue("nord", NOW), frozenset(), NOW)
    event.listen(engine, "checkout", lambda driver, *_: driver.execute("PRAGMA busy_timeout = 1"))
    reader = open_store(path)
    with reader.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        connection.exec_driver_sql("SELECT * FROM contributions").all()
        counting.contribute(SIGNER.issue("nord", NOW), frozenset(), NOW)
        assert not store.truncate_log()
    reader.dispose()
    assert store.truncate_log()


def test_the_invitations_of_past_terms_are_purged_and_no_other(store, counting):
    old, new = invite(store, term=CALENDAR.term_at(NOW - timedelta(weeks=13))), invite(store)
    assert store.purge_invitations(TERM) == 1
    assert store.purge_invitations(TERM) == 0
    assert counting.redeem(old, NOW) == InvitationRefused("unknown")
    assert isinstance(counting.redeem(new, NOW), Redeemed)


def test_a_store_that_is_away_is_said_and_uses_nothing_up(counting, store, engine):
    code = invite(store)
    with engine.begin() as connection:
        for table in ("contributions", "windows", "invitations"):
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO away_{table}")
    assert counting.redeem(code, NOW) == InvitationRefused("unavailable")
    assert counting.contribute(SIGNER.issue("nord", NOW), frozenset(), NOW) == NotCounted("unavailable")
    with pytest.raises(IntakeUnavailable, match="intake store does not answer"):
        store.windows()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away_invitations RENAME TO invitations")
    assert isinstance(counting.redeem(code, NOW), Redeemed)


def test_an_error_of_the_store_never_shows_what_was_bound(store, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE invitations")
    code = draw_code()
    with pytest.raises(IntakeUnavailable) as caught:
        store.add_invitations([Invitation(code.hash, "canary-unit", TERM)])
    assert "canary-unit" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_no_column_can_hold_a_time_or_an_order(engine, store):
    for table in IntakeModel.metadata.tables.values():
        for column in table.columns:
            assert isinstance(column.type, String | LargeBinary | Boolean), column
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
    with engine.begin() as connection:
        statements = dict(connection.exec_driver_sql(query).all())
    assert set(statements) == {"invitations", "windows", "contributions"}
    # Without a row number, SQLite keeps rows in the order of their random keys.
    assert all("WITHOUT ROWID" in sql for sql in statements.values())
    assert inspect(engine).get_pk_constraint("contributions")["constrained_columns"] == [
        "window",
        "unit",
        "tag",
        "measure",
    ]


def test_every_column_says_its_purpose_and_its_retention():
    for table in IntakeModel.metadata.tables.values():
        for column in table.columns:
            assert set(column.info) == {"purpose", "retention"}, column
