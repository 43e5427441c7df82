"""Units that form a tree, and the sentences for those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_worlds import World, worlds

from reporting.hierarchy import Hierarchy, HierarchyError, NoUnits, UnitsInACircle, UnknownParent


@settings(deadline=None)
@given(worlds(most_units=30, roots=3))
def test_parents_stand_before_their_children(world: World) -> None:
    hierarchy = world.hierarchy
    for position, unit in enumerate(hierarchy.units):
        parent = hierarchy.parents[unit]
        above = hierarchy.parent_positions[position]
        assert hierarchy.positions[unit] == position
        if parent is None:
            assert above == -1
            assert hierarchy.depth(unit) == 0
            assert unit in hierarchy.roots
        else:
            assert above < position
            assert hierarchy.units[above] == parent
            assert hierarchy.depth(unit) == hierarchy.depth(parent) + 1
            assert unit in hierarchy.children(parent)
        assert len(list(hierarchy.ancestors(unit))) == hierarchy.depth(unit)


@settings(deadline=None)
@given(worlds(most_units=30, roots=2))
def test_a_subtree_is_what_climbs_to_its_unit(world: World) -> None:
    hierarchy = world.hierarchy
    for unit in hierarchy.units:
        climbing = {other for other in hierarchy.units if unit in (other, *hierarchy.ancestors(other))}
        assert set(hierarchy.subtree(unit)) == climbing


@settings(deadline=None)
@given(worlds(most_units=20), st.randoms(use_true_random=False))
def test_the_order_of_the_mapping_changes_nothing(world: World, random) -> None:
    shuffled = list(world.hierarchy.parents.items())
    random.shuffle(shuffled)
    again = Hierarchy(dict(shuffled))
    assert again == world.hierarchy
    assert hash(again) == hash(world.hierarchy)
    assert again.units == world.hierarchy.units


def test_a_chain_of_a_hundred_thousand_units_is_no_deeper_than_the_stack() -> None:
    parents = {f"u{number:06d}": f"u{number - 1:06d}" if number else None for number in range(100_000)}
    assert Hierarchy(dict(reversed(parents.items()))).depths[-1] == 99_999


def test_a_parent_that_is_no_unit_is_named() -> None:
    with pytest.raises(UnknownParent, match="'a' is placed under 'nowhere', which is not a unit") as caught:
        Hierarchy({"top": None, "a": "nowhere"})
    assert caught.value.units == ("a", "nowhere")


@pytest.mark.parametrize(
    ("parents", "sentence"),
    [
        ({"a": "a"}, "The unit 'a' is placed under itself."),
        ({"c": "a", "a": "b", "b": "c", "top": None}, "in a circle: 'a' under 'b' under 'c' under 'a'."),
        ({"x": "b", "b": "a", "a": "b"}, "in a circle: 'a' under 'b' under 'a'."),
        ({f"u{n}": f"u{(n + 1) % 9}" for n in range(9)}, "'u5' under ... under 'u0'."),
    ],
)
def test_units_in_a_circle_are_named(parents: dict[str, str | None], sentence: str) -> None:
    with pytest.raises(UnitsInACircle) as caught:
        Hierarchy(parents)
    assert sentence in str(caught.value)


def test_no_unit_is_no_hierarchy() -> None:
    with pytest.raises(NoUnits):
        Hierarchy({})
    assert issubclass(NoUnits, HierarchyError)
