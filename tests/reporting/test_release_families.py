"""The families that reporting/disclosure.py chooses: safe, the largest there are, and found in linear
time."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_checker import remainders_of
from release_optimum import largest_by_integer_programming
from release_worlds import World, simulated, worlds

from reporting.disclosure import Forest, Need, Tally, choose, choose_families, remainders, safe_family
from reporting.hierarchy import Hierarchy
from reporting.worth import LEVELS, largest_first, lots, most_groups

NEEDS = st.builds(Need, people=st.integers(1, 7), side=st.integers(0, 3))


def published_figures(world: World, family: frozenset[str]) -> dict[str, tuple[int, int]]:
    return {
        unit: (
            sum(world.people[under] for under in world.hierarchy.subtree(unit)),
            sum(world.affected[under] for under in world.hierarchy.subtree(unit)),
        )
        for unit in family
    }


def is_safe(world: World, family: frozenset[str], people: int, side: int) -> bool:
    left = remainders_of(world.hierarchy.parents, published_figures(world, family)).values()
    return all(n == 0 or (n >= people and a >= side and n - a >= side) for n, a in left)


def worth(hierarchy: Hierarchy, family: frozenset[str]) -> tuple[int, int]:
    return len(family), sum(hierarchy.depth(unit) for unit in family)


def by_level(hierarchy: Hierarchy, family: frozenset[str]) -> list[int]:
    """How many units of the family stand at each depth, from the roots down."""
    levels = Counter(min(hierarchy.depth(unit), LEVELS) for unit in family)
    return [levels[level] for level in range(LEVELS + 1)]


def losses_of(hierarchy: Hierarchy, preference: str) -> list[int]:
    if preference == "the most groups":
        return most_groups(hierarchy.depths)
    return largest_first(hierarchy.depths, lots(b"any", "contributors", len(hierarchy)))


def least_by_trying_all(world: World, need: Need, allowed: frozenset[str], losses: list[int]) -> int:
    """The least loss of all the safe families among `allowed`."""
    of_unit = dict(zip(world.hierarchy.units, losses, strict=True))
    subsets = chain.from_iterable(combinations(sorted(allowed), size) for size in range(len(allowed) + 1))
    return min(
        sum(of_unit[unit] for unit in allowed.difference(family))
        for family in subsets
        if is_safe(world, frozenset(family), need.people, need.side)
    )


PREFERENCES = pytest.mark.parametrize("preference", ["the most groups", "the largest first"])


@PREFERENCES
@settings(deadline=None, max_examples=300)
@given(worlds(most_units=40, most_people=9, roots=2), NEEDS)
def test_no_remainder_of_the_chosen_family_is_unsafe(preference: str, world: World, need: Need) -> None:
    losses = losses_of(world.hierarchy, preference)
    family = safe_family(world.hierarchy, world.people, world.affected, need, losses=losses)
    assert is_safe(world, family, need.people, need.side)


@PREFERENCES
@settings(deadline=None, max_examples=300)
@given(worlds(most_units=8, most_people=5, roots=2), NEEDS, st.data())
def test_the_family_is_worth_as_much_as_the_best_of_all_subsets(
    preference: str, world: World, need: Need, data
) -> None:
    allowed = frozenset(data.draw(st.sets(st.sampled_from(world.hierarchy.units))))
    losses = losses_of(world.hierarchy, preference)
    family = safe_family(world.hierarchy, world.people, world.affected, need, allowed, losses=losses)
    assert family <= allowed
    lost = sum(
        loss
        for unit, loss in zip(world.hierarchy.units, losses, strict=True)
        if unit in allowed and unit not in family
    )
    assert lost == least_by_trying_all(world, need, allowed, losses)


@PREFERENCES
@settings(deadline=None, max_examples=150)
@given(worlds(most_units=9, most_people=2), st.integers(3, 6), st.integers(1, 2))
def test_small_groups_in_deep_trees_are_gathered_as_well_as_can_be(
    preference: str, world: World, people: int, side: int
) -> None:
    need = Need(people, side)
    losses = losses_of(world.hierarchy, preference)
    family = safe_family(world.hierarchy, world.people, world.affected, need, losses=losses)
    lost = sum(loss for unit, loss in zip(world.hierarchy.units, losses, strict=True) if unit not in family)
    assert lost == least_by_trying_all(world, need, frozenset(world.hierarchy.units), losses)


@settings(deadline=None, max_examples=150)
@given(worlds(most_units=20, most_people=9, roots=2), NEEDS, st.binary(max_size=4))
def test_the_lots_settle_ties_and_nothing_else(world: World, need: Need, secret: bytes) -> None:
    depths, size = world.hierarchy.depths, len(world.hierarchy)
    with_lots = largest_first(depths, lots(secret, "contributors", size))
    drawn, plain = (
        safe_family(world.hierarchy, world.people, world.affected, need, losses=losses)
        for losses in (with_lots, largest_first(depths, [0] * size))
    )
    assert by_level(world.hierarchy, drawn) == by_level(world.hierarchy, plain)


def test_a_tie_falls_one_way_or_the_other() -> None:
    """Two teams of which one can be shown: with one secret the first, with another the second."""
    pair = Hierarchy({"all": None, "a": "all", "b": "all", "c": "all"})
    people = {"a": 12, "b": 12, "c": 3}
    shown = set()
    for number in range(60):
        losses = largest_first(pair.depths, lots(bytes([number]), "contributors", len(pair)))
        shown.add(safe_family(pair, people, {}, Need(11, 0), losses=losses) - {"all"})
    assert shown == {frozenset({"a"}), frozenset({"b"})}


def test_the_whole_comes_before_its_parts() -> None:
    """Where the most groups would give up the whole for two of its teams, the largest first does not."""
    tree = Hierarchy({"all": None, "a": "all", "b": "all"})
    people = {"all": 2, "a": 12, "b": 12}
    assert safe_family(tree, people, {}, Need(11, 0)) == {"a", "b"}
    losses = losses_of(tree, "the largest first")
    family = safe_family(tree, people, {}, Need(11, 0), losses=losses)
    assert "all" in family
    assert len(family) == 2


@pytest.mark.parametrize("shape", ["mixed", "random", "chain", "star", "wide"])
@pytest.mark.parametrize(("units", "crowd", "rate"), [(60, 5, 0.3), (120, 12, 0.2), (300, 14, 0.5)])
def test_the_family_is_worth_the_optimum_of_the_integer_program(
    shape: str, units: int, crowd: float, rate: float
) -> None:
    for seed, need in enumerate((Need(11, 0), Need(11, 4))):
        world = simulated(seed, units, crowd, rate, shape)
        family = safe_family(world.hierarchy, world.people, world.affected, need)
        optimum = largest_by_integer_programming(
            world.hierarchy.parents, world.people, world.affected, need.people, need.side
        )
        assert is_safe(world, optimum, need.people, need.side)
        assert worth(world.hierarchy, family) == worth(world.hierarchy, optimum)


@pytest.mark.parametrize("shape", ["mixed", "random", "star", "wide"])
@pytest.mark.parametrize(("units", "crowd", "rate"), [(60, 5, 0.3), (120, 12, 0.2)])
def test_the_largest_first_is_the_optimum_of_a_program_for_each_level(
    shape: str, units: int, crowd: float, rate: float
) -> None:
    for seed, need in enumerate((Need(11, 0), Need(11, 4))):
        world = simulated(seed, units, crowd, rate, shape)
        losses = losses_of(world.hierarchy, "the largest first")
        family = safe_family(world.hierarchy, world.people, world.affected, need, losses=losses)
        optimum = largest_by_integer_programming(
            world.hierarchy.parents, world.people, world.affected, need.people, need.side, largest_first=True
        )
        assert by_level(world.hierarchy, family) == by_level(world.hierarchy, optimum)


@settings(deadline=None, max_examples=150)
@given(worlds(most_units=30, most_people=12), st.data())
def test_measures_choose_among_the_units_whose_contributors_are_published(world: World, data) -> None:
    units = world.hierarchy.units
    tally = Tally(
        [world.people[unit] for unit in units],
        {"one": [world.affected[unit] for unit in units], "none": [0] * len(units)},
    )
    families = choose_families(world.hierarchy, tally, Need(6, 0), Need(6, 2))
    assert families.contributors == safe_family(world.hierarchy, world.people, {}, Need(6, 0))
    for slug, affected in (("one", world.affected), ("none", {})):
        assert families.measures[slug] <= families.contributors
        alone = safe_family(world.hierarchy, world.people, affected, Need(6, 2), families.contributors)
        assert families.measures[slug] == alone


@settings(deadline=None, max_examples=150)
@given(worlds(most_units=20, most_people=8), NEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(world: World, need: Need, random) -> None:
    shuffled = list(world.hierarchy.parents.items())
    random.shuffle(shuffled)
    again = Hierarchy(dict(shuffled))
    people = {unit: world.people[unit] for unit, _ in shuffled}
    affected = {unit: world.affected[unit] for unit, _ in reversed(shuffled)}
    assert safe_family(again, people, affected, need) == safe_family(
        world.hierarchy, world.people, world.affected, need
    )


@settings(deadline=None, max_examples=200)
@given(worlds(most_units=20, most_people=8), NEEDS, st.integers(0, 3), st.integers(0, 2))
def test_raising_a_threshold_never_publishes_more(
    world: World, need: Need, more: int, more_side: int
) -> None:
    stricter = Need(need.people + more, need.side + more_side)
    before = safe_family(world.hierarchy, world.people, world.affected, need)
    after = safe_family(world.hierarchy, world.people, world.affected, stricter)
    assert worth(world.hierarchy, after) <= worth(world.hierarchy, before)
    assert is_safe(world, after, need.people, need.side)


@settings(deadline=None, max_examples=150)
@given(worlds(most_units=20, most_people=8), NEEDS)
def test_units_in_which_nobody_took_part_are_always_published(world: World, need: Need) -> None:
    family = safe_family(world.hierarchy, world.people, world.affected, need)
    for unit in world.hierarchy.units:
        if not any(world.people[under] for under in world.hierarchy.subtree(unit)):
            assert unit in family


def test_an_organisation_in_which_nobody_took_part_is_published_whole() -> None:
    hierarchy = Hierarchy({"all": None, "a": "all", "b": "a"})
    assert safe_family(hierarchy, {}, {}, Need(11, 4)) == {"all", "a", "b"}


@settings(deadline=None, max_examples=150)
@given(worlds(most_units=20, most_people=8, roots=3), NEEDS)
def test_remainders_are_what_subtraction_leaves(world: World, need: Need) -> None:
    family = safe_family(world.hierarchy, world.people, world.affected, need)
    expected = remainders_of(world.hierarchy.parents, published_figures(world, family))
    assert remainders(world.hierarchy, world.people, family) == {unit: n for unit, (n, _) in expected.items()}


# The edges of the rule, one organisation each: k + c = 11 people, t + c = 4 on each side.
ONE_ROOT = {"all": None, "a": "all", "b": "all"}


@pytest.mark.parametrize(
    ("people", "affected", "family"),
    [
        ({"a": 11, "b": 11}, {"a": 4, "b": 7}, {"all", "a", "b"}),
        ({"a": 11, "b": 10}, {"a": 4, "b": 4}, {"a"}),  # b is small: the deeper of the two units is shown
        ({"a": 11, "b": 11}, {"a": 4, "b": 3}, {"a"}),
        ({"a": 11, "b": 11}, {"a": 8, "b": 7}, {"b"}),
        ({"a": 10, "b": 10}, {"a": 5, "b": 5}, {"all"}),
        ({"a": 10}, {"a": 5}, {"b"}),  # nobody took part in b
        ({"a": 11}, {"a": 5}, {"all", "a", "b"}),
        ({"a": 11, "all": 1}, {"a": 5}, {"a", "b"}),
        ({"a": 11, "all": 11}, {"a": 5, "all": 5}, {"all", "a", "b"}),
        ({"all": 11}, {"all": 4}, {"all", "a", "b"}),
    ],
)
def test_the_edges_of_the_rule(people: dict[str, int], affected: dict[str, int], family: set[str]) -> None:
    assert safe_family(Hierarchy(ONE_ROOT), people, affected, Need(11, 4)) == family


def test_one_safe_unit_is_given_up_for_the_sake_of_many() -> None:
    parents: dict[str, str | None] = {"u0": None} | {f"u{depth}": f"u{depth - 1}" for depth in range(1, 6)}
    parents |= {"small": "u5", "large": "u5"}
    family = safe_family(Hierarchy(parents), {"small": 2, "large": 11}, {}, Need(11, 0))
    # Withholding `large` and `small` lets the chain of six above them be published.
    assert family == {"u0", "u1", "u2", "u3", "u4", "u5"}


@pytest.mark.parametrize("people", [0, -1])
def test_a_need_of_nobody_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        Need(people, 0)


@PREFERENCES
@pytest.mark.parametrize("shape", ["mixed", "random", "chain", "star", "wide"])
@pytest.mark.parametrize("need", [Need(11, 0), Need(11, 4)])
def test_the_work_grows_with_the_units_and_no_faster(preference: str, shape: str, need: Need) -> None:
    """Counted in states weighed, so that no clock is asked: sixteen times the units, at most 1.3 times the
    work each."""
    each = []
    for units in (500, 2_000, 8_000):
        world = simulated(7, units, 9, 0.35, shape)
        forest = Forest(world.hierarchy.parent_positions)
        losses = losses_of(world.hierarchy, preference)
        people = [world.people[unit] for unit in world.hierarchy.units]
        affected = [world.affected[unit] for unit in world.hierarchy.units]
        each.append(choose(forest, losses, people, affected, need).steps / units)
    assert max(each) <= 1.3 * each[0]
    assert max(each) < 60
