"""The units of an organisation and who belongs to whom: one tree, or several side by side.

Everything that walks the tree follows one order that depends on the units alone and not on the file or the
mapping they came from, so that a release never depends on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType


class HierarchyError(ValueError):
    """The units do not form a hierarchy; the message is a whole sentence, `units` names the units at
    fault."""

    def __init__(self, sentence: str, units: tuple[str, ...] = ()) -> None:
        """Keep the units at fault beside the sentence, for whoever knows where they are written."""
        super().__init__(sentence)
        self.units = units


class NoUnits(HierarchyError):
    """There is nothing to release about: the hierarchy names no unit."""


class UnknownParent(HierarchyError):
    """A unit (`units[0]`) is placed under one that does not exist."""


class UnitsInACircle(HierarchyError):
    """Units are each placed under the next (`units`, in that order), and so under themselves."""


@dataclass(frozen=True)
class Hierarchy:
    """Units, each under one parent or under none (a root).

    Several roots are allowed: each is its own tree. Nobody is in two trees, so a figure of one says nothing
    of another and they can be released side by side. Raises HierarchyError when a parent is unknown, when
    units go round in a circle or when there is no unit.
    """

    parents: Mapping[str, str | None]
    units: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """Every unit, parents before their children: by depth, then by name."""
    depths: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The depth of each of `units`; a root has depth 0."""
    parent_positions: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """Where the parent of each of `units` stands in `units`; -1 for a root."""

    def __post_init__(self) -> None:
        """Check the parents and work out the order."""
        parents = dict(self.parents)
        depth_of = _depths(parents)
        units = sorted(parents, key=lambda unit: (depth_of[unit], unit))
        position = {unit: index for index, unit in enumerate(units)}
        above = (parents[unit] for unit in units)
        object.__setattr__(self, "parents", MappingProxyType(parents))
        object.__setattr__(self, "units", tuple(units))
        object.__setattr__(self, "depths", tuple(depth_of[unit] for unit in units))
        object.__setattr__(
            self, "parent_positions", tuple(-1 if parent is None else position[parent] for parent in above)
        )

    def __hash__(self) -> int:
        """Equal hierarchies have equal hashes; the mapping itself has none."""
        return hash(frozenset(self.parents.items()))

    def __len__(self) -> int:
        """How many units it has."""
        return len(self.units)

    def __contains__(self, unit: object) -> bool:
        """Whether `unit` is one of its units."""
        return unit in self.parents

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each unit stands in `units`."""
        return MappingProxyType({unit: index for index, unit in enumerate(self.units)})

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The units that are under no other, by name."""
        return tuple(unit for unit in self.units if self.parents[unit] is None)

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {unit: [] for unit in self.units}
        for unit in self.units:
            parent = self.parents[unit]
            if parent is not None:
                below[parent].append(unit)
        return {unit: tuple(children) for unit, children in below.items()}

    def children(self, unit: str) -> tuple[str, ...]:
        """The units directly under `unit`, by name; KeyError when it does not exist."""
        return self._children[unit]

    def depth(self, unit: str) -> int:
        """How many units stand above `unit`; KeyError when it does not exist."""
        return self.depths[self.positions[unit]]

    def ancestors(self, unit: str) -> Iterator[str]:
        """The units above `unit`, the nearest first, without itself; KeyError when it does not exist."""
        parent = self.parents[unit]
        while parent is not None:
            yield parent
            parent = self.parents[parent]

    def subtree(self, unit: str) -> Iterator[str]:
        """`unit` and everything under it, parents before their children; KeyError when it does not
        exist."""
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(reversed(self._children[current]))


def _depths(parents: Mapping[str, str | None]) -> dict[str, int]:
    """The depth of every unit, or the HierarchyError that says why there is none."""
    if not parents:
        raise NoUnits("The hierarchy has no unit; name at least one.")
    depth_of: dict[str, int] = {}
    for start in parents:
        path: dict[
            str, None
        ] = {}  # insertion order is the climb; a dict so that meeting oneself is found at once
        unit: str | None = start
        while unit is not None and unit not in depth_of:
            if unit in path:
                raise _circle(list(path), unit)
            path[unit] = None
            parent = parents[unit]
            if parent is not None and parent not in parents:
                sentence = f"The unit '{unit}' is placed under '{parent}', which is not a unit."
                raise UnknownParent(sentence, (unit, parent))
            unit = parent
        depth = -1 if unit is None else depth_of[unit]
        for climbed in reversed(path):
            depth += 1
            depth_of[climbed] = depth
    return depth_of


_NAMED_IN_A_CIRCLE = 6


def _circle(climb: list[str], met_again: str) -> UnitsInACircle:
    circle = climb[climb.index(met_again) :]
    # The same circle is told the same way whatever unit the climb began at.
    first = circle.index(min(circle))
    circle = circle[first:] + circle[:first]
    if len(circle) == 1:
        return UnitsInACircle(f"The unit '{circle[0]}' is placed under itself.", (circle[0],))
    named = [f"'{unit}'" for unit in circle[:_NAMED_IN_A_CIRCLE]]
    if len(circle) > _NAMED_IN_A_CIRCLE:
        named.append("...")
    chain = " under ".join([*named, f"'{circle[0]}'"])
    return UnitsInACircle(f"Units are placed in a circle: {chain}.", tuple(circle))
