"""All the numbers that the groups of one remainder can have, exactly, as sets of whole numbers.

The part of a group in a remainder is the sum of its own people and of the groups in it; a rule may say which
numbers a group can have; the whole may be known. From the leaves up the possible sums are formed, from the
top down those that fit nowhere are left out. In a tree every number that is left is that of some world.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

Numbers = int
"""A set of numbers, as bits."""

EVERY: Numbers = -1
"""All of them."""


@dataclass(frozen=True)
class Node:
    """A group of a remainder: where the group around it stands (-1 at the top), the numbers that its own
    people can be, and those that it can hold in all."""

    above: int
    own: Numbers
    allowed: Numbers


@dataclass(frozen=True)
class Tree:
    """The groups of one remainder, each after the one around it; `total` where it is known."""

    nodes: tuple[Node, ...]
    total: int | None

    def values(self) -> tuple[list[Numbers], list[Numbers]]:
        """For each node the numbers that it can hold in all, and its own people can be, in some world."""
        size = len(self.nodes)
        parts: list[list[Numbers]] = [[node.own] for node in self.nodes]
        held = [0] * size
        for place in range(size - 1, -1, -1):
            held[place] = reduce(_sums, parts[place]) & self.nodes[place].allowed
            if self.nodes[place].above >= 0:
                parts[self.nodes[place].above].append(held[place])
        children: list[list[int]] = [[] for _ in self.nodes]
        for place in range(size - 1, 0, -1):
            children[self.nodes[place].above].append(place)  # in the order of `parts`
        final, own = list(held), [0] * size
        if self.total is not None:
            final[0] &= 1 << self.total
        for place in range(size):
            for number, part in enumerate(parts[place]):
                rest = reduce(_sums, parts[place][:number] + parts[place][number + 1 :], 1)
                possible = part & _differences(final[place], rest)
                if number:
                    final[children[place][number - 1]] = possible
                else:
                    own[place] = possible
        return final, own


def upto(most: int) -> Numbers:
    """The numbers from 0 to `most`."""
    return (1 << (most + 1)) - 1 if most >= 0 else 0


def _sums(one: Numbers, other: Numbers) -> Numbers:
    if one.bit_count() > other.bit_count():
        one, other = other, one
    found = 0
    while one:
        low = one & -one
        found |= other << (low.bit_length() - 1)
        one ^= low
    return found


def _differences(one: Numbers, other: Numbers) -> Numbers:
    """What added to a number of `other` gives one of `one`."""
    found = 0
    while other:
        low = other & -other
        found |= one >> (low.bit_length() - 1)
        other ^= low
    return found
