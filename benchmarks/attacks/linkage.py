"""Attack 9: the owner of the intake store puts two windows side by side.

**Who**: somebody who copied the open intake store in two windows, each time with the window's key (an
administrator, or a thief of two backups). He has no pass: those are in the browsers.
**What he holds**: (unit, tag, measure) rows of two windows.
**What he computes**: `same_tag`: one tag in both windows is one person, and that is a proof. `alike`: in
each unit, records of at least two answers that are more like each other than like any other record of the
unit, and this from both sides; a claim by resemblance, not a proof, counted when it is right.
**Why the naive rules fall**: a stable pseudonym is the same in both windows. A tag per window still ties the
answers of one person together, and people repeat themselves, so the records of two windows find each other.
**Why Havre does not**: a tag is made of the pass, the window's key *and the measure*: equal nowhere, and
every record holds one row, so that there is nothing to compare.
**A stronger assumption**: passes stolen from browsers with the open store's key give those people's rows.
And a row that is the only one of its measure in a unit, in both windows, may be guessed to be the same
person's: `lone_rows` counts how often that is right (second table); it ties no other answer to it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import WINDOWS, History, term_of
from reporting.cells import COLUMNS
from signals.contributions.credentials import PREPARED_BYTES, SIGNATURE_BYTES, Credential
from signals.contributions.tags import KEY_BYTES, contributor_tag
from signals.contributions.windows import FIRST_MONDAY, TERM_WEEKS, Window

MOST_PEOPLE = 250
"""So many people of one organisation at most, whole units of them, are looked at."""

Row = tuple[str, bytes, str]
Store = Mapping[Row, int]
"""The rows of one window; the value is the person, which the attacker does not see: the truth."""

Tag = Callable[[int, int, str, str], bytes]
"""(person, window, unit, measure) to the tag that a row carries."""


@dataclass(frozen=True)
class Copies:
    """The same two windows of an organisation under the three ways of tagging."""

    pseudonym: tuple[Store, Store]
    per_window: tuple[Store, Store]
    havre: tuple[Store, Store]


def copies(history: History) -> Copies:
    """What is copied: two windows in a row, some units."""
    draw = np.random.default_rng([history.seed, 9])
    window = int(draw.integers(0, WINDOWS - 1))
    people: list[int] = []
    for unit in draw.permutation(len(history.hierarchy)):
        members = np.flatnonzero(history.unit == unit)
        if len(people) + len(members) <= MOST_PEOPLE:
            people += members.tolist()
    keys = [draw.bytes(KEY_BYTES) for _ in range(WINDOWS)]

    def havre(person: int, number: int, unit: str, measure: str) -> bytes:
        return contributor_tag(keys[number], _credential(history, person, number, unit), measure)

    ways: tuple[Tag, ...] = (
        lambda person, number, unit, measure: _digest(person),
        lambda person, number, unit, measure: _digest(person, keys[number]),
        havre,
    )
    pseudonym, per_window, ours = (
        (_store(history, people, window, tag), _store(history, people, window + 1, tag)) for tag in ways
    )
    return Copies(pseudonym, per_window, ours)


def same_tag(stores: tuple[Store, Store]) -> Claims:
    """Links that are proved: a tag that both windows hold."""
    first, second = ({tag: person for (_, tag, _), person in store.items()} for store in stores)
    both = first.keys() & second.keys()
    return Claims(len(both), sum(first[tag] != second[tag] for tag in both))


def alike(stores: tuple[Store, Store]) -> tuple[int, int]:
    """Links claimed by resemblance among the others of the unit, and how many are right."""
    first, second = (_records(store) for store in stores)
    made = right = 0
    for unit in first.keys() & second.keys():
        early, late = first[unit], second[unit]
        if len(early) < 2 or len(late) < 2:
            continue
        far = np.array([[len(one ^ other) for other, _ in late] for one, _ in early])
        for row, column in enumerate(far.argmin(axis=1).tolist()):
            best = far[row, column]
            alone = np.count_nonzero(far[row] == best) == 1 and np.count_nonzero(far[:, column] <= best) == 1
            if alone and len(early[row][0] & late[column][0]) >= 2:
                made += 1
                right += early[row][1] == late[column][1]
    return made, right


def lone_rows(stores: tuple[Store, Store]) -> tuple[int, int]:
    """Rows alone of their measure in their unit in both windows, and how often one person wrote both."""
    alone = []
    for store in stores:
        rows: dict[tuple[str, str], list[int]] = {}
        for (unit, _, measure), person in store.items():
            rows.setdefault((unit, measure), []).append(person)
        crowd = Counter(
            {unit: len(people) for (unit, measure), people in rows.items() if measure == COLUMNS[0]}
        )
        alone.append(
            {
                place: people[0]
                for place, people in rows.items()
                if len(people) == 1 and crowd[place[0]] > 1 and place[1] != COLUMNS[0]
            }
        )
    both = alone[0].keys() & alone[1].keys()
    return len(both), sum(alone[0][place] == alone[1][place] for place in both)


def _records(store: Store) -> dict[str, list[tuple[frozenset[str], int]]]:
    """Of each unit, the sets of answers that carry one tag."""
    held: dict[tuple[str, bytes], tuple[set[str], int]] = {}
    for (unit, tag, measure), person in store.items():
        held.setdefault((unit, tag), (set(), person))[0].add(measure)
    records: dict[str, list[tuple[frozenset[str], int]]] = {}
    for (unit, _), (answers, person) in held.items():
        records.setdefault(unit, []).append((frozenset(answers - {COLUMNS[0]}), person))
    return records


def _store(history: History, people: list[int], window: int, tag: Tag) -> Store:
    rows: dict[Row, int] = {}
    for person in people:
        if not history.took_part[window, person]:
            continue
        unit = history.hierarchy.units[int(history.unit[person])]
        declared = int(history.answers[window, person])
        for number, measure in enumerate(COLUMNS):
            if number == 0 or declared >> (number - 1) & 1:
                rows[unit, tag(person, window, unit, measure), measure] = person
    return rows


def _credential(history: History, person: int, window: int, unit: str) -> Credential:
    """The pass of a person in the window's term: what a tag is made of is real, the signature is not."""
    number = term_of(window)
    start: date = FIRST_MONDAY + timedelta(weeks=TERM_WEEKS * number)
    prepared = _digest(person, number.to_bytes(2, "big"), history.seed.to_bytes(8, "big"))
    return Credential(
        unit, Window(start, TERM_WEEKS), (prepared * 2)[:PREPARED_BYTES], b"\1" * SIGNATURE_BYTES
    )


def _digest(person: int, *more: bytes) -> bytes:
    return hashlib.sha256(b"".join((person.to_bytes(8, "big"), *more))).digest()
