"""The rules of waiting, with given times: nothing here waits, and nothing is left to chance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from module_house import STATIC, Modules, open_modules
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

HOUR = 3_600_000
DAY = 24 * HOUR
LATER = "/static/later.js"
WINDOW = "2026-W45-4w"


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Modules]:
    with open_modules(browser, {"static": STATIC}) as opened:
        yield opened


def moments(modules: Modules, now: int, ends: int) -> list[float | None]:
    """The moments that these chances draw."""
    return modules.run(
        LATER,
        "return [0, 0.25, 0.5, 0.75].map((chance) => m.drawMoment(given.now, given.ends, chance));",
        {"now": now, "ends": ends},
    )


def test_the_moment_is_drawn_evenly_between_an_hour_and_three_days(modules: Modules) -> None:
    now = 1_000 * DAY
    expected = [now + HOUR + chance * 71 * HOUR for chance in (0, 0.25, 0.5, 0.75)]
    assert moments(modules, now, now + 28 * DAY) == pytest.approx(expected)


def test_near_the_end_of_the_window_it_is_drawn_in_what_is_left(modules: Modules) -> None:
    """Two hours are left after the last moment, for a page to be opened in."""
    expected = [HOUR + chance * 2 * HOUR for chance in (0, 0.25, 0.5, 0.75)]
    assert moments(modules, 0, 5 * HOUR) == pytest.approx(expected)
    assert moments(modules, 0, 3 * HOUR) == [None] * 4
    assert moments(modules, 0, -HOUR) == [None] * 4


@pytest.mark.parametrize(
    ("obtained", "fresh", "issued", "left", "reason"),
    [
        ("2026-11-22", False, 40, 20 * DAY, "today"),
        ("2026-11-21", True, 40, 20 * DAY, "today"),
        ("2026-11-21", False, 10, 20 * DAY, None),
        (None, False, 10, 20 * DAY, None),
        ("2026-11-21", False, 9, 20 * DAY, "few"),  # too few to hide among
        ("2026-11-21", False, None, 20 * DAY, "few"),  # nobody knows how many
        ("2026-11-21", False, 9, 7 * DAY, None),  # the last week of the window
        ("2026-11-21", False, 1, DAY, "few"),  # never alone
    ],
)
def test_waiting_is_better_on_the_day_of_the_pass_and_among_few(
    modules: Modules, obtained: str | None, fresh: bool, issued: int | None, left: int, reason: str | None
) -> None:
    asked = {"obtained": obtained, "today": "2026-11-22", "fresh": fresh}
    asked |= {"issued": issued, "least": 10, "left": left}
    assert modules.run(LATER, "return m.reasonToWait(given);", asked) == reason


@pytest.mark.parametrize(
    ("now", "issued", "window", "expected"),
    [
        (9 * DAY, 99, WINDOW, "wait"),  # not due yet
        (10 * DAY, 10, WINDOW, "send"),
        (10 * DAY, 9, WINDOW, "wait"),  # too few to hide among, and time left
        (10 * DAY, None, WINDOW, "wait"),  # nobody knows how many
        (21 * DAY - 1, 2, WINDOW, "wait"),
        (21 * DAY, 2, WINDOW, "send"),  # the last week of the window
        (21 * DAY, 1, WINDOW, "wait"),  # never alone
        (28 * DAY - 1, 0, WINDOW, "wait"),
        (28 * DAY, 99, WINDOW, "drop"),
        (9 * DAY, 99, "2026-W49-4w", "drop"),  # the page says that another window has begun
        (10 * DAY, 10, "2026-W41-4w", "send"),  # a page left open since the window before knows no better
    ],
)
def test_what_becomes_of_a_declaration(
    modules: Modules, now: int, issued: int | None, window: str, expected: str
) -> None:
    waiting = {"due": 10 * DAY, "ends": 28 * DAY, "window": WINDOW}
    facts = {"now": now, "window": window, "issued": issued, "least": 10}
    asked = {"waiting": waiting, "facts": facts}
    assert modules.run(LATER, "return m.whatToDo(given.waiting, given.facts);", asked) == expected


def test_an_installation_that_asks_for_larger_groups_is_followed(modules: Modules) -> None:
    waiting = {"due": 0, "ends": 28 * DAY, "window": WINDOW}
    facts = {"now": 1, "window": WINDOW, "issued": 14, "least": 15}
    asked = {"waiting": waiting, "facts": facts}
    assert modules.run(LATER, "return m.whatToDo(given.waiting, given.facts);", asked) == "wait"
