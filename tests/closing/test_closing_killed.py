"""Closing is killed at every statement and commit, then run again: the same releases, nothing left over.

Points are counted by listeners on both engines: before and after each statement, before a commit, and when
the connection is given back after it. A killed process does not clean up (`os._exit`), as with kill -9.
"""

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from both_databases import CHOSEN, DATABASES
from closing_house import House, build_house, die_in_a_child, expected_releases, tag_for
from sqlalchemy import event

from reporting.store import JobState
from signals.contributions.store import WindowState

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
KILLED = 9


@pytest.fixture(scope="module", params=DATABASES)
def one_window(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house") / "var"
    return build_house(folder, windows=1, now=NOW, people=30, database=request.param)


@pytest.fixture(scope="module")
def two_windows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house") / "var"
    return build_house(folder, windows=2, now=NOW, people=30, database=CHOSEN)


def close_until(house: House, point: int | None, tell: Path | None = None) -> None:
    """Close what is due; die at the `point`-th point. With `tell`, write there how many points there were."""
    installation = house.open()
    passed = 0

    def at_a_point(*_args: object) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            os._exit(KILLED)

    for engine in installation.engines:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
            event.listen(engine, name, at_a_point)
    installation.closing.close_due(NOW)
    if tell is not None:
        tell.write_text(str(passed))


def check_whole(house: House, destroyed: list[bytes]) -> None:
    content = house.intake_bytes()
    assert not any(secret in content for secret in destroyed)
    installation = house.open()
    assert list(installation.releases.all()) == expected_releases(house)
    states = installation.intake.windows()
    for window in house.rows:
        assert states[window] is WindowState.RELEASED
        assert installation.intake.counts(window) == {}
        assert installation.releases.job_state(window.id) is JobState.DONE
    with installation.engines[0].begin() as connection:
        keys = dict(connection.exec_driver_sql("SELECT id, key FROM windows").all())
    installation.close()
    assert [keys[window.id] for window in house.rows] == [None] * len(house.rows)


def to_destroy(house: House) -> list[bytes]:
    """The keys and tags of the windows that are over: no byte of them may be left."""
    installation = house.open()
    with installation.engines[0].begin() as connection:
        keys = dict(connection.exec_driver_sql("SELECT id, key FROM windows").all())
    installation.close()
    tags = {tag_for(person, measure) for rows in house.rows.values() for person, _, measure in rows}
    return [*(keys[window.id] for window in house.rows), *tags]


def count_points(built: House, folder: Path) -> int:
    house = built.copied(folder / "counted")
    assert die_in_a_child(lambda: close_until(house, None, folder / "points")) == 0
    return int((folder / "points").read_text())


def test_killed_at_every_point_and_run_again(one_window, tmp_path):
    destroyed = to_destroy(one_window)
    points = count_points(one_window, tmp_path)
    assert points > 50, "a window passes through four transactions: the listeners are not in place"
    seen = set()
    thorough = (one_window.settings.postgres is not None) == (CHOSEN == "postgres")
    for point in range(1, points + 1, 1 if thorough else 6):
        house = one_window.copied(tmp_path / str(point))
        assert die_in_a_child(lambda house=house, point=point: close_until(house, point)) == KILLED
        seen.add(where_it_stands(house))
        assert die_in_a_child(lambda house=house: close_until(house, None)) == 0
        check_whole(house, destroyed)
        house.remove()
    # Every state of the window's life was met by a kill: nothing recorded, recorded, forgotten, done.
    states = {"open", "sealed", "sealed recorded", "released recorded", "released done"}
    assert states <= seen or not thorough


def test_killed_again_and_again_before_it_is_done(two_windows, tmp_path):
    destroyed = to_destroy(two_windows)
    points = count_points(two_windows, tmp_path)
    draw = random.Random(6)
    for trial in range(12):
        house = two_windows.copied(tmp_path / str(trial))
        deaths = [draw.randint(1, points // 2) for _ in range(5)]
        for point in deaths:
            assert die_in_a_child(lambda house=house, point=point: close_until(house, point)) in (0, KILLED)
        assert die_in_a_child(lambda house=house: close_until(house, None)) == 0
        check_whole(house, destroyed)


def where_it_stands(house: House) -> str:
    installation = house.open()
    window = next(iter(house.rows))
    state = installation.intake.windows()[window]
    job = installation.releases.job_state(window.id)
    released = [release.window for release in installation.releases.all()]
    installation.close()
    # A release exists exactly when the row of its job does.
    assert (window.id in released) == (job is not None)
    return state.value if job is None else f"{state.value} {job.value}"
