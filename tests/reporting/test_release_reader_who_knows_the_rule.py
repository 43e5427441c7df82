"""What a reader can work out who knows the rule, trusts that the best family was chosen, and sees what is
withheld: the laws that hold over every world of small trees, and what version 1 gave away.

The needs are small so that every world can be tried: `people` stands for k + c, `side` for t + c.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from release_checker import THE_TWELVE
from release_reader import Alike, readings, shapes

from reporting.cells import CONTRIBUTORS, Cells, Published
from reporting.disclosure import Need, Tally
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import compile_cells

ANYWHERE = [(3, 2, 9, False), (3, 3, 9, False), (3, 4, 4, False), (4, 3, 8, False)]
"""People, units, most people in a published group, only in units without sub-units."""
LEAVES = [(3, 4, 8, True), (4, 4, 6, True)]
MEASURES = [
    (3, 1, 2, 8, False),
    (3, 1, 3, 5, False),
    (5, 2, 2, 11, False),
    (3, 1, 4, 4, True),
    (4, 2, 3, 9, True),
]
"""The same, with the least on each side in second place."""


def every_release(
    people: int, units: int, most: int, leaves_only: bool, side: int | None = None, version: int = 2
) -> Iterator[Alike]:
    measure = None if side is None else Need(people, side)
    for shape in shapes(units):
        yield from readings(shape, most, Need(people, 0), measure, leaves_only=leaves_only, version=version)


def known_people(alike: Alike, people: int) -> set[int]:
    """The units in which, or in what is hidden in which, exactly 1 .. k + c - 1 people took part."""
    known = set()
    for unit in range(len(alike.shape)):
        groups = [alike.direct(unit)]
        if alike.is_withheld(unit):
            groups.append({count for count, _ in alike.hidden(unit, 0)})
        if any(len(counts) == 1 and 1 <= min(counts) < people for counts in groups):
            known.add(unit)
    return known


def known_sides(alike: Alike, side: int) -> set[int]:
    """The units with people whose measure is withheld, and of which one side is exactly known to be too
    few."""
    known = set()
    for unit in range(len(alike.shape)):
        if alike.is_withheld(unit, 1):
            hidden = alike.hidden(unit, 1)
            sides = {affected for _, affected in hidden}, {count - affected for count, affected in hidden}
            somebody = {count for count, _ in hidden} != {0}
            if somebody and any(len(counts) == 1 and min(counts) < side for counts in sides):
                known.add(unit)
    return known


@pytest.mark.parametrize(("people", "units", "most", "leaves_only"), [*ANYWHERE, *LEAVES])
def test_a_small_group_is_never_exactly_known(people: int, units: int, most: int, leaves_only: bool) -> None:
    for alike in every_release(people, units, most, leaves_only):
        assert known_people(alike, people) == set(), (alike.shape, alike.shown)


@pytest.mark.parametrize(("people", "side", "units", "most", "leaves_only"), MEASURES)
def test_a_small_side_is_never_exactly_known(
    people: int, side: int, units: int, most: int, leaves_only: bool
) -> None:
    for alike in every_release(people, units, most, leaves_only, side):
        assert known_sides(alike, side) == set(), (alike.shape, alike.shown)


def test_where_nothing_is_published_a_unit_may_be_of_any_small_size() -> None:
    for alike in every_release(3, 3, 9, leaves_only=False):
        if all(alike.is_withheld(unit) for unit in range(3)):
            for unit in range(3):
                assert {count for count, _ in alike.hidden(unit, 0)} == set(range(3))


def two_teams(sizes: tuple[int, int], affected: tuple[int, int], version: int, secret: bytes) -> Cells:
    """The cells of a whole made of two teams, of which so many declared one measure."""
    tree = Hierarchy({"all": None, "a": "all", "b": "all"})
    order = [tree.positions[unit] for unit in ("all", "a", "b")]
    people, declared = [0, 0, 0], [0, 0, 0]
    for place, count, those in zip(order, (0, *sizes), (0, *affected), strict=True):
        people[place], declared[place] = count, those
    by_measure = {slug: declared if slug == THE_TWELVE[0] else [0, 0, 0] for slug in THE_TWELVE}
    return compile_cells(tree, Tally(people, by_measure), Policy(version), secret=secret)


def possible(sizes: tuple[int, int], total: int, version: int) -> set[tuple[int, int]]:
    """The worlds in which `total` people of two teams are published together, and neither team alone."""
    worlds = set()
    for affected in product(range(sizes[0] + 1), range(sizes[1] + 1)):
        if sum(affected) == total:
            cells = two_teams(sizes, affected, version, b"a lot")
            assert all(isinstance(cells[unit, CONTRIBUTORS], Published) for unit in ("all", "a", "b"))
            shown = [isinstance(cells[unit, THE_TWELVE[0]], Published) for unit in ("all", "a", "b")]
            if shown == [True, False, False]:
                worlds.add(affected)
    return worlds


@pytest.mark.parametrize(
    ("sizes", "total", "known"),
    [
        ((11, 12), 15, (3, 12)),  # everybody in the second team declared it
        ((11, 12), 8, (8, 0)),  # nobody did
        ((11, 11), 6, (3, 3)),
        ((15, 20), 23, (3, 20)),
    ],
)
def test_what_version_1_gave_away_at_the_default_thresholds_and_version_2_does_not(
    sizes: tuple[int, int], total: int, known: tuple[int, int]
) -> None:
    assert possible(sizes, total, version=1) == {known}
    now = possible(sizes, total, version=2)
    assert known in now
    assert len(now) >= 5


@pytest.mark.parametrize("sizes", [(11, 11), (11, 12), (12, 15), (11, 18)])
def test_of_two_teams_whose_total_is_published_either_may_be_at_least_four_apart(
    sizes: tuple[int, int],
) -> None:
    """The reconstruction by whoever knows the rule: t + c wide at the least, whatever the total."""
    for total in range(4, sum(sizes) - 3):
        worlds = possible(sizes, total, version=2)
        for team in (0, 1):
            counts = {world[team] for world in worlds}
            assert not counts or max(counts) - min(counts) >= 4, total


def test_the_control_finds_what_version_1_gives_away() -> None:
    """Zeros shown: a group withheld with its two parts, each known to hold one person. The most groups: a
    team of four of which every single person declared the measure."""
    star = [
        alike
        for alike in readings((-1, 0, 0), 6, Need(3, 0), leaves_only=True, version=1)
        if all(alike.is_withheld(unit) for unit in range(3))
    ]
    assert [(alike.direct(1), alike.direct(2)) for alike in star] == [({1}, {1})]
    giving_away = [alike for alike in every_release(3, 2, 8, False, 1, version=1) if known_sides(alike, 1)]
    assert len(giving_away) > 20
