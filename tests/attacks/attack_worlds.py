"""Small organisations to attack: simulated once for all the tests, or written down by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from benchmarks.attacks.organisations import WINDOWS, History, simulate
from benchmarks.attacks.tables import Tables, havre
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy

POLICY = Policy()
FORMER = Policy(version=1)
SIZES = (35, 90, 150, 260, 420, 700, 1200)


@cache
def organisations() -> tuple[History, ...]:
    """A few organisations, small and middling."""
    return tuple(simulate(size, 100 + number) for number, size in enumerate(SIZES))


@cache
def released(number: int, policy: Policy = POLICY) -> Tables:
    """What is released of one of them."""
    return havre(organisations()[number], policy)


def by_hand(
    parents: Mapping[str, str | None], people: Mapping[str, int], affected: Mapping[str, int]
) -> History:
    """So many people directly in each unit, of whom so many declare the first measure; the same in every
    window."""
    hierarchy = Hierarchy(parents)
    units = [hierarchy.positions[unit] for unit, count in people.items() for _ in range(count)]
    answers = [
        int(number < affected.get(unit, 0)) for unit, count in people.items() for number in range(count)
    ]
    here = np.ones((WINDOWS, len(units)), dtype=np.bool_)
    told = np.tile(np.array(answers, dtype=np.uint16), (WINDOWS, 1))
    return History(1, hierarchy, np.array(units, dtype=np.int64), here, here, told)
