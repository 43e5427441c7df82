"""A reader who knows the rule and sees what is withheld: every world that would have given the same release.

Worlds are all the ways of placing a few people in a small tree. Only the releases whose published groups
have at most `most` people are kept, `most` being at least the need: then no world is missing that could tell
a reader less (in a published group there are no more than `most` people, and elsewhere more than the need
counts like the need).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

from reporting.disclosure import Families, Losses, Need, Tally, choose_families
from reporting.hierarchy import Hierarchy
from reporting.policy import POLICY_VERSION, Policy
from reporting.worth import largest_first, most_groups

Shape = tuple[int, ...]
"""The parent of each unit, -1 for the root, which stands first."""

Shown = tuple[tuple[int | None, int | None], ...]
"""Of each unit what is published: people, affected. None is withheld."""

Counts = tuple[tuple[int, int], ...]
"""Of each unit (people, affected)."""


@dataclass(frozen=True)
class Alike:
    """The worlds that one release may come from."""

    shape: Shape
    shown: Shown
    own: tuple[Counts, ...]
    """Of each world, the people directly in each unit."""

    def hidden(self, unit: int, column: int) -> set[tuple[int, int]]:
        """What may be hidden in a withheld unit: (people, affected) outside the groups that are published
        inside it in `column` (0: the people, 1: the affected)."""
        inside = [
            other for other in range(len(self.shape)) if unit in self._up_to_the_first_shown(other, column)
        ]
        return {
            (sum(world[one][0] for one in inside), sum(world[one][1] for one in inside)) for world in self.own
        }

    def direct(self, unit: int) -> set[int]:
        """How many people may be directly in a unit."""
        return {world[unit][0] for world in self.own}

    def is_withheld(self, unit: int, column: int = 0) -> bool:
        """Whether a unit is withheld in `column`."""
        return self.shown[unit][column] is None

    def _up_to_the_first_shown(self, unit: int, column: int) -> list[int]:
        path = [unit]
        while self.is_withheld(path[-1], column) and self.shape[path[-1]] >= 0:
            path.append(self.shape[path[-1]])
        return path


def shapes(units: int) -> Iterator[Shape]:
    """Every tree of so many units."""
    for parents in product(*(range(unit) for unit in range(1, units))):
        yield (-1, *parents)


def readings(
    shape: Shape,
    most: int,
    people: Need,
    measure: Need | None = None,
    *,
    leaves_only: bool = False,
    version: int = POLICY_VERSION,
) -> Iterator[Alike]:
    """The releases of a tree, each with all its worlds; without `measure` nothing is declared.

    `leaves_only` places people in units without sub-units, and the reader knows it. `version` is that of the
    policy. The lots that settle ties are unknown to the reader: a world is among those of every release that
    some lots make of it.
    """
    units = [f"u{number}" for number in range(len(shape))]
    tree = Hierarchy(
        {unit: None if above < 0 else units[above] for unit, above in zip(units, shape, strict=True)}
    )
    order = [units.index(unit) for unit in tree.units]
    somebody = [
        (count, affected)
        for count in range(most + 1)
        for affected in range(count + 1 if measure is not None else 1)
    ]
    places = [[(0, 0)] if leaves_only and unit in shape else somebody for unit in range(len(shape))]
    found: dict[Shown, list[Counts]] = {}
    policy = Policy(version)
    need = people if measure is None else measure
    every_losses = list(_losses(tree, policy))
    for own in product(*places):
        tally = Tally([own[unit][0] for unit in order], {"one": [own[unit][1] for unit in order]})
        totals = _totals(shape, own)
        several = {
            _shown(units, totals, choose_families(tree, tally, people, need, losses), policy)
            for losses in every_losses
        }
        for shown in several:
            found.setdefault(shown, []).append(own)
    for shown, worlds in found.items():
        if all(count is None or count <= most for count, _ in shown):
            yield Alike(shape, shown, tuple(worlds))


def _losses(tree: Hierarchy, policy: Policy) -> Iterator[Losses]:
    """One for each way in which the lots can fall."""
    size = len(tree)
    orders = permutations(range(size)) if policy.prefers_the_largest else [tuple(range(size))]
    for order in orders:
        # Each lot outweighs all lower ones together, so that an order of the units settles every tie.
        losses = (
            largest_first(tree.depths, [1 << place for place in order])
            if policy.prefers_the_largest
            else most_groups(tree.depths)
        )
        yield lambda _column, losses=losses: losses


def _shown(units: list[str], totals: list[tuple[int, int]], families: Families, policy: Policy) -> Shown:
    def told(count: int) -> bool:
        return count > 0 or not policy.hides_empty_units

    return tuple(
        (
            count if unit in families.contributors and told(count) else None,
            affected if unit in families.measures["one"] and told(count) else None,
        )
        for unit, (count, affected) in zip(units, totals, strict=True)
    )


def _totals(shape: Shape, own: Counts) -> list[tuple[int, int]]:
    totals = list(own)
    for unit in range(len(shape) - 1, 0, -1):
        above = shape[unit]
        totals[above] = (totals[above][0] + totals[unit][0], totals[above][1] + totals[unit][1])
    return totals
