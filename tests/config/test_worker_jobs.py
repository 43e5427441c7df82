"""The worker's jobs, on a clock that we hold."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from config.installation import create_installation
from config.settings import load_settings
from config.worker import Worker, schedule
from reporting.store import WORKER
from signals.contributions.store import WindowState

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
        made.append(create_installation(settings, now))
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
    assert set(jobs) == {"beat", "close_due_windows", "purge"}
    for job in jobs.values():
        assert job.next_run_time <= datetime.now(UTC)
        assert job.misfire_grace_time is None
        assert job.coalesce
        assert job.max_instances == 1


def test_it_says_that_it_lives_and_empties_the_log(make):
    now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    worker = make(now)
    wal = worker.installation.settings.intake_path.with_name("intake.db-wal")
    assert wal.stat().st_size > 0
    worker.beat()
    assert worker.installation.releases.heartbeats() == {WORKER: now}
    assert wal.stat().st_size == 0


def test_the_date_of_the_store_is_that_of_the_last_tick_and_not_of_a_contribution(make):
    worker = make(datetime(2026, 11, 10, 12, tzinfo=UTC))
    path = worker.installation.settings.intake_path
    worker.beat()
    os.utime(path, (0, 0))
    worker.beat()
    assert path.stat().st_mtime > 0, "nobody has counted, and the file is as new as if somebody had"


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
