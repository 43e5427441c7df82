"""The laws of noisy figures, whatever was drawn: safe, consistent, and no cell shown that was not before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_checker import THE_TWELVE, faults, remainders_of
from release_worlds import World, contributions_of, simulated, worlds

from reporting.cells import COLUMNS, CONTRIBUTORS, Published
from reporting.disclosure import choose_families
from reporting.inspection import breaches
from reporting.noise import SENSITIVITY, Noise, NoiseRefused, NoiseTerms, add_noise
from reporting.policy import Policy
from reporting.release import (
    Release,
    ReleaseUnreadable,
    compile_from_tally,
    compile_release,
    losses_of,
)
from reporting.tally import tally_contributions

POLICIES = st.builds(Policy, k=st.integers(10, 12), t=st.integers(3, 7), coalition=st.integers(1, 2))
TERMS = NoiseTerms.of(52.0, 4)


class Drawing:
    """A noise that is drawn by the test, and notes what it was added to."""

    def __init__(self, added: Sequence[int] = (0,)) -> None:
        self.added = added
        self.exact: list[list[int]] = []

    def __call__(self, exact: Sequence[int]) -> list[int]:
        self.exact.append(list(exact))
        return [count + self.added[place % len(self.added)] for place, count in enumerate(exact)]


def compiled(world: World, policy: Policy, seed: int, noise: Noise | None) -> Release:
    rows = contributions_of(seed, world)
    return compile_release("2026-W45-4w", world.hierarchy, rows, policy, None, noise=noise, secret=b"lot")


DRAWS = st.lists(st.integers(-40, 40), min_size=1, max_size=7)


@settings(deadline=None, max_examples=120)
@given(worlds(most_units=20, most_people=25, roots=2), POLICIES, st.integers(0, 99), DRAWS)
def test_whatever_is_drawn_the_release_is_safe_and_shows_the_same_cells(
    world: World, policy: Policy, seed: int, added: list[int]
) -> None:
    exact = compiled(world, policy, seed, None)
    drawn = compiled(world, policy, seed, Noise(TERMS, Drawing(added)))
    content = json.loads(drawn.to_json())
    assert list(faults(world.hierarchy.parents, content["policy"], content["cells"])) == []
    assert list(breaches(drawn.hierarchy, policy, drawn.cells)) == []
    for place, cell in exact.cells.items():
        assert (
            isinstance(drawn.cells[place], Published)
            if isinstance(cell, Published)
            else (drawn.cells[place] == cell)
        )


@settings(deadline=None, max_examples=80)
@given(worlds(most_units=20, most_people=25, roots=2), st.integers(0, 99), DRAWS)
def test_a_group_is_the_sum_of_its_parts_and_every_part_leaves_room_for_both_sides(
    world: World, seed: int, added: list[int]
) -> None:
    policy = Policy(t=7)  # 2 (t + c) = 16 people, more than k + c
    release = compiled(world, policy, seed, Noise(TERMS, Drawing(added)))
    exact = compiled(world, policy, seed, None)
    for column in COLUMNS:
        left, true = (
            remainders_of(
                world.hierarchy.parents,
                {
                    unit: (cell.contributors, cell.affected or 0)
                    for unit in world.hierarchy.units
                    if isinstance(cell := one.cell(unit, column), Published)
                },
            )
            for one in (release, exact)
        )
        for unit, (people, affected) in left.items():
            if true[unit] == (0, 0):
                assert (people, affected) == (0, 0)
            else:
                assert people >= 16
                assert column == CONTRIBUTORS or 8 <= affected <= people - 8


@settings(deadline=None, max_examples=60)
@given(worlds(most_units=20, most_people=25, roots=2), st.integers(0, 99))
def test_without_a_draw_the_figures_are_the_exact_ones(world: World, seed: int) -> None:
    policy = Policy()
    nothing = compiled(world, policy, seed, Noise(TERMS, Drawing()))
    assert nothing.cells == compiled(world, policy, seed, None).cells


@settings(deadline=None, max_examples=80)
@given(worlds(most_units=20, most_people=25, roots=2), st.integers(0, 99), st.data())
def test_one_person_changes_what_is_drawn_on_by_thirteen_at_most(world: World, seed: int, data) -> None:
    rows = contributions_of(seed, world)
    people = sorted({who for who, _, _ in rows})
    if not people:
        return
    gone = data.draw(st.sampled_from(people))
    policy = Policy()
    whole = tally_contributions(world.hierarchy, rows)
    less = tally_contributions(world.hierarchy, [row for row in rows if row[0] != gone])
    losses = losses_of(world.hierarchy, policy, b"lot")
    families = choose_families(world.hierarchy, whole, policy.contributors_need, policy.measure_need, losses)
    before, after = Drawing(), Drawing()
    add_noise(world.hierarchy, whole, families, policy, before)
    add_noise(world.hierarchy, less, families, policy, after)
    changes = [
        abs(one - other)
        for exact, now in zip(before.exact, after.exact, strict=True)
        for one, other in zip(exact, now, strict=True)
    ]
    assert sum(changes) <= SENSITIVITY == 13


def test_each_remainder_is_drawn_on_once_and_an_empty_one_never() -> None:
    world = simulated(5, 40, 14, 0.4)
    drawing = Drawing()
    release = compiled(world, Policy(), 1, Noise(TERMS, drawing))
    assert len(drawing.exact) == 13
    for column, exact in zip(COLUMNS, drawing.exact, strict=True):
        shown = {
            unit: (cell.contributors, cell.affected or 0)
            for unit in world.hierarchy.units
            if isinstance(cell := release.cell(unit, column), Published)
        }
        left = [part for part in remainders_of(world.hierarchy.parents, shown).values() if part[0]]
        assert sorted(exact) == sorted(part[0 if column == CONTRIBUTORS else 1] for part in left)


def test_a_tally_and_its_contributions_make_the_same_release() -> None:
    world = simulated(5, 40, 14, 0.4)
    rows = contributions_of(1, world)
    noise = Noise(TERMS, Drawing((3, -2, 5)))
    tally = tally_contributions(world.hierarchy, rows)
    assert compile_from_tally(
        "2026-W45-4w", world.hierarchy, tally, Policy(), "0" * 64, noise=noise, secret=b"lot"
    ) == compile_release("2026-W45-4w", world.hierarchy, rows, Policy(), "0" * 64, noise=noise, secret=b"lot")


def test_a_release_says_under_which_terms_it_was_drawn() -> None:
    world = simulated(5, 6, 20, 0.4)
    drawn, exact = (compiled(world, Policy(), 1, one) for one in (Noise(TERMS, Drawing()), None))
    assert json.loads(drawn.to_json())["noise"] == {
        "mechanism": "discrete-laplace",
        "scale": 3.25,
        "epsilon": 4.0,
        "epsilon_per_year": 52.0,
    }
    assert json.loads(exact.to_json())["noise"] is None
    assert drawn.digest != exact.digest
    assert Release.from_json(drawn.to_json()) == drawn
    assert Release.from_json(drawn.to_json()).noise == TERMS


def test_a_release_of_version_1_has_no_noise() -> None:
    release = compiled(simulated(5, 6, 20, 0.4), Policy(), 1, Noise(TERMS, Drawing()))
    with pytest.raises(ValueError, match="format 1 says nothing of noise"):
        replace(release, policy=Policy(version=1))


@pytest.mark.parametrize(
    "noise",
    [
        {},
        3.25,
        {"mechanism": "gauss", "scale": 3.25, "epsilon": 4.0, "epsilon_per_year": 52.0},
        {"mechanism": "discrete-laplace", "scale": 0.0, "epsilon": 4.0, "epsilon_per_year": 52.0},
        {"mechanism": "discrete-laplace", "scale": 3.25, "epsilon": 4, "epsilon_per_year": 52.0},
        {"mechanism": "discrete-laplace", "scale": "3.25", "epsilon": 4.0, "epsilon_per_year": 52.0},
        {"mechanism": "discrete-laplace", "scale": 3.25, "epsilon": 4.0},
    ],
)
def test_what_is_no_noise_is_refused(noise: object) -> None:
    release = compiled(simulated(5, 6, 20, 0.4), Policy(), 1, None)
    with pytest.raises(ReleaseUnreadable):
        Release.from_json(json.dumps(json.loads(release.to_json()) | {"noise": noise}))


def test_a_release_without_a_word_about_noise_is_refused() -> None:
    content = json.loads(compiled(simulated(5, 6, 20, 0.4), Policy(), 1, None).to_json())
    del content["noise"]
    with pytest.raises(ReleaseUnreadable):
        Release.from_json(json.dumps(content))


@pytest.mark.parametrize(("weeks", "scale", "epsilon"), [(1, 13.0, 1.0), (4, 3.25, 4.0), (13, 1.0, 13.0)])
def test_a_year_of_windows_costs_the_budget_of_a_year(weeks: int, scale: float, epsilon: float) -> None:
    terms = NoiseTerms.of(52.0, weeks)
    assert (terms.scale, terms.epsilon, terms.epsilon_per_year) == (scale, epsilon, 52.0)
    assert terms.epsilon * 52 / weeks == terms.epsilon_per_year
    assert len(THE_TWELVE) + 1 == SENSITIVITY


@pytest.mark.parametrize("budget", [0.0, -1.0, float("nan"), float("inf")])
def test_a_budget_that_is_none_is_refused(budget: float) -> None:
    with pytest.raises(NoiseRefused):
        NoiseTerms.of(budget, 4)
