"""Trends on noisy figures: wider intervals, rarer announcements, and the same as before without noise."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.cells import COLUMNS
from reporting.hierarchy import Hierarchy
from reporting.noise import Noise, NoiseTerms
from reporting.policy import Policy
from reporting.release import CONTRIBUTORS, Published, Release, compile_release
from reporting.showing.figures import Figure, show_figure
from reporting.showing.history import history_until
from reporting.showing.points import draws_in, point_of
from reporting.trends import (
    FALSE_DISCOVERY_RATE,
    Moved,
    Point,
    baseline_of,
    change_between,
    difference_interval,
    judge,
    probability_higher,
    share_interval,
)
from signals.contributions.measures import MEASURES, Dimension, Measure, Pole

TERMS = NoiseTerms.of(52.0, 4)
INTENSITY = Measure(Dimension.INTENSITY, Pole.RISK)
TREE = Hierarchy({"all": None, "north": "all", "south": "all", "north/day": "north", "north/night": "north"})


@st.composite
def points(draw: st.DrawFn) -> Point:
    contributors = draw(st.integers(11, 400))
    noise = st.floats(0, 500) | st.just(0.0)
    return Point(draw(st.integers(0, contributors)), contributors, draw(noise), draw(noise))


@settings(deadline=None)
@given(points())
def test_noise_only_widens_an_interval_and_leaves_the_share(point: Point) -> None:
    exact = Point(point.affected, point.contributors)
    assert point.share == exact.share
    assert 0 < point.weight <= point.contributors
    wide, narrow = share_interval(point), share_interval(exact)
    assert 0 <= wide.low <= narrow.low + 1e-9 <= point.share + 2e-9
    assert point.share - 2e-9 <= narrow.high - 1e-9 <= wide.high <= 1


@settings(deadline=None)
@given(points(), points())
def test_noise_only_widens_the_interval_of_a_change(latest: Point, baseline: Point) -> None:
    wide = difference_interval(latest, baseline)
    narrow = difference_interval(*(Point(one.affected, one.contributors) for one in (latest, baseline)))
    assert wide.low <= narrow.low + 1e-9
    assert wide.high >= narrow.high - 1e-9
    change = change_between(latest, baseline)
    assert 0 <= change.p_value <= 1
    assert 0 <= probability_higher(latest, baseline) <= 1


def test_more_noise_than_people_says_nothing() -> None:
    drowned, clear = Point(20, 40, 1e6, 1e6), Point(4, 40)
    assert drowned.weight < 0.01
    assert share_interval(drowned).high - share_interval(drowned).low > 0.99
    assert change_between(drowned, clear).p_value == 1.0


def test_a_baseline_adds_up_the_noise_of_its_windows() -> None:
    series = [Point(5, 20, 3.0, 2.0), Point(7, 30, 1.0, 4.0)]
    assert baseline_of(series, 4) == Point(12, 50, 4.0, 6.0)


def test_a_variance_is_not_negative() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Point(5, 20, -1.0)


def rows(draw: random.Random, rate: float) -> list[tuple[str, str, str]]:
    people = {"north/day": 40, "north/night": 30, "south": 25}
    return [
        (f"{unit}{number}", unit, slug)
        for unit, count in people.items()
        for number in range(count)
        for slug in [CONTRIBUTORS, *(one.slug for one in MEASURES if draw.random() < rate)]
    ]


def release_of(contributions: list[tuple[str, str, str]], noise: Noise | None) -> Release:
    return compile_release("2026-W45-4w", TREE, contributions, Policy(), None, noise=noise)


def test_a_figure_holds_a_draw_for_each_remainder_inside_it() -> None:
    drawn: list[int] = []

    def note(exact: list[int]) -> list[int]:
        drawn.append(len(exact))
        return list(exact)

    release = release_of(rows(random.Random(1), 0.4), Noise(TERMS, note))
    assert draws_in(release, CONTRIBUTORS) == {
        "all": 3,
        "north": 2,
        "south": 1,
        "north/day": 1,
        "north/night": 1,
    }
    for column, draws in zip(COLUMNS, drawn, strict=True):
        assert draws_in(release, column)["all"] == draws
    point = point_of(release, "north", INTENSITY)
    assert point is not None
    assert (point.affected_noise, point.contributors_noise) == (2 * TERMS.variance, 2 * TERMS.variance)


def test_an_exact_release_makes_points_without_noise() -> None:
    release = release_of(rows(random.Random(1), 0.4), None)
    point = point_of(release, "north", INTENSITY)
    assert point is not None
    assert point.weight == point.contributors == 70
    assert (point.affected_noise, point.contributors_noise) == (0.0, 0.0)


def test_a_page_shows_the_wider_interval() -> None:
    contributions = rows(random.Random(1), 0.4)
    exact, noisy = release_of(contributions, None), release_of(contributions, Noise(TERMS, list))
    assert exact.cells == noisy.cells
    one, other = (show_figure(release, "south", INTENSITY) for release in (exact, noisy))
    assert isinstance(one, Figure)
    assert isinstance(other, Figure)
    assert other.share == one.share
    assert other.interval.high - other.interval.low > one.interval.high - one.interval.low


def laplace(draw: np.random.Generator, scale: float, count: int) -> np.ndarray:
    """Discrete Laplace noise: the difference of two geometric draws."""
    chance = 1 - np.exp(-1 / scale)
    return draw.geometric(chance, count) - draw.geometric(chance, count)


@pytest.mark.parametrize("scale", [1.0, 3.25, 13.0])
@pytest.mark.parametrize("share", [0.15, 0.3, 0.6])
def test_an_interval_holds_the_true_share_as_often_as_it_says(scale: float, share: float) -> None:
    """Chance and noise together, figures put back where they are safe: at least 93 times of 100."""
    draw = np.random.default_rng(12)
    held = 0
    variance = NoiseTerms("discrete-laplace", scale, 13 / scale, 13 / scale).variance
    for _ in range(600):
        people = int(draw.integers(25, 120))
        noisy = max(11, people + int(laplace(draw, scale, 1)[0]))
        declared = int(draw.binomial(people, share)) + int(laplace(draw, scale, 1)[0])
        point = Point(min(max(declared, 4), noisy - 4), noisy, variance, variance)
        interval = share_interval(point)
        held += interval.low <= share <= interval.high
    assert held / 600 >= 0.93


def test_false_alarms_stay_rare_when_nothing_moves_but_noise_is_drawn() -> None:
    draw = np.random.default_rng(20261123)
    alarmed = deaf = 0
    for _ in range(40):
        heard, exact = {}, {}
        for row in range(30):
            share, sizes = draw.uniform(0.15, 0.6), draw.integers(20, 120, 4)
            heard[row], exact[row] = [], []
            for size in sizes:
                people = max(11, int(size) + int(laplace(draw, TERMS.scale, 1)[0]))
                declared = int(draw.binomial(int(size), share)) + int(laplace(draw, TERMS.scale, 1)[0])
                declared = min(max(declared, 4), people - 4)
                heard[row].append(Point(declared, people, TERMS.variance, TERMS.variance))
                exact[row].append(Point(declared, people))
        alarmed += any(isinstance(outcome, Moved) for outcome in judge(heard, 4).values())
        deaf += any(isinstance(outcome, Moved) for outcome in judge(exact, 4).values())
    assert alarmed / 40 <= FALSE_DISCOVERY_RATE + 0.04
    assert deaf > 2 * alarmed  # the control: taken for exact, noise makes alarms


def test_a_clear_change_is_still_announced_through_the_noise() -> None:
    series = [Point(30, 100, TERMS.variance, TERMS.variance) for _ in range(3)]
    series.append(Point(65, 100, TERMS.variance, TERMS.variance))
    outcome = judge({"team": series}, 4)["team"]
    assert isinstance(outcome, Moved)
    assert outcome.change.probability > 0.99


def test_a_noisy_release_is_read_and_judged_whole() -> None:
    first = release_of(rows(random.Random(1), 0.4), Noise(TERMS, list))
    again = Release.from_json(json.dumps(json.loads(first.to_json())))
    history = history_until([again])
    assert history is not None
    assert len(history.outcomes()) == len(TREE) * len(MEASURES)
    assert isinstance(again.cell("north", INTENSITY.slug), Published)
