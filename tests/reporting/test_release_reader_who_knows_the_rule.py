"""What a reader can work out who knows the rule, trusts that the best family was chosen, and sees what is
withheld: the laws that hold over every world of small trees, and the smallest examples of what remains.

The needs are small so that every world can be tried: `people` stands for k + c, `side` for t + c.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from release_checker import THE_TWELVE
from release_reader import Alike, readings, shapes

from reporting.cells import CONTRIBUTORS, Published
from reporting.disclosure import Need, Tally
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import compile_cells

EVERYWHERE = [(3, 2, 9), (3, 3, 9), (3, 4, 6), (4, 3, 9), (4, 4, 7)]
LEAVES_ONLY = [(3, 4, 9), (3, 5, 5), (4, 4, 9), (4, 5, 6)]
SMALL = [(*case, False) for case in EVERYWHERE] + [(*case, True) for case in LEAVES_ONLY]


def every_release(people: int, units: int, most: int, leaves_only: bool) -> Iterator[Alike]:
    for shape in shapes(units):
        yield from readings(shape, most, Need(people, 0), leaves_only=leaves_only)


@pytest.mark.parametrize(("people", "units", "most", "leaves_only"), SMALL)
def test_a_small_group_is_exactly_known_only_beside_many_withheld_groups_that_hold_a_published_one(
    people: int, units: int, most: int, leaves_only: bool
) -> None:
    """Let the need be k + c. What is hidden in a withheld unit, and who is directly in any unit, is never
    known to be exactly one of 1 .. k + c - 2 people, unless k + c - 1 withheld units that each hold a
    published one (10 by default) fall in the same remainder."""
    for alike in every_release(people, units, most, leaves_only):
        for unit in range(units):
            known = [alike.direct(unit)]
            if alike.is_withheld(unit):
                known.append({count for count, _ in alike.hidden(unit, 0)})
            for counts in known:
                if len(counts) == 1 and 1 <= min(counts) <= people - 2:
                    assert alike.holders_beside(unit) >= people - 1, (alike.shape, alike.shown, unit)


@pytest.mark.parametrize(("people", "units", "most", "leaves_only"), SMALL)
def test_a_withheld_unit_with_nothing_published_around_it_may_be_of_any_small_size(
    people: int, units: int, most: int, leaves_only: bool
) -> None:
    """Where nothing is published at all, a unit may hold nobody, or anything up to the need less one."""
    for alike in every_release(people, units, most, leaves_only):
        if all(alike.is_withheld(unit) for unit in range(units)):
            for unit in range(units):
                assert {count for count, _ in alike.hidden(unit, 0)} == set(range(people))


def test_where_zeros_are_shown_ten_withheld_units_are_known_to_hold_one_person_each() -> None:
    """The control, version 1 with a need of 3: nothing is published, and everything is known."""
    star = (-1, 0, 0)
    alike = [
        one
        for one in readings(star, 6, Need(3, 0), leaves_only=True, zeros_shown=True)
        if one.is_withheld(0) and one.is_withheld(1) and one.is_withheld(2)
    ]
    assert [(one.direct(1), one.direct(2)) for one in alike] == [({1}, {1})]


def test_what_remains_of_the_people() -> None:
    """The smallest example with a need of 3: two withheld groups, one inside the other, around a published
    one. Each has somebody of its own (with nobody it would be published too), and together they are at most
    two. With a need of 11 it takes ten such groups."""
    chain = (-1, 0, 1)
    (alike,) = (
        one for one in readings(chain, 6, Need(3, 0)) if [count for count, _ in one.shown] == [None, None, 3]
    )
    assert (alike.direct(0), alike.direct(1)) == ({1}, {1})


def test_a_group_that_holds_a_published_one_is_known_to_hide_somebody() -> None:
    """What remains too, at any need: withheld around a published group, or published with the same figure,
    tells whether anybody at all took part beside it."""
    for alike in readings((-1, 0), 9, Need(4, 0)):
        (whole, _), (part, _) = alike.shown
        if part is not None:
            hidden = {count for count, _ in alike.hidden(0, 0)} if whole is None else {whole - part}
            assert hidden in ({0}, {1, 2, 3}) or min(hidden) >= 4


MEASURES = [(3, 1, 2, 8, False), (4, 2, 3, 5, False), (3, 1, 4, 6, True), (4, 2, 3, 9, True)]


@pytest.mark.parametrize(("people", "side", "units", "most", "leaves_only"), MEASURES)
def test_the_affected_are_known_only_inside_a_published_total_of_groups_whose_people_are_published(
    people: int, side: int, units: int, most: int, leaves_only: bool
) -> None:
    """A withheld measure is never exactly known where the people are withheld, nor outside every published
    figure of the measure."""
    for shape in shapes(units):
        for alike in readings(shape, most, Need(people, 0), Need(people, side), leaves_only=leaves_only):
            for unit in range(units):
                if not alike.is_withheld(unit, 1):
                    continue
                hidden = alike.hidden(unit, 1)
                sides = (
                    {affected for _, affected in hidden},
                    {count - affected for count, affected in hidden},
                )
                if {count for count, _ in hidden} != {0} and any(len(side) == 1 for side in sides):
                    assert not alike.is_withheld(unit, 0)
                    assert alike.closed_by(unit, 1) >= 0


def exactly_known(sizes: tuple[int, int], total: int) -> set[tuple[int, int]]:
    """The worlds in which `total` people of two teams are published together, and neither team alone."""
    tree = Hierarchy({"all": None, "a": "all", "b": "all"})
    order = [tree.positions[unit] for unit in ("all", "a", "b")]
    worlds = set()
    for first, second in product(range(sizes[0] + 1), range(sizes[1] + 1)):
        if first + second != total:
            continue
        people, affected = [0, 0, 0], [0, 0, 0]
        for place, count, declared in zip(order, (0, *sizes), (0, first, second), strict=True):
            people[place], affected[place] = count, declared
        declared_by = {slug: affected if slug == THE_TWELVE[0] else [0, 0, 0] for slug in THE_TWELVE}
        cells = compile_cells(tree, Tally(people, declared_by), Policy())
        assert all(isinstance(cells[unit, CONTRIBUTORS], Published) for unit in tree.units)
        if [isinstance(cells[unit, THE_TWELVE[0]], Published) for unit in ("all", "a", "b")] == [
            True,
            False,
            False,
        ]:
            worlds.add((first, second))
    return worlds


@pytest.mark.parametrize(
    ("sizes", "total", "known"),
    [
        ((11, 12), 15, {(3, 12)}),  # everybody in the second team declared it
        ((11, 12), 8, {(8, 0)}),  # nobody did
        ((11, 11), 6, {(3, 3)}),
        ((15, 20), 23, {(3, 20)}),
        ((11, 12), 10, {(1, 9), (8, 2), (9, 1), (10, 0), (0, 10)}),
    ],
)
def test_what_remains_of_the_affected(
    sizes: tuple[int, int], total: int, known: set[tuple[int, int]]
) -> None:
    """At the default thresholds: each of two teams has too few on one side, the two together have enough.
    Only so many pairs of too few make the total."""
    assert exactly_known(sizes, total) == known
