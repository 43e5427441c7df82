"""The worker: short jobs on a clock, in a process of its own, never inside a web worker.

Each job calls the same function as the command line and may be done again at any time. What must happen
once per window is guarded by a unique row in the releases store and not by this clock: two workers, a
worker and a command, or a worker that was killed and started again release every window exactly once.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from config.installation import Installation, forged_sentence
from reporting.closing import CannotClose
from reporting.store import WORKER
from reporting.transactions import ReleasesUnavailable
from signals.contributions.store import IntakeUnavailable

CLOSE_MINUTES = 5
"""How often the worker looks for windows that are over."""

BEAT_MINUTES = 1
PUBLISH_MINUTES = 10
PURGE_HOURS = 6

log = logging.getLogger("havre.worker")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Worker:
    """The jobs of one installation."""

    installation: Installation
    clock: Clock

    def close_due_windows(self) -> None:
        """Release every window that is over; those missed while nothing ran come first."""
        now = self.clock()
        for window in self.installation.closing.due(now):
            closed = self.installation.close_window(window, now)
            if closed.forged:
                log.error("%s", forged_sentence(closed))
            if closed.finished:
                log.info("The window %s is released and forgotten.", closed.window)
            else:
                log.warning("The window %s is released; its copy is cleared at the next try.", closed.window)
        # The window that begins has its row from its first minutes on: no window is skipped when nobody
        # counts.
        self.installation.intake.window_key(self.installation.settings.calendar.window_at(self.clock()))

    def purge(self) -> None:
        """Rotate the keys of days and delete what is past its retention."""
        self.installation.purge(self.clock())

    def publish(self) -> None:
        """Publish the keys that are due, and once a day how many passes were issued.

        Once a day and by the clock: a count that moved with each pass would tell everybody when it was made.
        """
        self.installation.prepare_keys(self.clock())
        self.installation.publish_counts(self.clock())

    def beat(self) -> None:
        """Say that the worker is alive, and let the intake store tell nothing of people.

        What arrived in the last minute is mixed among the rest. The log of the store's file holds it in the
        order in which it came, and the date of the file is that of the last contribution: emptied and
        written again every minute, they tell little.
        """
        self.installation.releases.beat(WORKER, self.clock())
        self.installation.intake.settle()
        self.installation.intake.stir()
        self.installation.intake.truncate_log()


def run_worker(installation: Installation, clock: Clock = lambda: datetime.now(UTC)) -> None:
    """Run the jobs at once, then on the clock, until SIGTERM or Ctrl-C; a job under way is finished first."""
    stop = threading.Event()

    def asked_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, asked_to_stop)
    scheduler = schedule(Worker(installation, clock))
    scheduler.start()
    log.info("The worker runs.")
    stop.wait()
    scheduler.shutdown(wait=True)
    log.info("The worker has stopped.")


def schedule(worker: Worker) -> BackgroundScheduler:
    """The clock of `worker`: one thread, so that its jobs never run at the same time."""
    zone = worker.installation.settings.zone
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        # A job that was late (a suspended machine) runs once, whatever the delay.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=zone,
    )
    jobs = (
        (worker.beat, IntervalTrigger(minutes=BEAT_MINUTES, timezone=zone)),
        (worker.close_due_windows, IntervalTrigger(minutes=CLOSE_MINUTES, timezone=zone)),
        (worker.publish, IntervalTrigger(minutes=PUBLISH_MINUTES, timezone=zone)),
        (worker.purge, IntervalTrigger(hours=PURGE_HOURS, timezone=zone)),
    )
    for job, trigger in jobs:
        scheduler.add_job(_patient(job), trigger, id=job.__name__, next_run_time=datetime.now(zone))
    return scheduler


def _patient(job: Callable[[], None]) -> Callable[[], None]:
    """Let a store that does not answer, or a window that cannot be closed, wait for the next try."""

    def run() -> None:
        try:
            job()
        except (CannotClose, IntakeUnavailable, ReleasesUnavailable) as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence is whole, and a trace could show bound values

    return run
