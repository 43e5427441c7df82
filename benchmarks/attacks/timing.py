"""Attack 10: the moments at which passes are issued and used.

**Who**: an observer at the server with the exact time of every request of both kinds, the unit of each, and
at the first kind the invitation, so the person. (The server's own logs keep neither; he is stronger.)
**What he computes**: for each use of a pass, the issues that it can come from. He claims a link when there is
exactly one. He knows the browser's rule, and that whoever holds a pass may come back at any time, or choose
not to wait.
**Why the naive rule falls**: a pass that is fetched and used in one sitting has one issue just before it.
**Why Havre does not** (chatbot/pages/static/later.js): a fresh pass is used after a delay drawn evenly
between 1 and 72 hours, and only once the public record of the day says that the unit has at least k passes,
or at least 2 in the last week of the window; so every use has at least two issues that it can come from. A
unit with a single pass is never counted: its early user loses the declaration, and nothing else.
**A stronger assumption**: that nobody comes back before he has used his pass once, and everybody uses it as
soon as the rule lets him: then the issues that were used already are out (`first_uses`, second table).
There an issue of the same hour is out too: the
record of a day may count a pass issued minutes before midnight, and let another be used minutes after it.
Somebody who presses "count now" does not wait: `at_once` says what the same observer learns then, and
`with_what_is_offered` of those who take the button that is offered first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import Flags, History, term_of

Hours = NDArray[np.float64]

EARLIEST, LATEST, MARGIN = 1.0, 72.0, 2.0
"""Hours: those of static/later.js (a test compares them)."""

LAST_DAYS, LEAST_IN_LAST_DAYS = 7 * 24.0, 2
_WINDOW, _TERM_WINDOWS, _SITTING = 28 * 24.0, 4, 0.5
_OPENED_AGAIN = 60.0
"""Mean hours until a page of ours is open again, once the moment has come."""

_MOST_UNITS = 40


@dataclass(frozen=True)
class Passes:
    """The passes of one unit in the first term: when each was issued, and every use [(pass, hour)].

    `sittings` are those of a browser that fetches a pass and uses it in one sitting, each time; `uses` those
    of people who let Havre's browser choose the moment, `as_offered` those of people who take what it offers
    first (now, when enough passes are known and theirs is not of today), `at_once` those of people who never
    wait.
    """

    issued: Hours
    sittings: list[tuple[float, float]]
    uses: list[tuple[int, float]]
    as_offered: list[tuple[int, float]]
    at_once: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Sets:
    """How large the candidate sets are: uses, the sum of their candidates, and of the passes of their
    units."""

    uses: int = 0
    candidates: int = 0
    passes: int = 0
    alone: int = 0
    right: int = 0

    def __add__(self, other: Sets) -> Sets:
        """Both."""
        return Sets(
            self.uses + other.uses,
            self.candidates + other.candidates,
            self.passes + other.passes,
            self.alone + other.alone,
            self.right + other.right,
        )


def passes(history: History, k: int) -> list[Passes]:
    """The requests of some units of an organisation."""
    draw = np.random.default_rng([history.seed, 10])
    units = draw.permutation(np.flatnonzero(history.has_members))[:_MOST_UNITS]
    return [_unit(history.took_part[:_TERM_WINDOWS, history.unit == unit], k, draw) for unit in units]


def in_one_sitting(units: list[Passes]) -> Claims:
    """The control: uses with one issue in the half hour before."""
    found = Claims()
    for one in units:
        fetched = np.array([hour for hour, _ in one.sittings])
        found += _links([(fetched, [(at, used) for at, (_, used) in enumerate(one.sittings)], 0.0, _SITTING)])
    return found


def with_delays(units: list[Passes]) -> Claims:
    """Havre's browser chooses the moment: any earlier issue can be the one, for whoever holds a pass may come
    back, or press "count now"."""
    return _links([(one.issued, one.uses, 0.0, np.inf) for one in units])


def with_what_is_offered(units: list[Passes]) -> Claims:
    """Havre's browser, when people take what it offers first."""
    return _links([(one.issued, one.as_offered, 0.0, np.inf) for one in units])


