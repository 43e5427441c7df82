"""Disclosure control: which groups can be published so that no subtraction singles out too few people.

**The rule.** Units form a tree. Once some units are published with exact counts, a reader can subtract:
each published unit, less the published units nearest below it, leaves a *remainder* (the people of its
subtree, its own direct contributors included, whom no published unit below covers). Sums of remainders are
all that exact counts tell, so it is the remainders that must be safe. A remainder is *safe* when nobody
took part in it, or when it holds enough people and enough on each side of the measure (`Need`). What lies
above the topmost published units is in no published figure and is free. A set of published units with only
safe remainders is a *safe family*.

**The choice.** Among all safe families, `choose` returns one that loses least: each unit that is withheld
costs its loss (reporting/worth.py), and the losses add up.

**The method** is exact dynamic programming, from the leaves to the roots. What the part of the tree above a
unit needs to know of the part below is only the remainder handed up to it: the people under the unit whom
nothing published there covers. Counts beyond the thresholds change nothing, so they are capped, which
leaves a fixed number of states; for each we keep the smallest loss. A unit may be published when the
remainder it would close is empty or safe, and then hands up nothing; or it may be withheld and hands up
everything. Fixed thresholds, fixed states: the time is linear in the number of units.

**States that need not be kept.** State s *dominates* s' when whatever can be published above with s' handed
up can also be published with s handed up; then s' can go if its loss is not smaller. Three facts, each by
looking at the only remainder which the handed-up people fall into (it is closed by one unit above, or it is
free):

1. Between non-empty states, s dominates s' when it has at least as many people and as many on each side.
   The remainder with s' was not empty, so it was safe, and adding people on any side leaves it safe.
2. The safe state (all three capped) dominates every state, the empty one included: with it the remainder
   is safe whatever else falls into it.
3. The empty state is dominated by no other than the safe one, and dominates no other: only with it can a
   unit close an empty remainder, and it brings nobody towards a threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeAlias

from reporting.hierarchy import Hierarchy
from reporting.worth import most_groups


@dataclass(frozen=True, slots=True)
class Need:
    """How many people a remainder must hold to be published, if it holds any.

    `people` in all (at least 1) and `side` on each side of the measure: those who declared it and those who
    did not. A `side` of 0 asks nothing of the sides: the need of the contributors' own family.
    """

    people: int
    side: int

    def __post_init__(self) -> None:
        """Refuse thresholds under which an empty remainder would not be the only empty one."""
        if self.people < 1 or self.side < 0:
            raise ValueError("A remainder needs at least one person, and no fewer than none on a side.")

    def met_by(self, contributors: int, affected: int) -> bool:
        """Whether a remainder of `contributors` people, of whom `affected` declared the measure, is
        safe."""
        if contributors == 0:
            return True
        return contributors >= self.people and self.side <= affected <= contributors - self.side


@dataclass(frozen=True, slots=True)
class Tally:
    """How many distinct people counted in each unit itself, its sub-units left out, in the order of
    `Hierarchy.units`: all contributors, and those who declared each measure."""

    contributors: Sequence[int]
    affected: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Families:
    """What may be published: the units whose contributors are, and for each measure those whose affected
    are."""

    contributors: frozenset[str]
    measures: Mapping[str, frozenset[str]]


Losses: TypeAlias = "Callable[[str | None], Sequence[int]]"
"""Gives the loss of each unit, in the order of `Hierarchy.units`, for a measure's slug or (None) the
contributors."""


def choose_families(
    hierarchy: Hierarchy, tally: Tally, contributors: Need, measure: Need, losses: Losses | None = None
) -> Families:
    """The contributors' family first, then for each measure the best safe family among its subsets.

    `contributors` is the need of the first (its `side` is 0), `measure` that of the others. Without `losses`
    the most groups are published. Pure.
    """
    losing = _most_groups_of(hierarchy) if losses is None else losses
    whole = Forest(hierarchy.parent_positions)
    withheld = choose(whole, losing(None), tally.contributors, [0] * len(whole), contributors).withheld
    published = [True] * len(whole)
    for position in withheld:
        published[position] = False
    units = [unit for unit, shown in zip(hierarchy.units, published, strict=True) if shown]
    # A measure chooses among the published units only, so the others are folded, once, into the remainders
    # they fall in.
    folded, home = whole.fold(published)
    people = _gather(tally.contributors, home, len(folded))
    families = {}
    for slug, affected in tally.affected.items():
        kept = set(units)
        lost = list(compress(losing(slug), published))
        chosen = choose(folded, lost, people, _gather(affected, home, len(folded)), measure)
        kept.difference_update(units[position] for position in chosen.withheld)
        families[slug] = frozenset(kept)
    return Families(frozenset(units), families)


def safe_family(
    hierarchy: Hierarchy,
    contributors: Mapping[str, int],
    affected: Mapping[str, int],
    need: Need,
    allowed: Collection[str] | None = None,
    *,
    losses: Sequence[int] | None = None,
) -> frozenset[str]:
    """The best safe family of one measure among the `allowed` units (all of them when None).

    `contributors` and `affected` count the people directly in each unit (a unit left out has none). Without
    `losses` (in the order of `Hierarchy.units`) the most groups are published.
    """
    whole = Forest(hierarchy.parent_positions)
    permitted = frozenset(hierarchy.units if allowed is None else allowed)
    kept = [unit in permitted for unit in hierarchy.units]
    folded, home = whole.fold(kept)
    lost = list(compress(most_groups(hierarchy.depths) if losses is None else losses, kept))
    units = [unit for unit in hierarchy.units if unit in permitted]
    people = _gather([contributors.get(unit, 0) for unit in hierarchy.units], home, len(folded))
    declared = _gather([affected.get(unit, 0) for unit in hierarchy.units], home, len(folded))
    withheld = choose(folded, lost, people, declared, need).withheld
    return frozenset(units).difference(units[position] for position in withheld)


def remainders(hierarchy: Hierarchy, counts: Mapping[str, int], family: Collection[str]) -> dict[str, int]:
    """Of each published unit, how many of `counts` (people directly in each unit) no published unit below
    covers."""
    published = frozenset(family)
    folded, home = Forest(hierarchy.parent_positions).fold([unit in published for unit in hierarchy.units])
    left = _gather([counts.get(unit, 0) for unit in hierarchy.units], home, len(folded))
    return dict(zip((unit for unit in hierarchy.units if unit in published), left, strict=True))


@dataclass(frozen=True, slots=True)
class Forest:
    """A hierarchy by positions: parents stand before their children, -1 is above a root."""

    parents: Sequence[int]

    def __len__(self) -> int:
        """How many units it holds."""
        return len(self.parents)

    def fold(self, kept: Sequence[bool]) -> tuple[Forest, list[int]]:
        """Keep some positions, each under the nearest kept one above it.

        Also returns, for every old position, the new position it falls into; -1 when none above it is kept.
        """
        parents: list[int] = []
        home: list[int] = []
        for parent, keep in zip(self.parents, kept, strict=True):
            above = -1 if parent < 0 else home[parent]
            home.append(len(parents) if keep else above)
            if keep:
                parents.append(above)
        return Forest(parents), home


def _most_groups_of(hierarchy: Hierarchy) -> Losses:
    losses = most_groups(hierarchy.depths)
    return lambda _column: losses


def _gather(counts: Sequence[int], home: Sequence[int], size: int) -> list[int]:
    gathered = [0] * size
    for count, position in zip(counts, home, strict=True):
        if count and position >= 0:
            gathered[position] += count
    return gathered


@dataclass(frozen=True, slots=True)
class Choice:
    """The positions withheld (all others are published) and how much work the choice took.

    `steps` counts the units visited and the pairs of states weighed: a measure of time which no clock
    disturbs.
    """

    withheld: list[int]
    steps: int


_Trace: TypeAlias = "int | tuple[_Trace, _Trace] | None"
"""The positions withheld to come to a state, as a tree: shared between states, unfolded once at the end."""

_Option: TypeAlias = tuple[int, int, _Trace]
"""A loss, the state it leads to, and how."""

_Frontier: TypeAlias = list[_Option]
"""The states worth keeping, none dominated at no greater loss by another, from the smallest loss up."""


def choose(
    forest: Forest,
    losses: Sequence[int],
    contributors: Sequence[int],
    affected: Sequence[int],
    need: Need,
) -> Choice:
    """The positions to withhold so that all others make a safe family, at the least loss (see the top of this
    file)."""
    states = _States(need)
    empty, safe = states.empty, states.safe
    people, declared = list(contributors), list(affected)
    handed_up: list[_Frontier | None] = [None] * len(forest)
    withheld: list[int] = []
    steps = len(forest)
    for position in range(len(forest) - 1, -1, -1):
        parent = forest.parents[position]
        options = handed_up[position]
        handed_up[position] = None
        own = states.of(people[position], declared[position])
        if options is None:
            # Nothing below leaves a choice: what is left here is known exactly.
            if own == empty:
                continue
            if own != safe:
                withheld.append(position)
                if parent >= 0:
                    people[parent] += people[position]
                    declared[parent] += declared[position]
                continue
            options = [(0, empty, None), (losses[position], safe, position)]
        else:
            if own != empty:
                steps += len(options)
                options = states.combine(options, [(0, own, None)])
            closed = states.close(options, position, losses[position])
            if closed is None:
                withheld.append(position)
            else:
                options = closed
        if parent < 0:
            withheld.extend(
                _unfold(options[0][2])
            )  # what is handed up from a root is free: only the loss matters
            continue
        siblings = handed_up[parent]
        if siblings is None:
            handed_up[parent] = options
        else:
            steps += len(options) * len(siblings)
            handed_up[parent] = states.combine(siblings, options)
    return Choice(withheld, steps)


class _States:
    """The capped remainders, as numbers, for one need.

    A remainder is written as what it lacks: people, affected, unaffected, in mixed radix. So 0 lacks
    nothing and is the safe state, the greatest number lacks everything and is the empty one, and a state
    that dominates another has a smaller number (the converse does not hold: see `dominates`).
    """

    __slots__ = ("_radix", "_sums", "empty", "need", "safe")

    def __init__(self, need: Need) -> None:
        self.need = need
        self._radix = need.side + 1
        self.safe = 0
        self.empty = (need.people + 1) * self._radix * self._radix - 1
        self._sums: dict[tuple[int, int], int] = {}

    def of(self, contributors: int, affected: int) -> int:
        """The state of a remainder of so many people, of whom so many declared the measure."""
        people, side = self.need.people, self.need.side
        lacking = people - contributors if contributors < people else 0
        affected_lacking = side - affected if affected < side else 0
        unaffected = contributors - affected
        unaffected_lacking = side - unaffected if unaffected < side else 0
        return (lacking * self._radix + affected_lacking) * self._radix + unaffected_lacking

    def lacks(self, state: int) -> tuple[int, int, int]:
        """The people, the affected and the unaffected that `state` lacks."""
        rest, unaffected = divmod(state, self._radix)
        people, affected = divmod(rest, self._radix)
        return people, affected, unaffected

    def plus(self, one: int, other: int) -> int:
        """The state of two remainders that become one."""
        most = (self.need.people, self.need.side, self.need.side)
        total = 0
        radix = (1, self._radix, self._radix)
        for lack, other_lack, cap, width in zip(self.lacks(one), self.lacks(other), most, radix, strict=True):
            total = total * width + max(0, lack + other_lack - cap)
        return total

    def dominates(self, state: int, other: int) -> bool:
        """Whether `state` dominates another state (facts 1 to 3 above)."""
        if self.empty in (state, other):
            return state == self.safe
        people, affected, unaffected = self.lacks(state)
        other_people, other_affected, other_unaffected = self.lacks(other)
        return people <= other_people and affected <= other_affected and unaffected <= other_unaffected

    def combine(self, left: _Frontier, right: _Frontier) -> _Frontier:
        """What two parts of the tree hand up together: every sum of a state of each, at the sum of the
        losses."""
        sums, safe = self._sums, self.safe
        best: dict[int, tuple[int, int, _Trace, _Trace]] = {}
        ceiling: int | None = (
            None  # the loss at which the safe state is reached: it dominates all that costs more
        )
        least = right[0][0]
        for loss, state, trace in left:
            if ceiling is not None and loss + least >= ceiling:
                break
            for other_loss, other, other_trace in right:
                total = loss + other_loss
                if ceiling is not None and total >= ceiling:
                    break
                pair = (state, other)
                together = sums.get(pair)
                if together is None:
                    together = sums[pair] = self.plus(state, other)
                found = best.get(together)
                if found is None or total < found[0]:
                    best[together] = (total, together, trace, other_trace)
                if together == safe:
                    ceiling = total
                    break
        # The states are distinct, so a sort never compares traces; of equal losses, a dominating state
        # comes first.
        kept: _Frontier = []
        for total, together, trace, other_trace in sorted(best.values()) if len(best) > 1 else best.values():
            for _, state, _ in kept:
                if self.dominates(state, together):
                    break
            else:
                kept.append((total, together, _join(trace, other_trace)))
        return kept

    def close(self, options: _Frontier, position: int, cost: int) -> _Frontier | None:
        """What a unit hands up, published or withheld at a `cost`, when `options` are what it would close.

        None when it can be published in no case: then it hands up `options` as they are (that it is
        withheld costs the same whatever comes above, so the cost can be left out).
        """
        published: _Option | None = None
        closed: _Frontier = []
        for loss, state, trace in options:
            if state in (self.safe, self.empty) and published is None:
                published = (loss, self.empty, trace)
            if state != self.empty:  # empty and withheld is never better than empty and published
                closed.append((loss + cost, state, _join(position, trace)))
        if published is None:
            return None
        # The rest keep their order and their dominance; only where the new empty state stands among them
        # changes.
        place = sum(1 for option in closed if option[0] < published[0])
        closed.insert(place, published)
        return closed


def _join(one: _Trace, other: _Trace) -> _Trace:
    if one is None:
        return other
    if other is None:
        return one
    return (one, other)


def _unfold(trace: _Trace) -> list[int]:
    positions: list[int] = []
    waiting: list[_Trace] = [trace]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif part is not None:
            positions.append(part)
    return positions
