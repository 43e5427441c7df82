"""Trends: published values of the literature, laws, and the promise about false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from reporting.trends import (
    FALSE_DISCOVERY_RATE,
    SMALLEST_CHANGE,
    Direction,
    Missing,
    Moved,
    NotEnough,
    Point,
    Steady,
    baseline_length,
    baseline_of,
    change_between,
    difference_interval,
    judge,
    probability_higher,
    share_interval,
)


@st.composite
def points(draw: st.DrawFn) -> Point:
    contributors = draw(st.integers(1, 400))
    return Point(draw(st.integers(0, contributors)), contributors)


@pytest.mark.parametrize(
    ("affected", "contributors", "low", "high"),
    [  # Newcombe, Statistics in Medicine 1998;17:857-872, table I, method 3 (score)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(
    affected: int, contributors: int, low: float, high: float
) -> None:
    interval = share_interval(Point(affected, contributors))
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("latest", "baseline", "low", "high"),
    [  # Newcombe, Statistics in Medicine 1998;17:873-890, table II, method 10
        (Point(56, 70), Point(48, 80), 0.0524, 0.3339),
        (Point(9, 10), Point(3, 10), 0.1705, 0.8090),
        (Point(10, 10), Point(0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_gives_the_published_intervals(
    latest: Point, baseline: Point, low: float, high: float
) -> None:
    interval = difference_interval(latest, baseline)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@settings(deadline=None)
@given(points())
def test_an_interval_holds_its_share_and_mirrors_its_complement(point: Point) -> None:
    interval = share_interval(point)
    assert 0.0 <= interval.low <= point.share <= interval.high <= 1.0
    mirror = share_interval(Point(point.contributors - point.affected, point.contributors))
    assert mirror.low == pytest.approx(1 - interval.high)
    assert mirror.high == pytest.approx(1 - interval.low)


@settings(deadline=None)
@given(points(), points())
def test_the_interval_of_a_change_holds_the_change_and_turns_with_it(latest: Point, baseline: Point) -> None:
    interval, back = difference_interval(latest, baseline), difference_interval(baseline, latest)
    difference = latest.share - baseline.share
    assert -1.0 <= interval.low <= difference + 1e-12
    assert difference - 1e-12 <= interval.high <= 1.0
    assert back.low == pytest.approx(-interval.high)
    assert back.high == pytest.approx(-interval.low)


@settings(deadline=None, max_examples=30)
@given(points(), points())
def test_the_two_probabilities_make_one(latest: Point, baseline: Point) -> None:
    assert probability_higher(latest, baseline) + probability_higher(baseline, latest) == pytest.approx(
        1, abs=2e-3
    )


def test_the_probability_is_that_of_the_integral() -> None:
    now, before = stats.beta(12.5, 20.5), stats.beta(20.5, 80.5)
    exact, _ = integrate.quad(lambda share: now.pdf(share) * before.cdf(share), 0, 1)
    assert probability_higher(Point(12, 32), Point(20, 100)) == pytest.approx(exact, abs=1e-3)


def test_the_baseline_is_the_quarter_before() -> None:
    assert [baseline_length(weeks) for weeks in (1, 4, 13)] == [13, 3, 1]
    series = [Point(1, 11), Point(2, 12), None, Point(3, 13), Point(4, 14)]
    assert baseline_of(series, 4) == Point(2 + 3 + 4, 12 + 13 + 14)
    assert baseline_of(series, 13) == Point(4, 14)
    assert baseline_of([], 4) is None
    assert baseline_of([Point(5, 20), *([None] * 6)], 4) is None


def test_a_clear_change_is_announced_with_its_side() -> None:
    outcome = judge({"team": [Point(10, 50), Point(11, 50), Point(9, 50), Point(27, 50)]}, 4)["team"]
    assert isinstance(outcome, Moved)
    assert outcome.change.direction is Direction.UP
    assert outcome.change.difference == pytest.approx(0.54 - 0.2)
    assert outcome.change.probability > 0.999
    assert outcome.change.baseline == Point(30, 150)


def test_a_fall_is_a_fall() -> None:
    outcome = judge({"team": [Point(40, 80), Point(10, 80)]}, 4)["team"]
    assert isinstance(outcome, Moved)
    assert outcome.change.direction is Direction.DOWN
    assert outcome.change.probability > 0.999
    assert outcome.change.interval.high < 0


def test_a_small_change_is_not_announced_however_sure() -> None:
    outcome = judge({"all": [Point(20_000, 100_000), Point(22_000, 100_000)]}, 4)["all"]
    assert isinstance(outcome, Steady)
    assert outcome.change.p_value < 1e-6
    assert abs(outcome.change.difference) < SMALLEST_CHANGE


def test_nothing_to_compare_says_why() -> None:
    outcomes = judge(
        {"withheld": [Point(4, 20), None], "first": [Point(4, 20)], "gap": [None, Point(4, 20)], "empty": []},
        4,
    )
    assert outcomes["withheld"] == NotEnough(Missing.WITHHELD_NOW)
    assert outcomes["first"] == NotEnough(Missing.NO_BASELINE)
    assert outcomes["gap"] == NotEnough(Missing.NO_BASELINE)
    assert outcomes["empty"] == NotEnough(Missing.WITHHELD_NOW)


def test_looking_at_more_groups_asks_for_more_evidence() -> None:
    alone = {"team": [Point(12, 60), Point(22, 50)]}
    crowd = {f"still {number}": [Point(20, 60), Point(17, 50)] for number in range(60)}
    assert isinstance(judge(alone, 4)["team"], Moved)
    assert isinstance(judge({**alone, **crowd}, 4)["team"], Steady)


def test_false_alarms_stay_rare_when_nothing_moves() -> None:
    """40 quiet releases of 30 series: releases with any alarm stay under the promised rate."""
    draw = np.random.default_rng(20260601)
    alarmed = 0
    for _ in range(40):
        shares, sizes = draw.uniform(0.1, 0.6, 30), draw.integers(11, 120, (30, 4))
        series = {
            row: [Point(int(draw.binomial(int(size), shares[row])), int(size)) for size in sizes[row]]
            for row in range(30)
        }
        alarmed += any(isinstance(outcome, Moved) for outcome in judge(series, 4).values())
    assert alarmed / 40 <= FALSE_DISCOVERY_RATE + 0.04


def test_of_the_changes_announced_few_are_noise() -> None:
    draw = np.random.default_rng(7)
    announced = noise = found = 0
    for _ in range(20):
        series = {}
        for row in range(40):
            before, now = (0.2, 0.45) if row < 10 else (0.3, 0.3)
            series[row] = [Point(int(draw.binomial(60, before)), 60) for _ in range(3)]
            series[row].append(Point(int(draw.binomial(60, now)), 60))
        moved = [row for row, outcome in judge(series, 4).items() if isinstance(outcome, Moved)]
        announced += len(moved)
        noise += sum(row >= 10 for row in moved)
        found += sum(row < 10 for row in moved)
    assert noise / announced <= FALSE_DISCOVERY_RATE
    assert found / 200 > 0.8


def test_a_point_is_a_count_of_people_among_people() -> None:
    for affected, contributors in ((1, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="not a share"):
            Point(affected, contributors)


@settings(deadline=None, max_examples=50)
@given(points(), points())
def test_a_change_knows_its_side(latest: Point, baseline: Point) -> None:
    change = change_between(latest, baseline)
    assert 0.0 <= change.p_value <= 1.0
    assert (change.direction is Direction.UP) == (latest.share >= baseline.share)