def at_once(units: list[Passes]) -> Claims:
    """People who press "count now" whenever they come."""
    return _links([(one.issued, one.at_once, 0.0, np.inf) for one in units])


def first_uses(units: list[Passes]) -> Sets:
    """The candidates that are left when each pass is assumed to be used once, as soon as may be."""
    found = Sets()
    for one in units:
        used: set[int] = set()
        for holder, hour in sorted(one.uses, key=lambda use: use[1]):
            if holder in used:
                continue
            possible = np.flatnonzero(one.issued <= hour - EARLIEST)
            left = [issue for issue in possible.tolist() if issue not in used]
            found += Sets(1, len(left), len(possible), int(len(left) == 1), int(left == [holder]))
            used.add(holder)
    return found


def _links(units: list[tuple[Hours, list[tuple[int, float]], float, float]]) -> Claims:
    made = false = 0
    for issued, uses, least, most in units:
        for holder, hour in uses:
            possible = np.flatnonzero((issued <= hour - least) & (issued >= hour - most))
            if len(possible) == 1:
                made += 1
                false += int(possible[0] != holder)
    return Claims(made, false)


def _unit(took_part: Flags, k: int, draw: np.random.Generator) -> Passes:
    """Everybody comes at a moment of each window in which he takes part; the first time he gets his pass."""
    assert term_of(_TERM_WINDOWS - 1) == 0
    people = np.flatnonzero(took_part.any(axis=0))
    first = took_part[:, people].argmax(axis=0)
    come = _moments(took_part[:, people].shape, draw)
    issued = come[first, np.arange(len(people))]
    sittings: list[tuple[float, float]] = []
    uses: list[tuple[int, float]] = []
    offered: list[tuple[int, float]] = []
    hasty: list[tuple[int, float]] = []
    for holder in range(len(people)):
        for window in np.flatnonzero(took_part[:, people[holder]]).tolist():
            hour, ends = come[window, holder], (window + 1) * _WINDOW
            sitting = (hour, hour + draw.uniform(0.02, 0.3))
            sittings.append(sitting)
            hasty.append((holder, sitting[1]))
            fresh = bool(window == first[holder])
            last = min(hour + LATEST, ends - MARGIN)
            can_wait = last > hour + EARLIEST
            later = draw.uniform(hour + EARLIEST, last) if can_wait else np.inf
            sent = _sent(later if fresh else sitting[1], ends, issued, k, draw)
            if sent is not None:
                uses.append((holder, sent))
            # Offered first: to wait, on the day of the pass or with few passes on the record, where one can.
            waits = can_wait and (fresh or not _is_crowd(hour, ends, issued, k))
            taken = (sent if fresh else _sent(later, ends, issued, k, draw)) if waits else sitting[1]
            if taken is not None:
                offered.append((holder, taken))
    return Passes(issued, sittings, uses, offered, hasty)


def _sent(due: float, ends: float, issued: Hours, k: int, draw: np.random.Generator) -> float | None:
    """When what is due is sent: a page is open, and this morning's public record lets it go."""
    hour = due if draw.random() < 0.3 else due + draw.exponential(_OPENED_AGAIN)
    while hour < ends:
        if _is_crowd(hour, ends, issued, k):
            return float(hour)
        hour += draw.exponential(_OPENED_AGAIN)
    return None


def _is_crowd(hour: float, ends: float, issued: Hours, k: int) -> bool:
    """Whether this morning's public record has enough passes of the unit."""
    recorded = int(np.count_nonzero(issued < hour // 24 * 24))
    return recorded >= (min(k, LEAST_IN_LAST_DAYS) if ends - hour <= LAST_DAYS else k)


def _moments(shape: tuple[int, ...], draw: np.random.Generator) -> Hours:
    """[window, person]: between six in the morning and midnight of a day of the window."""
    days = draw.integers(0, 28, shape) * 24.0 + draw.uniform(6.0, 24.0, shape)
    return days + np.arange(shape[0])[:, None] * _WINDOW
