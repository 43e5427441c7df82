"""The laws of the display layer: nothing exact, nothing false, nothing narrower than what was computed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.rounding import (
    End,
    RoundedInterval,
    RoundedPeople,
    RoundedShare,
    rounded_change,
    rounded_interval,
    rounded_people,
    rounded_points,
    rounded_share,
)

PEOPLE = st.integers(1, 5_000)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    contributors = draw(PEOPLE)
    return draw(st.integers(0, contributors)), contributors


@pytest.mark.parametrize(
    ("people", "about"), [(0, 0), (11, 10), (12, 10), (13, 15), (23, 25), (27, 25), (28, 30), (1_002, 1_000)]
)
def test_people_are_rounded_to_five(people: int, about: int) -> None:
    assert rounded_people(people) == RoundedPeople(about)


@pytest.mark.parametrize(
    ("affected", "contributors", "expected"),
    [
        (0, 40, RoundedShare(10, End.LESS_THAN)),
        (3, 40, RoundedShare(10, End.LESS_THAN)),
        (4, 40, RoundedShare(10, End.ABOUT)),
        (5, 40, RoundedShare(10, End.ABOUT)),
        (7, 40, RoundedShare(20, End.ABOUT)),
        (10, 40, RoundedShare(25, End.ABOUT)),
        (36, 40, RoundedShare(90, End.ABOUT)),
        (37, 40, RoundedShare(90, End.MORE_THAN)),
        (40, 40, RoundedShare(90, End.MORE_THAN)),
    ],
)
def test_shares_are_rounded_to_five_points_and_coded_at_both_ends(
    affected: int, contributors: int, expected: RoundedShare
) -> None:
    assert rounded_share(affected, contributors) == expected


@settings(deadline=None)
@given(PEOPLE)
def test_people_shown_are_multiples_of_five_within_two_and_a_half(people: int) -> None:
    about = rounded_people(people).about
    assert about % 5 == 0
    assert abs(about - people) <= 2


@settings(deadline=None)
@given(shares())
def test_a_share_says_something_true_and_never_something_exact(pair: tuple[int, int]) -> None:
    shown = rounded_share(*pair)
    exact = 100 * Fraction(*pair)
    assert shown.percent % 5 == 0
    match shown.end:
        case End.ABOUT:
            assert abs(shown.percent - exact) <= Fraction(5, 2)
            assert 10 <= shown.percent <= 90
        case End.LESS_THAN:
            assert exact < shown.percent == 10
        case End.MORE_THAN:
            assert exact > shown.percent == 90
    assert shown.drawn_at % 5 == 0


@settings(deadline=None)
@given(shares())
def test_a_share_and_its_complement_stay_complementary(pair: tuple[int, int]) -> None:
    affected, contributors = pair
    one, other = rounded_share(affected, contributors), rounded_share(contributors - affected, contributors)
    assert one.percent + other.percent == 100
    assert (one.end is End.LESS_THAN) == (other.end is End.MORE_THAN)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_intervals_are_rounded_outward(one: float, other: float) -> None:
    low, high = sorted((one, other))
    shown = rounded_interval(low, high)
    assert 0 <= shown.low <= 100 * Fraction(low)
    assert 100 >= shown.high >= 100 * Fraction(high)
    assert shown.low % 5 == shown.high % 5 == 0
    assert 100 * Fraction(low) - shown.low < 5
    assert shown.high - 100 * Fraction(high) < 5


@settings(deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1))
def test_intervals_of_changes_are_rounded_outward(one: float, other: float) -> None:
    low, high = sorted((one, other))
    shown = rounded_change(low, high)
    assert -100 <= shown.low <= 100 * Fraction(low)
    assert 100 >= shown.high >= 100 * Fraction(high)


def test_known_intervals() -> None:
    assert rounded_interval(0.141, 0.502) == RoundedInterval(10, 55)
    assert rounded_change(-0.01, 0.051) == RoundedInterval(-5, 10)
    assert rounded_points(-0.13) == -15


def test_what_is_not_a_share_is_refused() -> None:
    for affected, contributors in ((1, 0), (-1, 10), (11, 10)):
        with pytest.raises(ValueError, match="not a share"):
            rounded_share(affected, contributors)
    with pytest.raises(ValueError, match="cannot be -1"):
        rounded_people(-1)
    with pytest.raises(ValueError, match="not an interval"):
        rounded_interval(0.5, 0.4)
    with pytest.raises(ValueError, match="not an interval"):
        rounded_change(0.5, 0.4)
