"""Fifty times kill -9 on the real worker and the real command, while another process contributes.

Afterwards every window has its one release, equal to what an uninterrupted run releases; nothing of a
closed window is left; and everybody whose contribution was confirmed counts once in the open one.
"""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from both_databases import CHOSEN
from closing_house import House, build_house, expected_releases

from reporting.ledger import verify_chain
from reporting.store import JobState
from signals.contributions.measures import TOOK_PART

KILLS = 50
WINDOWS = 120
ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (["window", "close"], ["worker"])


@pytest.fixture
def house(tmp_path):
    return build_house(tmp_path / "var", windows=WINDOWS, now=datetime.now(UTC), people=24, database=CHOSEN)


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HAVRE_")}
    here = Path(__file__).parent
    return kept | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, here, here.parent)))}


class Contributor:
    """The process that contributes; killed and started again now and then, like the others."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.confirmed = 0
        self.kills = 0
        self._start()

    def _start(self) -> None:
        script = Path(__file__).with_name("keep_contributing.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(self._house.settings.data_dir)],
            stdout=subprocess.PIPE,
            env=environment(),
        )
        # It contributes from now on: what is killed meanwhile is killed beside it.
        assert self._process.stdout.readline() == b"1\n"
        self.confirmed += 1

    def kill(self) -> None:
        self._process.kill()
        self.confirmed += len(self._process.stdout.read().splitlines())
        self._process.stdout.close()
        self._process.wait()
        self.kills += 1

    def kill_and_start_again(self) -> None:
        self.kill()
        self._start()


def run_and_kill(house: House, draw: random.Random) -> None:
    """Start the worker or the command, and kill it at a moment drawn by chance, or when it has ended."""
    command = [sys.executable, "-m", "config.cli.main", "--data-dir", str(house.settings.data_dir)]
    process = subprocess.Popen(
        [*command, *draw.choice(COMMANDS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
        cwd=ROOT,
    )
    if draw.random() < 0.8:
        # Most of its life is loading Python: wait for its first word, so that most kills meet it at work.
        process.stdout.readline()
    patience = threading.Event()
    patience.wait(draw.uniform(0.0, 0.12))
    process.kill()
    process.stdout.close()
    process.wait()


def test_fifty_kills_lose_change_and_double_nothing(house):
    draw = random.Random(time.time_ns())
    contributor = Contributor(house)
    seen: list[str] = []
    for _ in range(KILLS // 2):
        # Two at a time: the worker and the command may well meet.
        pair = [
            threading.Thread(target=run_and_kill, args=(house, random.Random(draw.random())))
            for _ in range(2)
        ]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        seen = check_nothing_lost(house, seen)
        if draw.random() < 0.2:
            contributor.kill_and_start_again()
    contributor.kill()
    assert 0 < len(seen) < WINDOWS, f"{len(seen)} windows were released: the kills did not meet the work"
    installation = house.open()
    installation.closing.close_due(datetime.now(UTC))
    installation.intake.settle()
    installation.close()
    check_nothing_lost(house, seen)
    check_all_released_once(house)
    check_open_window(house, contributor)


def check_nothing_lost(house: House, seen: list[str]) -> list[str]:
    installation = house.open()
    digests = [release.digest for release in installation.releases.all()]
    installation.close()
    assert digests[: len(seen)] == seen
    return digests


def check_all_released_once(house: House) -> None:
    installation = house.open()
    releases = installation.releases.all()
    assert list(releases) == expected_releases(house)
    assert verify_chain(releases) == ()
    assert {installation.releases.job_state(release.window) for release in releases} == {JobState.DONE}
    with installation.engines[0].begin() as connection:
        kept = connection.exec_driver_sql("SELECT id FROM windows WHERE key IS NOT NULL").scalars().all()
        query = 'SELECT DISTINCT "window" FROM contributions'
        contributed = connection.exec_driver_sql(query).scalars().all()
    installation.close()
    current = house.settings.calendar.window_at(datetime.now(UTC))
    assert kept == [current.id] == contributed


def check_open_window(house: House, contributor: Contributor) -> None:
    installation = house.open()
    current = house.settings.calendar.window_at(datetime.now(UTC))
    installation.intake.settle()
    counts = installation.intake.counts(current)
    installation.close()
    people = sum(many for (_, measure), many in counts.items() if measure == TOOK_PART)
    declared = sum(many for (_, measure), many in counts.items() if measure != TOOK_PART)
    # A kill can come between a contribution and its confirmation. Nobody counts twice, nor without a measure.
    assert contributor.confirmed <= people <= contributor.confirmed + contributor.kills
    assert declared == people
