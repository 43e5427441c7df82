"""What may be shown at all, the series behind the trends, and the charts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staff_world import FIRST_WINDOW, HIERARCHY, NAMES, history

from config.web.design import STATIC_DIRECTORY
from reporting.charts import PALETTES, ChartWords, trend_figure, trend_figures
from reporting.hierarchy import Hierarchy
from reporting.release import COLUMNS, CONTRIBUTORS, Policy, Published, Release, Withheld, WithheldReason
from reporting.showing.board import nearest_published, overview_of, trend_of, trends_of
from reporting.showing.figures import (
    Figure,
    ShownMove,
    ShownNothing,
    Sureness,
    show_figure,
    show_people,
    sureness_of,
)
from reporting.showing.history import History, history_until
from reporting.showing.visible import Hidden, holds_one_team, nearest_larger_group, visible_cell
from reporting.trends import Direction, Missing
from signals.contributions.measures import MEASURES, Dimension, Measure, Pole

SOCIAL = [Measure(Dimension.SOCIAL_RELATIONS, pole) for pole in Pole]
INTENSITY = Measure(Dimension.INTENSITY, Pole.RISK)


@lru_cache
def past(**chosen: int) -> History:
    found = history_until(history(**chosen))
    assert found is not None
    return found


def chart_words(trend_length: int) -> ChartWords:
    names = [f"window {number}" for number in range(trend_length)]
    return ChartWords(names, "not published", "{percent}%", "< {percent}%", "> {percent}%")


def made_by_hand(
    cells: dict[tuple[str, str], Published | Withheld], window: str, hierarchy: Hierarchy = HIERARCHY
) -> Release:
    withheld = Withheld(WithheldReason.TOO_FEW_CONTRIBUTORS)
    full = {
        (unit, column): cells.get((unit, column), withheld) for unit in hierarchy.units for column in COLUMNS
    }
    names = {unit: NAMES.get(unit, unit) for unit in hierarchy.units}
    return Release(window, Policy(), hierarchy, names, full, None)


def test_social_relations_are_never_read_in_one_team() -> None:
    release = history(windows=1)[0]
    for measure in MEASURES:
        for unit in ("workshop-1", "workshop-2"):
            shown = show_figure(release, unit, measure)
            if measure in SOCIAL:
                assert shown == Hidden("one_team", "production")
            else:
                assert isinstance(shown, Figure)
    assert isinstance(show_figure(release, "production", SOCIAL[0]), Figure)


def test_a_chain_of_units_down_to_one_team_is_one_team() -> None:
    tree = Hierarchy({"all": None, "a": "all", "b": "all", "a1": "a", "a11": "a1", "b1": "b", "b2": "b"})
    assert [unit for unit in tree.units if holds_one_team(tree, unit)] == ["a", "a1", "b1", "b2", "a11"]
    assert nearest_larger_group(tree, "a11") == "all"
    assert nearest_larger_group(tree, "b1") == "b"
    assert nearest_larger_group(tree, "all") is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=25))
def test_nothing_that_was_withheld_is_ever_shown(choices: list[int]) -> None:
    parents: dict[str, str | None] = {"u0": None}
    for number, choice in enumerate(choices, start=1):
        parents[f"u{number}"] = f"u{choice % number}"
    tree = Hierarchy(parents)
    cells: dict[tuple[str, str], Published | Withheld] = {}
    for number, unit in enumerate(tree.units):
        if number % 3:
            cells[unit, CONTRIBUTORS] = Published(20 + number, None)
            cells |= {(unit, measure.slug): Published(20 + number, 7) for measure in MEASURES}
    release = made_by_hand(cells, FIRST_WINDOW.id, tree)
    for unit in tree.units:
        for measure in MEASURES:
            shown = visible_cell(release, unit, measure)
            if isinstance(shown, Published):
                assert shown == release.cells[unit, measure.slug]
                assert measure not in SOCIAL or not holds_one_team(tree, unit)


def test_nobody_took_part_is_said_and_is_not_a_share() -> None:
    cells: dict[tuple[str, str], Published | Withheld] = {("production", CONTRIBUTORS): Published(0, None)}
    cells |= {("production", measure.slug): Published(0, 0) for measure in MEASURES}
    release = made_by_hand(cells, FIRST_WINDOW.id)
    assert show_figure(release, "production", INTENSITY) == Hidden("nobody")
    people = show_people(release, "production")
    assert not isinstance(people, Hidden)
    assert people.about == 0


def test_the_planted_change_is_announced_where_it_is() -> None:
    overview = overview_of(past())
    moved = {(move.unit, move.measure) for move in overview.moves}
    assert ("workshop-1", INTENSITY) in moved
    assert all(measure == INTENSITY for _, measure in moved)
    assert all(move.change.direction is Direction.UP for move in overview.moves)
    change = next(move.change for move in overview.moves if move.unit == "workshop-1")
    assert change.points % 5 == 0
    assert change.sureness is Sureness.ALMOST_CERTAIN


def test_moves_are_in_the_order_of_the_tree_and_not_ranked() -> None:
    overview = overview_of(past())
    order = [row.unit for row in overview.rows]
    assert order[0] == "all"
    places = [order.index(move.unit) for move in overview.moves]
    assert places == sorted(places)


def test_the_first_release_announces_nothing() -> None:
    overview = overview_of(past(windows=1))
    assert overview.moves == ()
    assert overview.rows[0].changes[INTENSITY] == ShownNothing(Missing.NO_BASELINE)


def test_a_window_in_the_past_is_judged_without_what_came_after() -> None:
    releases = history()
    whole, until = history_until(releases), history_until(releases, releases[3].window)
    alone = history_until(releases[:4])
    assert whole is not None
    assert until is not None
    assert alone is not None
    assert until.outcomes() == alone.outcomes()
    assert history_until(releases, "2020-W01-4w") is None
    assert history_until(releases, "nonsense") is None
    assert history_until([]) is None


def test_the_order_in_which_releases_are_read_changes_nothing() -> None:
    releases = history()
    backwards = history_until(tuple(reversed(releases)))
    assert backwards is not None
    assert backwards.latest == releases[-1]


def test_a_group_that_held_other_units_leaves_the_series() -> None:
    releases = history(windows=3)
    before = Hierarchy({**HIERARCHY.parents, "workshop-2": "services"})
    older = tuple(replace(release, hierarchy=before) for release in releases[:2])
    found = history_until((*older, releases[2]))
    assert found is not None
    trend = trend_of(found, "production", INTENSITY)
    assert [point.figure for point in trend.points[:2]] == [Hidden("other_group")] * 2
    assert trend.change == ShownNothing(Missing.NO_BASELINE)
    assert isinstance(trend_of(found, "workshop-1", INTENSITY).points[0].figure, Figure)


def test_a_unit_that_did_not_exist_is_a_gap() -> None:
    releases = history(windows=2)
    small = Hierarchy({"all": None, "services": "all"})
    cells: dict[tuple[str, str], Published | Withheld] = {}
    first = made_by_hand(cells, releases[0].window, small)
    found = history_until((first, releases[1]))
    assert found is not None
    assert trend_of(found, "production", INTENSITY).points[0].figure == Hidden("no_such_unit")
    assert trends_of(found, "unknown") is None


def test_the_nearest_published_group_is_the_smallest_that_holds_the_unit() -> None:
    release = history()[-1]
    assert nearest_published(release, "workshop-2", INTENSITY) == "workshop-2"
    assert nearest_published(release, "accounts", INTENSITY) == "services"
    assert nearest_published(release, "workshop-2", SOCIAL[0]) == "production"
    assert nearest_published(release, "unknown", INTENSITY) is None


def test_sureness_says_less_than_was_computed() -> None:
    assert [sureness_of(value) for value in (0.5, 0.9, 0.91, 0.95, 0.96, 0.99, 0.995)] == [
        Sureness.POSSIBLE,
        Sureness.POSSIBLE,
        Sureness.PROBABLE,
        Sureness.PROBABLE,
        Sureness.VERY_PROBABLE,
        Sureness.VERY_PROBABLE,
        Sureness.ALMOST_CERTAIN,
    ]


def with_a_gap() -> History:
    """Production over five windows, the third withheld."""
    cells = {
        ("production", CONTRIBUTORS): Published(33, None),
        **{("production", measure.slug): Published(33, 11) for measure in MEASURES},
    }
    window = FIRST_WINDOW
    releases = []
    for number in range(5):
        releases.append(made_by_hand({} if number == 2 else dict(cells), window.id))
        window = window.next
    found = history_until(releases)
    assert found is not None
    return found


@pytest.mark.parametrize("measure", MEASURES, ids=str)
def test_every_chart_is_one_that_plotly_accepts(measure: Measure) -> None:
    trend = trend_of(past(), "production", measure)
    for figure in trend_figures(trend, chart_words(6)).values():
        go.Figure(json.loads(json.dumps(figure))).to_plotly_json()


def test_a_withheld_window_is_a_hatched_gap_and_not_a_zero() -> None:
    trend = trend_of(with_a_gap(), "production", INTENSITY)
    figure = json.loads(json.dumps(trend_figure(trend, chart_words(5), PALETTES["light"])))
    line = figure["data"][-1]
    assert line["y"] == [35, 35, None, 35, 35]
    assert line["connectgaps"] is False
    (gaps,) = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert gaps["x"] == ["window 2"]
    assert gaps["marker"]["pattern"]["shape"] == "/"
    bands = [trace for trace in figure["data"] if trace.get("fill") == "toself"]
    assert [band["x"] for band in bands] == [
        ["window 0", "window 1", "window 1", "window 0"],
        ["window 3", "window 4", "window 4", "window 3"],
    ]
    assert "not published" in [note["text"] for note in figure["layout"]["annotations"]]


def test_a_chart_holds_rounded_figures_only() -> None:
    for unit in HIERARCHY.units:
        for measure in MEASURES:
            figure = trend_figure(trend_of(past(), unit, measure), chart_words(6), PALETTES["dark"])
            for trace in json.loads(json.dumps(figure))["data"]:
                assert all(value is None or value % 5 == 0 for value in trace["y"])


def luminance(colour: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
def test_the_colours_can_be_read_and_told_apart(theme: str) -> None:
    palette = PALETTES[theme]
    assert contrast(palette.ink, palette.surface) >= 7
    for colour in (palette.risk, palette.resource):
        assert contrast(colour, palette.surface) >= 4.5
    assert contrast(palette.hatch, palette.surface) >= 3

    def channels(colour: str) -> list[int]:
        return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]

    # Orange against blue: they differ in blue, which is what red-green blindness keeps.
    assert abs(channels(palette.risk)[2] - channels(palette.resource)[2]) >= 90
    assert channels(palette.risk)[0] > channels(palette.resource)[0]


def test_the_grounds_of_the_charts_are_those_of_the_design() -> None:
    tokens = (STATIC_DIRECTORY / "tokens.css").read_text("utf-8")
    grounds = re.findall(r"--surface: (#[0-9a-f]{6})", tokens)
    assert [grounds[0], grounds[1], grounds[-1]] == [
        PALETTES["light"].surface,
        PALETTES["dark"].surface,
        PALETTES["print"].surface,
    ]


def test_every_shown_move_is_a_multiple_of_five() -> None:
    for row in overview_of(past()).rows:
        for change in row.changes.values():
            if isinstance(change, ShownMove):
                assert change.points >= 5
                assert change.interval.low % 5 == change.interval.high % 5 == 0
