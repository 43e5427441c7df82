"""Attack 3: the people who declared one measure and not another.

**Who**: anyone who reads the figures; of Havre, a thief of the releases store.
**What he computes**: of every group and every two measures, how many declared both, one, the other, neither.
The figures of each measure alone leave an interval (the Fréchet bounds, which are exact: every number in
between is that of some possible organisation). He claims a number of 1 to k - 1 people that is the only one
left. Of Havre he also tries the conjunctions of three measures, declared or not.
**Why the naive rule falls**: it has filters, and answers every question about k people or more. "Declared
both" may be asked where 30 did, and taken away from the 33 who declared the one: 3 people.
**Why Havre does not**: it answers no question about two measures, and t + c people on each side of each
measure keep every interval at least t + c wide. He tries the groups shown for both measures, and what
subtraction leaves of them.
**A stronger assumption**: that he knows each measure's answer of some colleagues is attack 5's. That
measures go together in this trade gives a guess and no proof.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from benchmarks.attacks.claims import Claims, claims
from benchmarks.attacks.organisations import MEASURES, WINDOWS, Flags, History, Ints
from benchmarks.attacks.tables import Tables, totals

PAIRS = tuple(combinations(range(1, 1 + MEASURES), 2))
_FIRST = np.array([first for first, _ in PAIRS])
_SECOND = np.array([second for _, second in PAIRS])
_TRIPLES = np.array(
    [
        [measure + MEASURES * side for measure, side in zip(three, sides, strict=True)]
        for three in combinations(range(MEASURES), 3)
        for sides in product((0, 1), repeat=3)
    ]
)
"""Three of the 24 literals (a measure declared, then not declared), of three different measures."""


def both(history: History) -> Ints:
    """[window, pair, unit]: how many people of each unit, and of all under it, declared both measures."""
    counted = np.zeros((WINDOWS, len(PAIRS), len(history.hierarchy)), dtype=np.int64)
    for window in range(WINDOWS):
        here = np.flatnonzero(history.took_part[window])
        here = here[np.argsort(history.unit[here], kind="stable")]
        if not len(here):
            continue
        bits = history.answers[window, here, None] >> np.arange(MEASURES, dtype=np.uint16) & 1
        units, starts = np.unique(history.unit[here], return_index=True)
        together = (bits[:, _FIRST - 1] & bits[:, _SECOND - 1]).astype(np.int32)
        counted[window][:, units] = np.add.reduceat(together, starts, axis=0).T
    return totals(history.hierarchy, counted)


def with_filters(history: History, tables: Tables, k: int) -> Claims:
    """The control: the same groups, and a filter by two measures that answers from k people up."""
    answer = both(history)
    people, first, second = tables.figures[:, :1], tables.figures[:, _FIRST], tables.figures[:, _SECOND]
    answered = answer >= k
    low = np.where(answered, answer, np.maximum(0, first + second - people))
    high = np.where(answered, answer, np.minimum(np.minimum(first, second), k - 1))
    shown = tables.shown[:, _FIRST] & tables.shown[:, _SECOND]
    exact = shown & (low == high)
    small = _small(low, k) | _small(first - low, k) | _small(second - low, k)
    small |= _small(people - first - second + low, k)
    return claims(exact & small, low == answer)


def from_margins(history: History, tables: Tables, k: int) -> Claims:
    """Havre: two measures, and three, from the figures of each alone."""
    found = Claims()
    people = np.broadcast_to(tables.figures[:, :1], tables.figures.shape)[:, _FIRST]
    shown = tables.shown[:, _FIRST] & tables.shown[:, _SECOND]
    common = Tables(tables.hierarchy, shown, people)
    for heads, first, second in (
        (people, tables.figures[:, _FIRST], tables.figures[:, _SECOND]),
        (
            common.remainders,
            common.left_of(tables.figures[:, _FIRST]),
            common.left_of(tables.figures[:, _SECOND]),
        ),
    ):
        low, high = np.maximum(0, first + second - heads), np.minimum(first, second)
        small = _small(low, k) | _small(first - low, k) | _small(second - low, k)
        small |= _small(heads - first - second + low, k)
        claimed = shown & (low == high) & small
        if claimed.any():
            found += claims(claimed, low == both(history))
    return found + _three(tables, k)


def _three(tables: Tables, k: int) -> Claims:
    """Three measures at once, each declared or not. What it claims counts as so: there is no truth to look
    at where nothing is claimed, and a claim stops Havre's column from being 0 in any case."""
    made = 0
    for shown, figures in zip(tables.shown, tables.figures.astype(np.int32), strict=True):
        units = shown[1:].any(axis=0)
        people = figures[0, units]
        sides = np.concatenate([figures[1:, units], people - figures[1:, units]])
        usable = np.concatenate([shown[1:, units], shown[1:, units]])
        for group in np.array_split(_TRIPLES, 1 + len(_TRIPLES) * len(people) // 200_000):
            one, two, three = (sides[group[:, place]] for place in range(3))
            low = np.maximum(0, one + two + three - 2 * people)
            exact = (low == np.minimum(np.minimum(one, two), three)) & _small(low, k)
            if exact.any():
                made += int(np.count_nonzero(exact & usable[group].all(axis=1)))
    return Claims(made)


def _small(count: Ints, k: int) -> Flags:
    return (count >= 1) & (count < k)
