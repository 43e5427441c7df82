"""Attack 2: two windows that differ by who joined and who left.

**Who**: a reader who kept the figures of every window and knows the roster of every window, as a manager
does; not who took part.
**What he computes**: of each group, how many of those who left (or came) had answered, and what they
answered, as the interval of all the numbers that the figures allow. He claims the answers of 1 to k - 1
people when one number is left.
**Why the naive rule falls**: answers stand until they are changed, as in a survey that is always open; each
window shows the groups of k or more, and how many answers came in. When nobody in a group answered anew and
one who had answered left, the two figures differ by that one person's answers.
**Why Havre does not**: a contribution counts in one window, so two windows are two different crowds and no
difference of theirs is a group. Within one window the leavers who took part can be any of the remainder,
and t + c people on each side leave both answers open.
**A stronger assumption**: that everybody else repeated his answers, and who took part both times. No exact
figure withstands it; the second table says how often he is right. A reader who knows the roster also knows
that everybody took part where the figure equals it: no answer, but not nothing (second table).
"""

from __future__ import annotations

import numpy as np

from benchmarks.attacks.claims import Claims, claims
from benchmarks.attacks.organisations import MEASURES, WINDOWS, Flags, History, Ints
from benchmarks.attacks.tables import Tables, totals


def standing_answers(history: History, k: int) -> Claims:
    """The control: answers stand; the reader follows each group from one window to the next."""
    found = Claims()
    ever = np.zeros(history.people, dtype=np.bool_)
    held = np.zeros(history.people, dtype=np.uint16)
    before: tuple[Ints, Flags, Ints] | None = None
    for window in range(WINDOWS):
        here, took = history.employed[window], history.took_part[window]
        gone, fresh = ever & ~here, took & ~ever
        last = held.copy()
        held[took] = history.answers[window, took]
        ever = (ever | took) & here
        figures = _subtrees(history, ever, held)
        received = _subtrees(history, took, held)[0]
        if before is not None:
            earlier, shown, roster_before = before
            left = totals(history.hierarchy, _by_unit(history, roster_before & ~here))
            left_answers, fresh_answers = _subtrees(history, gone, last), _subtrees(history, fresh, held)
            found += _difference(
                earlier,
                figures,
                received=received,
                leavers=left,
                left_truth=left_answers,
                fresh_truth=fresh_answers,
                shown=shown & (figures[0] >= k),
                k=k,
            )
        before = (figures, figures[0] >= k, here)
    return found


def _difference(
    earlier: Ints,
    figures: Ints,
    *,
    received: Ints,
    leavers: Ints,
    left_truth: Ints,
    fresh_truth: Ints,
    shown: Flags,
    k: int,
) -> Claims:
    """From N to N', with `received` answers: x leavers who had answered, g first answers, r given anew.

    g = N' - N + x and r = received - g are both at least 0, so x lies between N - N' and
    received - (N' - N). Where x is certain, all three are.
    """
    growth = figures[0] - earlier[0]
    low, high = np.maximum(0, -growth), np.minimum(leavers, received - growth)
    x, g = low, growth + low
    r = received - g
    certain = shown & (low == high)
    change = figures[1:] - earlier[1:]
    up, down = np.minimum(r, earlier[0] - earlier[1:]), np.minimum(r, earlier[1:])
    # change = (declared by the fresh) - (by the leavers) + (changed by those who answered anew)
    of_fresh = _certain(change - up, change + down, g)
    of_left = _certain(-change - down, up - change, x)
    only_fresh = certain & (x == 0) & (g >= 1) & (g < k)
    only_left = certain & (g == 0) & (x >= 1) & (x < k)
    made = claims(
        only_fresh & of_fresh[1], (fresh_truth[0] == g) & (np.clip(of_fresh[0], 0, g) == fresh_truth[1:])
    )
    return made + claims(
        only_left & of_left[1], (left_truth[0] == x) & (np.clip(of_left[0], 0, x) == left_truth[1:])
    )


def _certain(low: Ints, high: Ints, people: Ints) -> tuple[Ints, Flags]:
    low, high = np.maximum(0, low), np.minimum(people, high)
    return low, low == high


def tiled_windows(history: History, tables: Tables, k: int) -> Claims:
    """Havre: in each remainder, the leavers (by the next window) and the joiners (since the last) who took
    part, and what they answered."""
    found = Claims()
    for window in range(WINDOWS):
        for other in (window - 1, window + 1):
            if not 0 <= other < WINDOWS:
                continue
            apart = history.employed[window] & ~history.employed[other]
            people, roster = tables.people[window, 1:], _blocks(tables, window, history.roster[window])
            moved = _blocks(tables, window, _by_unit(history, apart))
            declared = tables.remainders[window, 1:]
            low, high = np.maximum(0, people - (roster - moved)), np.minimum(moved, people)
            certain = tables.shown[window, 1:] & (low == high) & (low >= 1) & (low < k)
            answers_low = np.maximum(0, declared - (people - low))
            certain &= answers_low == np.minimum(low, declared)
            if certain.any():
                took = apart & history.took_part[window]
                own = _by_measure(history, took, history.answers[window])
                found += claims(certain, _by_block(tables, window, own) == answers_low)
    return found


def _blocks(tables: Tables, window: int, own: Ints) -> Ints:
    """[measure, unit]: the sums of a count over the remainders of each measure's groups."""
    return _by_block(tables, window, np.broadcast_to(own, (MEASURES, len(own))))


def _by_block(tables: Tables, window: int, own: Ints) -> Ints:
    size = own.shape[1]
    summed = np.zeros((MEASURES, size + 1), dtype=np.int64)
    np.add.at(summed, (np.arange(MEASURES)[:, None], tables.block[window, 1:]), own)
    return summed[:, :size]


def _by_unit(history: History, people: Flags) -> Ints:
    return np.bincount(history.unit[people], minlength=len(history.hierarchy))


def _by_measure(
    history: History, people: Flags, answers: np.ndarray[tuple[int], np.dtype[np.uint16]]
) -> Ints:
    return np.stack(
        [_by_unit(history, people & (answers >> measure & 1).astype(bool)) for measure in range(MEASURES)]
    )


def _subtrees(history: History, people: Flags, answers: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> Ints:
    """[column, unit]: these people, and those of them who declared each measure, in each unit and under
    it."""
    own = np.concatenate([_by_unit(history, people)[None], _by_measure(history, people, answers)])
    return totals(history.hierarchy, own)
