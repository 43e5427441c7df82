"""The intake store: once per person, measure and window, nothing kept beside, nothing left after."""

import secrets
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from both_databases import DATABASES, make_home
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, String, inspect

from config.database import open_store
from config.postgres import Part
from signals.contributions.invitations import draw_code
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.models import IntakeModel
from signals.contributions.store import (
    IntakeUnavailable,
    Invitation,
    InvitationFound,
    InvitationNotTaken,
    InvitationTaken,
    WindowState,
)
from signals.contributions.windows import Calendar

CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WINDOW = CALENDAR.window_at(NOW)
TERM = CALENDAR.term_at(NOW)
RISK = MEASURES[0].slug


@pytest.fixture
def people(home):
    """The store as the employee app opens it."""
    return home.intake(Part.EMPLOYEE)


@pytest.fixture
def worker(home):
    """The store as the worker opens it."""
    return home.intake(Part.WORKER)


def invite(worker, unit="nord", term=TERM):
    code = draw_code()
    worker.add_invitations([Invitation(code.hash, unit, term)])
    return code.hash


def rows(*measures):
    return {measure: secrets.token_bytes(32) for measure in (TOOK_PART, *measures)}


def test_looking_at_an_invitation_uses_nothing_up(people, worker):
    code = invite(worker)
    for _ in range(2):
        assert people.invitation(code, TERM) == InvitationFound("nord", used=False)
    assert people.invitation(secrets.token_bytes(32), TERM) is None
    assert people.invitation(code, TERM.next) is None
    assert (worker.invited(TERM), worker.issued(TERM)) == ({"nord": 1}, {})


def test_an_invitation_is_taken_by_one_blinded_message_as_often_as_it_asks(people, worker):
    code, mine, another = invite(worker), secrets.token_bytes(32), secrets.token_bytes(32)
    for _ in range(2):
        assert people.take_invitation(code, TERM, mine) == InvitationTaken("nord")
    assert people.take_invitation(code, TERM, another) == InvitationNotTaken("used")
    assert people.take_invitation(code, TERM, mine) == InvitationTaken("nord")
    assert people.take_invitation(another, TERM, mine) == InvitationNotTaken("unknown")
    assert people.take_invitation(code, TERM.next, mine) == InvitationNotTaken("unknown")
    assert people.invitation(code, TERM) == InvitationFound("nord", used=True)
    assert worker.issued(TERM) == {"nord": 1}


def test_of_two_who_use_one_invitation_together_one_gets_it(people, worker):
    code, gate, answers = invite(worker), threading.Barrier(4), []

    def use():
        gate.wait()
        answers.append(people.take_invitation(code, TERM, secrets.token_bytes(32)))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, InvitationTaken) for answer in answers) == 1


def test_a_contribution_counts_once_however_often_and_whenever_it_comes(people, worker):
    people.window_key(WINDOW)
    mine = rows(RISK)
    for settled in (False, True, True):
        assert people.add_contribution(WINDOW, "nord", mine)
        assert people.add_contribution(WINDOW, "nord", mine)
        if settled:
            worker.settle()
    people.add_contribution(WINDOW, "sud", rows())
    worker.settle()
    assert worker.counts(WINDOW) == {("nord", TOOK_PART): 1, ("nord", RISK): 1, ("sud", TOOK_PART): 1}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just("settle"),
            st.tuples(st.integers(0, 4), st.sets(st.sampled_from(MEASURES), max_size=4)),
        ),
        max_size=12,
    )
)
@pytest.mark.parametrize("database", DATABASES)
def test_a_window_counts_the_union_of_what_each_person_declared(tmp_path_factory, database, acts):
    home = _kept_home(tmp_path_factory, database)
    people, worker, declared = home.intake(Part.EMPLOYEE), home.intake(Part.WORKER), {}
    # Another window for each example: the stores are the same.
    window = _kept_windows.setdefault(database, WINDOW)
    _kept_windows[database] = window.next
    people.window_key(window)
    tags = {(person, slug): secrets.token_bytes(32) for person in range(5) for slug in SLUGS}
    for act in acts:
        if act == "settle":
            worker.settle()
            continue
        person, measures = act
        slugs = {TOOK_PART, *(measure.slug for measure in measures)}
        people.add_contribution(window, "nord", {slug: tags[person, slug] for slug in slugs})
        for slug in slugs:
            declared.setdefault(("nord", slug), set()).add(person)
    worker.seal(window)
    assert worker.counts(window) == {place: len(persons) for place, persons in declared.items()}
    home.close()


