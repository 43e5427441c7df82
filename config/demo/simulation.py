"""What the people of the simulated organisation declare: drawn by chance from a story, the same for the
same seed.

The story, so that there is something to read: after the fourth window the call centre's planning is
reorganised, and in that branch the intensity of work rises and autonomy falls; in the southern warehouse a
team that had been taken apart is put together again, and the support of colleagues grows from window to
window. Everything else only wavers. No figure here is that of any real place; the shares are chosen to be
believable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from signals.contributions.measures import Dimension, Measure, Pole

PAST_WINDOWS = 6
"""How many windows are over when the demo begins; another is under way."""

REORGANISED_AFTER = 4
"""The first window (from 0) after the call centre's planning was changed."""

HEADCOUNT: Mapping[str, int] = {
    "nord-quais-jour": 62,
    "nord-quais-nuit": 48,
    "nord-preparation": 84,
    "sud-reception": 54,
    "sud-preparation": 76,
    "conduite": 78,
    "planification": 17,
    "plateau-particuliers": 86,
    "plateau-professionnels": 64,
    "reclamations": 49,
    "agence-ouest": 46,
    "agence-est": 44,
    "informatique": 92,
    "maintenance": 53,
    "ressources-humaines": 21,
    "finances": 47,
    "achats": 43,
}
"""How many people work in each unit that has no unit under it (managers are counted with their teams):
about 960.
"""

_SOUTH = frozenset({"sud-reception", "sud-preparation"})
_WAREHOUSES = _SOUTH | {"nord-quais-jour", "nord-quais-nuit", "nord-preparation"}
_CALLS = frozenset({"plateau-particuliers", "plateau-professionnels", "reclamations"})
_FACING_PEOPLE = _CALLS | {"agence-ouest", "agence-est"}

_SHARES: Mapping[tuple[Dimension, Pole], float] = {
    (Dimension.INTENSITY, Pole.RISK): 0.34,
    (Dimension.EMOTIONAL_DEMANDS, Pole.RISK): 0.20,
    (Dimension.AUTONOMY, Pole.RISK): 0.22,
    (Dimension.SOCIAL_RELATIONS, Pole.RISK): 0.18,
    (Dimension.VALUE_CONFLICT, Pole.RISK): 0.17,
    (Dimension.INSECURITY, Pole.RISK): 0.15,
    (Dimension.INTENSITY, Pole.RESOURCE): 0.16,
    (Dimension.EMOTIONAL_DEMANDS, Pole.RESOURCE): 0.14,
    (Dimension.AUTONOMY, Pole.RESOURCE): 0.27,
    (Dimension.SOCIAL_RELATIONS, Pole.RESOURCE): 0.33,
    (Dimension.VALUE_CONFLICT, Pole.RESOURCE): 0.20,
    (Dimension.INSECURITY, Pole.RESOURCE): 0.15,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated person: a number without meaning, and the unit they work in."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What `person` agreed to have counted in the window number `window` (0 is the oldest).

    `moment` is how far into the window, from 0 to 1: it orders the draw and is never stored.
    """

    person: Person
    window: int
    moment: float
    measures: frozenset[Measure]


def people() -> tuple[Person, ...]:
    """Everybody in the simulated organisation."""
    units = [unit for unit, headcount in HEADCOUNT.items() for _ in range(headcount)]
    return tuple(Person(number, unit) for number, unit in enumerate(units))


def declarations(window: int, seed: int = 2026) -> Iterator[Declaration]:
    """The declarations of one window, in the order of their moments; some people come twice."""
    draw = Random(f"{seed} {window}")
    drawn: list[Declaration] = []
    for person in people():
        if draw.random() >= _participation(window):
            continue
        for _ in range(1 + (draw.random() < 0.15)):
            measures = frozenset(
                Measure(dimension, pole)
                for dimension, pole in _SHARES
                if draw.random() < share(person.unit, window, dimension, pole)
            )
            drawn.append(Declaration(person, window, draw.random(), measures))
    return iter(sorted(drawn, key=lambda declaration: declaration.moment))


def share(unit: str, window: int, dimension: Dimension, pole: Pole) -> float:
    """The chance that somebody of `unit` who takes part in `window` declares the measure."""
    chance = _SHARES[dimension, pole]
    measure = (dimension, pole)
    if measure == (Dimension.INTENSITY, Pole.RISK) and unit in _WAREHOUSES:
        chance += 0.08
    if measure == (Dimension.EMOTIONAL_DEMANDS, Pole.RISK) and unit in _FACING_PEOPLE:
        chance += 0.18
    if measure == (Dimension.AUTONOMY, Pole.RESOURCE) and unit == "informatique":
        chance += 0.20
    if unit in _CALLS and window >= REORGANISED_AFTER:
        chance += {
            (Dimension.INTENSITY, Pole.RISK): 0.34,
            (Dimension.AUTONOMY, Pole.RISK): 0.24,
            (Dimension.AUTONOMY, Pole.RESOURCE): -0.14,
        }.get(measure, 0.0)
    if measure == (Dimension.SOCIAL_RELATIONS, Pole.RESOURCE) and unit in _SOUTH:
        # From 0.23 in the first window to 0.68 in the last that is over.
        chance += -0.10 + 0.09 * min(window, PAST_WINDOWS - 1)
    return chance


def _participation(window: int) -> float:
    """More people take part as the first figures are discussed: from 30 % to 45 %."""
    return 0.30 + 0.03 * min(window, PAST_WINDOWS - 1)
