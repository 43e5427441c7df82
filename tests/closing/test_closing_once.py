"""Closing without accident: what it releases, in which order, what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
from both_databases import DATABASES
from closing_house import build_house, expected_releases, settings_of
from sqlalchemy.exc import DBAPIError

from config.installation import open_installation
from reporting.accounts import Role
from reporting.closing import CannotClose, Closed
from reporting.ledger import verify_chain
from reporting.store import ChainMoved, JobState, SignedReleases
from signals.contributions.measures import TOOK_PART
from signals.contributions.store import WindowState
from signals.contributions.windows import Calendar, Window

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=DATABASES)
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house") / "var"
    return build_house(folder, windows=3, now=NOW, people=40, database=request.param)


@pytest.fixture
def house(built, tmp_path):
    return built.copied(tmp_path / "var")


@pytest.fixture
def installation(house):
    installation = house.open()
    yield installation
    installation.close()


def test_the_windows_that_are_over_are_released_in_order_and_forgotten(house, installation):
    closed = installation.closing.close_due(NOW)
    assert closed == tuple(Closed(window, now_released=True, finished=True) for window in house.rows)
    assert list(installation.releases.all()) == expected_releases(house)
    assert verify_chain(installation.releases.all()) == ()
    states = installation.intake.windows()
    assert [states[window] for window in house.rows] == [WindowState.RELEASED] * 3
    assert not any(installation.intake.counts(window) for window in house.rows)
    assert {installation.releases.job_state(window.id) for window in house.rows} == {JobState.DONE}


def test_closing_again_changes_nothing(house, installation):
    installation.closing.close_due(NOW)
    before = installation.releases.all()
    assert installation.closing.close_due(NOW) == ()
    last = list(house.rows)[-1]
    assert installation.closing.close_window(last, NOW) == Closed(last, now_released=False, finished=True)
    assert installation.releases.all() == before


def test_a_window_that_is_not_over_stays_open(house, installation):
    current = installation.settings.calendar.window_at(NOW)
    with pytest.raises(CannotClose, match="is not over: it ends on 2026-11-16"):
        installation.closing.close_window(current, NOW)
    assert installation.intake.windows()[current] is WindowState.OPEN


def test_windows_close_in_order_only(house, installation):
    last = list(house.rows)[-1]
    with pytest.raises(CannotClose, match="is due before"):
        installation.closing.close_window(last, NOW)
    assert installation.releases.all() == ()


def test_weeks_in_which_nothing_ran_are_released_too(house, installation):
    """After a month without a worker the series has no hole and no window is lost."""
    first, later = next(iter(house.rows)), NOW + timedelta(weeks=4)
    closed = installation.closing.close_due(later)
    assert len(closed) == 3 + 4
    assert [one.window.start for one in closed] == [first.start + timedelta(weeks=n) for n in range(7)]
    assert verify_chain(installation.releases.all()) == ()


def test_the_length_of_windows_cannot_change_afterwards(house, installation):
    installation.closing.close_due(NOW)
    changed = open_installation(house.settings.model_copy(update={"window_weeks": 4}))
    with pytest.raises(CannotClose, match="put window_weeks = 1 back"):
        changed.closing.close_due(NOW)
    changed.close()


def test_contributions_of_a_unit_that_left_go_with_their_window(house, installation):
    window = next(iter(house.rows))
    gone = {TOOK_PART: b"p" * 32, "intensity.risk": b"q" * 32}
    assert installation.counter.add_contribution(window, "parti", gone)
    installation.closing.close_due(NOW)
    assert list(installation.releases.all()) == expected_releases(house)
    assert installation.intake.counts(window) == {}


def test_a_release_that_is_missing_is_said_and_not_made_up(house, installation):
    window = next(iter(house.rows))
    installation.intake.seal(window)
    installation.intake.forget(window)
    with pytest.raises(CannotClose, match="its release is missing"):
        installation.closing.close_window(window, NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE releases SET body = '{}'",
        "DELETE FROM releases",
        "INSERT OR REPLACE INTO releases SELECT window, position, digest, previous, '{}' FROM releases",
        "INSERT OR REPLACE INTO releases SELECT 'x', position, 'y', 'z', '{}' FROM releases",
        "UPDATE audit SET event = 'signed_out'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT id, at, account, 'signed_out', detail FROM audit",
    ],
)
def test_the_store_itself_refuses_to_change_what_was_written(house, installation, statement):
    installation.closing.close_due(NOW)
    installation.accounts.add("zoe", Role.HR, None, datetime.now(UTC))
    before = installation.releases.all(), installation.audit.entries()
    if house.settings.postgres is not None and "OR REPLACE" in statement:
        return  # PostgreSQL has no such statement
    refused = pytest.raises(DBAPIError, match=r"never|kept|permission denied")
    with refused, installation.engines[1].begin() as connection:
        connection.exec_driver_sql(statement)
    fresh = house.open()
    assert (fresh.releases.all(), fresh.audit.entries()) == before
    fresh.close()


def test_a_release_out_of_its_chain_is_refused(house, installation):
    first, second, _ = expected_releases(house)
    with pytest.raises(ChainMoved):
        installation.releases.add(second)
    assert installation.releases.add(first)
    assert not installation.releases.add(first)
    assert installation.releases.all() == (first,)


def test_unsigned_releases_are_not_shown_when_a_signature_is_asked_for(house, installation):
    installation.closing.close_due(NOW)
    signed = SignedReleases(installation.releases, needs_signature=True)
    assert signed.latest() is None
    assert len(SignedReleases(installation.releases, needs_signature=False).all()) == 3


def test_settings_of_the_house_are_those_of_its_file(house):
    assert settings_of(house.settings.data_dir).calendar == Calendar(1, house.settings.zone)
    assert all(isinstance(window, Window) for window in house.rows)