SLUGS = (TOOK_PART, *(measure.slug for measure in MEASURES))
_homes = {}
_kept_windows = {}


def _kept_home(tmp_path_factory, database):
    if database not in _homes:
        _homes[database] = make_home(tmp_path_factory.mktemp("union"), database)
    return _homes[database]


def test_sealing_counts_what_arrived_until_then_and_lets_nothing_more_in(people, worker):
    people.window_key(WINDOW)
    people.add_contribution(WINDOW, "nord", rows(RISK))
    assert worker.counts(WINDOW) == {}
    assert worker.seal(WINDOW) is WindowState.SEALED
    assert people.window_key(WINDOW) is None
    assert not people.add_contribution(WINDOW, "nord", rows())
    assert worker.counts(WINDOW) == {("nord", TOOK_PART): 1, ("nord", RISK): 1}


def test_a_window_that_nobody_opened_takes_nothing(people, worker):
    assert not people.add_contribution(WINDOW, "nord", rows())
    assert worker.counts(WINDOW) == {}


def test_forgetting_one_window_leaves_the_others(people, worker):
    for window in (WINDOW, WINDOW.next):
        people.window_key(window)
        people.add_contribution(window, "nord", rows(RISK))
    key = people.window_key(WINDOW.next)
    worker.seal(WINDOW)
    worker.forget(WINDOW)
    assert worker.windows() == {WINDOW: WindowState.RELEASED, WINDOW.next: WindowState.OPEN}
    assert worker.counts(WINDOW) == {}
    assert worker.counts(WINDOW.next) == {("nord", TOOK_PART): 1, ("nord", RISK): 1}
    assert people.window_key(WINDOW.next) == key
    assert worker.seal(WINDOW) is WindowState.RELEASED


def test_an_open_window_cannot_be_forgotten(people, worker):
    people.window_key(WINDOW)
    with pytest.raises(ValueError, match="not sealed"):
        worker.forget(WINDOW)


def test_the_invitations_of_past_terms_are_purged_and_no_other(people, worker):
    past = CALENDAR.term_at(NOW - timedelta(weeks=13))
    old, new = invite(worker, term=past), invite(worker)
    assert worker.purge_invitations(TERM) == 1
    assert worker.purge_invitations(TERM) == 0
    assert people.invitation(old, past) is None
    assert people.invitation(new, TERM) == InvitationFound("nord", used=False)


def away(home, *tables):
    """Take tables away, as whoever owns them."""
    engine = open_store(home.settings.intake_path)
    with engine.begin() as connection:
        for table in tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO away_{table}")
    engine.dispose()


@pytest.mark.sqlite_only("on PostgreSQL nobody but the administrator can take a table away")
@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_a_store_that_is_away_is_said_and_uses_nothing_up(home, people, worker):
    code = invite(worker)
    away(home, "invitations", "windows")
    for act in (
        lambda: people.take_invitation(code, TERM, bytes(32)),
        lambda: people.window_key(WINDOW),
        worker.windows,
    ):
        with pytest.raises(IntakeUnavailable, match="intake store does not answer"):
            act()


def test_an_error_of_the_store_never_shows_what_was_bound(worker):
    code = invite(worker)
    with pytest.raises(IntakeUnavailable) as caught:
        worker.add_invitations([Invitation(code, "canary-unit", TERM)])
    shown, error = "", caught.value
    while error is not None:
        shown += f"{error!r} {error!s}"
        error = error.__cause__ or error.__context__
    assert "canary" not in shown
    assert code.hex() not in shown
    assert repr(code) not in shown


def test_no_column_can_hold_a_time_or_an_order(home):
    for table in IntakeModel.metadata.tables.values():
        for column in table.columns:
            assert isinstance(column.type, String | LargeBinary), column
    tables = inspect(home.intake_engine(Part.WORKER))
    key = tables.get_pk_constraint("contributions")["constrained_columns"]
    assert (
        key
        == ["window", "unit", "measure", "tag"]
        == tables.get_pk_constraint("arrivals")["constrained_columns"]
    )
    if not home.on_postgres:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'"
        with home.engines[-1].begin() as connection:
            statements = dict(connection.exec_driver_sql(query).all())
        assert set(statements) == {"invitations", "windows", "contributions", "arrivals"}
        # Without a row number, SQLite keeps rows in the order of their random keys.
        assert all("WITHOUT ROWID" in sql for sql in statements.values())


def test_every_column_says_its_purpose_and_its_retention():
    for table in IntakeModel.metadata.tables.values():
        for column in table.columns:
            assert set(column.info) == {"purpose", "retention"}, column
