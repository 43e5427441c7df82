"""Organisations to try a release on: drawn by Hypothesis for the laws, or simulated from a seed for the
rates."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st
from release_checker import THE_TWELVE

from reporting.hierarchy import Hierarchy


@dataclass(frozen=True)
class World:
    """A hierarchy, and in each unit itself how many took part and how many of them declared the measure."""

    hierarchy: Hierarchy
    people: dict[str, int]
    affected: dict[str, int]


@st.composite
def worlds(draw, most_units=8, most_people=6, roots=1):
    """Trees of every shape (a late parent makes a chain, an early one a star), with many empty units."""
    size = draw(st.integers(1, most_units))
    names = draw(st.permutations([f"u{number:03d}" for number in range(size)]))
    parents: dict[str, str | None] = {}
    for place, name in enumerate(names):
        above = draw(st.integers(0, place - 1)) if place >= roots else None
        parents[name] = None if above is None else names[above]
    people = {name: draw(st.integers(0, most_people)) for name in names}
    affected = {name: draw(st.integers(0, people[name])) for name in names}
    return World(Hierarchy(parents), people, affected)


def simulated(seed: int, units: int, crowd: float = 12.0, rate: float = 0.3, shape: str = "mixed") -> World:
    """An organisation of so many units, about `crowd` contributors in each, of whom about `rate` are
    affected."""
    draw = random.Random(seed)
    parents: dict[str, str | None] = {"u0": None}
    for number in range(1, units):
        above = {
            "mixed": draw.randrange(number)
            if draw.random() < 0.3
            else max(0, number - 1 - draw.randrange(4)),
            "random": draw.randrange(number),
            "chain": number - 1,
            "star": 0,
            "wide": (number - 1) // 8,
        }[shape]
        parents[f"u{number}"] = f"u{above}"
    people = {unit: min(int(draw.expovariate(1 / crowd)), int(6 * crowd)) for unit in parents}
    affected = {unit: sum(draw.random() < rate for _ in range(count)) for unit, count in people.items()}
    return World(Hierarchy(parents), people, affected)


def contributions_of(seed: int, world: World) -> list[tuple[str, str, str]]:
    """A contribution list with the world's people; each declares each measure at its own rate, some declare
    nothing."""
    draw = random.Random(seed)
    rates = {measure: draw.choice((0.03, 0.1, 0.3, 0.6, 0.9)) for measure in THE_TWELVE}
    rows = []
    for unit, count in world.people.items():
        for number in range(count):
            contributor = f"{unit}-{number}"
            rows.append((contributor, unit, "contributors"))
            rows.extend((contributor, unit, slug) for slug, rate in rates.items() if draw.random() < rate)
    draw.shuffle(rows)
    return rows
