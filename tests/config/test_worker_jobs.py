"""The worker's jobs, on a clock that we hold."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from key_pool import pooled_keys
from sqlalchemy import event

from config.installation import create_installation, open_installation
from config.settings import load_settings
from config.worker import Worker, schedule
from reporting.store import WORKER
from signals.contributions.invitations import draw_code
from signals.contributions.store import Invitation, WindowState

ORGANISATION = '[organisation]\nname = "Essai"\n[[unit]]\nid = "tout"\nname = "Tout"\n'


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def make(tmp_path):
    made = []

    def make(now, weeks=1):
        (tmp_path / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
        settings = load_settings(tmp_path).model_copy(update={"window_weeks": weeks})
        made.append(create_installation(settings, now, make_key=pooled_keys()))
        return Worker(made[-1], Clock(now))

    yield make
    for installation in made:
        installation.close()


@pytest.mark.parametrize("monday", ["2026-03-30", "2026-10-26", "2026-06-08"])
def test_a_window_closes_at_midnight_in_paris_whatever_the_clocks_did(make, monday):
    """The weeks that end on these Mondays have a change to summer time, to winter time, and none."""
    end = datetime.fromisoformat(f"{monday}T00:00:00").replace(tzinfo=load_settings().zone).astimezone(UTC)
    worker = make(end - timedelta(days=3))
    (window,) = worker.installation.intake.windows()
    worker.clock.now = end - timedelta(seconds=1)
    worker.close_due_windows()
    assert worker.installation.intake.windows() == {window: WindowState.OPEN}
    worker.clock.now = end
    worker.close_due_windows()
    assert worker.installation.intake.windows() == {
        window: WindowState.RELEASED,
        window.next: WindowState.OPEN,
    }
    assert [release.window for release in worker.installation.releases.all()] == [window.id]


def test_after_a_long_absence_every_window_is_released_in_order(make):
    start = datetime(2026, 1, 14, 9, tzinfo=UTC)
    worker = make(start, weeks=4)
    worker.clock.now = start + timedelta(weeks=30)
    worker.close_due_windows()
    windows = [release.window for release in worker.installation.releases.all()]
    assert len(windows) == 8
    assert windows == sorted(windows)
    assert worker.clock.now < max(worker.installation.intake.windows()).ends_at(load_settings().zone)


def test_the_jobs_run_at_once_then_on_the_clock_and_one_at_a_time(make):
    scheduler = schedule(make(datetime.now(UTC)))
    scheduler.start(paused=True)
    jobs = {job.id: job for job in scheduler.get_jobs()}
    scheduler.shutdown(wait=False)
    assert set(jobs) == {"beat", "close_due_windows", "publish", "purge"}
    for job in jobs.values():
        assert job.next_run_time <= datetime.now(UTC)
        assert job.misfire_grace_time is None
        assert job.coalesce
        assert job.max_instances == 1


@pytest.mark.sqlite_only("about the file of SQLite's write-ahead log")
def test_it_says_that_it_lives_and_empties_the_log(make):
    now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    worker = make(now)
    wal = worker.installation.settings.intake_path.with_name("intake.db-wal")
    assert wal.stat().st_size > 0
    worker.beat()
    assert worker.installation.releases.heartbeats() == {WORKER: now}
    assert wal.stat().st_size == 0


@pytest.mark.sqlite_only("about the date of SQLite's file")
def test_the_date_of_the_store_is_that_of_the_last_tick_and_not_of_a_contribution(make):
    worker = make(datetime(2026, 11, 10, 12, tzinfo=UTC))
    path = worker.installation.settings.intake_path
    worker.beat()
    os.utime(path, (0, 0))
    worker.beat()
    assert path.stat().st_mtime > 0, "nobody has counted, and the file is as new as if somebody had"


def test_the_keys_of_a_term_are_published_two_weeks_ahead_and_gone_with_it(make):
    worker = make(datetime(2026, 9, 2, 12, tzinfo=UTC), weeks=4)
    calendar, records = worker.installation.settings.calendar, worker.installation.key_records
    term = calendar.term_at(worker.clock.now)
    folders = worker.installation.settings.unit_keys
    units = frozenset(worker.installation.organisation.unit_names)
    begins = next(
        day
        for day in (worker.clock.now + timedelta(days=n) for n in range(120))
        if calendar.term_at(day) > term
    )
    worker.clock.now = begins - timedelta(days=15)
    worker.publish()
    assert records.list().units_of(term.next) == frozenset()
    worker.clock.now = begins - timedelta(days=14)
    worker.publish()
    worker.publish()
    assert records.list().units_of(term) == records.list().units_of(term.next) == units
    assert [entry.term for entry in records.list().entries] == [term.id, term.next.id]
    worker.purge()
    assert sorted(path.name for path in folders.iterdir()) == [term.id, term.next.id]
    worker.clock.now = begins
    worker.purge()
    assert [path.name for path in folders.iterdir()] == [term.next.id]


def test_a_unit_that_comes_during_a_term_gets_its_key_and_the_others_keep_theirs(make, tmp_path):
    worker = make(datetime(2026, 11, 10, 12, tzinfo=UTC))
    before = worker.installation.key_records.list()
    more = ORGANISATION + '[[unit]]\nid = "late"\nname = "Late"\n'
    (tmp_path / "organisation.toml").write_text(more, encoding="utf-8")
    with open_installation(worker.installation.settings) as again:
        again.prepare_keys(worker.clock.now)
        after = again.key_records.list()
    assert after.entries[: len(before.entries)] == before.entries
    assert [key.unit for key in after.entries[-1].keys] == ["late"]


def test_the_public_counts_stand_still_for_a_day(make):
    worker = make(datetime(2026, 11, 10, 0, 5, tzinfo=UTC))
    installation = worker.installation
    term = installation.settings.calendar.term_at(worker.clock.now)
    unit = sorted(installation.organisation.unit_names)[0]
    codes = [draw_code() for _ in range(3)]
    installation.intake.add_invitations(Invitation(code.hash, unit, term) for code in codes)
    worker.publish()
    installation.counter.take_invitation(codes[0].hash, term, bytes(32))
    for hours in (1, 8, 22):
        worker.clock.now = datetime(2026, 11, 10, hours, tzinfo=UTC)
        worker.publish()
        (count,) = installation.public_record.read().counts
        assert (count.invited, count.issued, count.as_of) == (3, 0, "2026-11-10")
    worker.clock.now = datetime(2026, 11, 10, 23, 1, tzinfo=UTC)
    worker.publish()
    (count,) = installation.public_record.read().counts
    assert (count.invited, count.issued, count.as_of) == (3, 1, "2026-11-11")


def test_a_store_that_does_not_answer_waits_for_the_next_time(make, caplog):
    worker = make(datetime(2026, 11, 10, 12, tzinfo=UTC))
    engine = worker.installation.engines[0]

    def locked(*_anything):
        raise engine.dialect.loaded_dbapi.OperationalError("database is locked")

    event.listen(engine, "before_cursor_execute", locked)
    scheduler = schedule(worker)
    scheduler.start(paused=True)
    job = scheduler.get_job("close_due_windows")
    job.func()
    event.remove(engine, "before_cursor_execute", locked)
    job.func()
    scheduler.shutdown(wait=False)
    assert "database is locked" in caplog.text
