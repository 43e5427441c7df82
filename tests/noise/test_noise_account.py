"""The budget of a year, added up from the releases themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reporting.hierarchy import Hierarchy
from reporting.noise import NoiseTerms
from reporting.noise_account import NoiseAccount, account_of_a_year
from reporting.policy import Policy
from reporting.release import Release, compile_release
from signals.contributions.windows import FIRST_MONDAY, Window

TREE = Hierarchy({"all": None})


def releases(count: int, weeks: int, terms: NoiseTerms | None) -> list[Release]:
    made: list[Release] = []
    window = Window(FIRST_MONDAY, weeks)
    for _ in range(count):
        previous = made[-1].digest if made else None
        release = compile_release(window.id, TREE, [], Policy(), previous)
        made.append(replace(release, noise=terms))
        window = window.next
    return made


@pytest.mark.parametrize("weeks", [1, 4, 13])
def test_a_year_of_releases_never_costs_more_than_its_budget(weeks: int) -> None:
    """On any day, whatever the calendar year."""
    made = releases(120 // weeks, weeks, NoiseTerms.of(50.0, weeks))
    seen = {account_of_a_year(made, FIRST_MONDAY + timedelta(days=days)).spent for days in range(0, 900, 3)}
    assert max(seen) == pytest.approx(50.0)
    assert min(seen) == 0.0


def test_exact_releases_are_counted_apart() -> None:
    drawn, exact = releases(6, 4, NoiseTerms.of(52.0, 4)), releases(6, 4, None)
    day = FIRST_MONDAY + timedelta(weeks=24)
    assert account_of_a_year([*exact[:4], *drawn[4:]], day) == NoiseAccount(8.0, 2, 4)
    assert account_of_a_year(exact, day) == NoiseAccount(0.0, 0, 6)
    assert account_of_a_year([], day) == NoiseAccount(0.0, 0, 0)


def test_a_release_leaves_the_account_a_year_after_its_window() -> None:
    made = releases(1, 4, NoiseTerms.of(52.0, 4))
    ended = FIRST_MONDAY + timedelta(weeks=4)
    for day, spent in (
        (ended - timedelta(days=1), 0.0),
        (ended, 4.0),
        (ended + timedelta(days=363), 4.0),
        (ended + timedelta(days=364), 0.0),
    ):
        assert account_of_a_year(made, day).spent == spent
