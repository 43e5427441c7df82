"""The largest safe family as an integer program, solved by HiGHS: another way to the same number.

For every unit: x = 1 when it is published, z = 1 when it is published and its remainder is empty, and for
each of people, affected and unaffected the count h that it hands up. What a unit could close is g = own +
what its children hand up, which is linear in h. Published: h = 0 and g is empty (z) or above the needs.
Withheld: h = g.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array


def largest_by_integer_programming(
    parents: Mapping[str, str | None],
    people: Mapping[str, int],
    affected: Mapping[str, int],
    need_people: int,
    need_side: int,
    *,
    largest_first: bool = False,
) -> frozenset[str]:
    """A safe family with the most units and, of these, the greatest sum of depths; or, `largest_first`, with
    the most units of depth 0 and, of these, of depth 1, and so on (a program for each depth)."""
    units = list(parents)
    place = {unit: number for number, unit in enumerate(units)}
    children: dict[str, list[str]] = {unit: [] for unit in units}
    depth = {}
    for unit in units:
        above, depth[unit] = parents[unit], 0
        if above is not None:
            children[above].append(unit)
        while above is not None:
            above, depth[unit] = parents[above], depth[unit] + 1
    own = [people, affected, {unit: people[unit] - affected[unit] for unit in units}]
    needs = [need_people, need_side, need_side]
    size = len(units)

    totals = [dict(counts) for counts in own]
    for unit in sorted(units, key=depth.__getitem__, reverse=True):
        for counts in totals:
            if parents[unit] is not None:
                counts[parents[unit]] += counts[unit]

    def x(unit: str) -> int:
        return place[unit]

    def z(unit: str) -> int:
        return size + place[unit]

    def h(kind: int, unit: str) -> int:
        return (2 + kind) * size + place[unit]

    entries: list[tuple[int, int, float]] = []
    lows: list[float] = []
    highs: list[float] = []

    def constrain(terms: list[tuple[int, float]], low: float, high: float) -> None:
        entries.extend((len(lows), column, weight) for column, weight in terms)
        lows.append(low)
        highs.append(high)

    for unit in units:
        constrain([(z(unit), 1), (x(unit), -1)], -np.inf, 0)
        for kind in range(3):
            most = totals[kind][unit]
            g = [(h(kind, child), 1.0) for child in children[unit]]
            minus_g = [(column, -weight) for column, weight in g]
            base = own[kind][unit]
            constrain([(h(kind, unit), 1), *minus_g], -np.inf, base)  # h <= g
            constrain([(h(kind, unit), 1), *minus_g, (x(unit), most)], base, np.inf)  # h >= g - most x
            constrain([(h(kind, unit), 1), (x(unit), most)], -np.inf, most)  # h <= most (1 - x)
            constrain(
                [*g, (x(unit), -needs[kind]), (z(unit), needs[kind])], -base, np.inf
            )  # g >= need (x - z)
        everyone = [(h(0, child), 1.0) for child in children[unit]]
        # g <= most (1 - z): the remainder closed is empty
        constrain([*everyone, (z(unit), totals[0][unit])], -np.inf, totals[0][unit] - own[0][unit])

    rows, columns, weights = zip(*entries, strict=True)
    matrix = coo_array((weights, (rows, columns)), shape=(len(lows), 5 * size)).tocsr()
    if largest_first:
        stages = [[float(depth[unit] == level) for unit in units] for level in range(max(depth.values()) + 1)]
    else:
        one_unit = sum(depth.values()) + 1
        stages = [[one_unit + depth[unit] for unit in units]]
    upper = np.ones(5 * size)
    upper[2 * size :] = [counts[unit] for counts in totals for unit in units]
    whole = np.zeros(5 * size)
    whole[: 2 * size] = 1
    constraints = [LinearConstraint(matrix, lows, highs)]
    for stage in stages:
        gain = np.zeros(5 * size)
        gain[:size] = stage
        solved = milp(
            -gain,
            integrality=whole,
            bounds=Bounds(np.zeros(5 * size), upper),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "time_limit": 120.0},
        )
        assert solved.status == 0, solved.message
        constraints.append(LinearConstraint(gain, round(-solved.fun) - 0.5, np.inf))
    return frozenset(unit for unit in units if solved.x[x(unit)] > 0.5)
