"""Attacks 1, 4, 5 and 7: subtract the groups of a table from one another and look at what is left.

**Who**: anyone who reads the figures; of Havre, a thief of the releases store, who has them exact.
**What he computes**: each group shown, less the groups shown nearest inside it. Every group whose count
follows from nested exact counts is a union of such remainders, so the remainders are all that there is to
find.

The four differ in what the reader knows besides:

1. `small_groups`, `small_sides`: nothing. He claims a remainder of 1 to k - 1 people, or one of which 1 to
   t - 1 declared a measure, or did not.
4. `homogeneous`: that somebody took part. If all of a group declared, or none, he knows each one's answer.
5. `against_colluders`: c colleagues tell him what they answered themselves; he takes them out of the
   remainder they are in. Any c contributors may be the colluders, so the worst c count.
7. `knowing_who`: the name of everyone who took part in every window, and his own answer if he took part.
   He claims the answers of a remainder of 1 to k - 1 people, or a named colleague's answer: all others in
   the remainder gave one answer.

**Why the naive rules fall**: `at_least` looks at each group alone, so a group of 12 inside one of 15 gives
the other 3 away, and nothing stops a group of one mind. `without_margin` chooses safe remainders, but a
colluding contributor makes k people k - 1.
**Why Havre does not**: its remainders hold k + c people, with t + c on each side, or nobody.
**A stronger assumption**: more colluders than the policy allows for (the second table says what they get).
"""

from __future__ import annotations

import numpy as np

from benchmarks.attacks.claims import Claims, claims
from benchmarks.attacks.organisations import Flags, History
from benchmarks.attacks.tables import Tables, truth


def small_groups(history: History, tables: Tables, k: int) -> Claims:
    """Groups of 1 to k - 1 contributors whose number follows."""
    left = tables.remainders[:, :1]
    small = tables.shown[:, :1] & (left >= 1) & (left < k)
    return claims(small, left == truth(tables, history.counts)[:, :1])


def small_sides(history: History, tables: Tables, t: int) -> Claims:
    """Groups of which 1 to t - 1 people declared a measure, or did not."""
    declared, silent = tables.remainders[:, 1:], (tables.people - tables.remainders)[:, 1:]
    few = ((declared >= 1) & (declared < t)) | ((silent >= 1) & (silent < t))
    return claims(tables.shown[:, 1:] & few, _right(history, tables))


def homogeneous(history: History, tables: Tables) -> Claims:
    """Groups shown, or left by subtraction, in which everyone gave the same answer."""
    found = Claims()
    heads = np.broadcast_to(tables.figures[:, :1], tables.figures.shape)[:, 1:]
    for people, declared in (
        (heads, tables.figures[:, 1:]),
        (tables.people[:, 1:], tables.remainders[:, 1:]),
    ):
        alike = (people > 0) & ((declared == 0) | (declared == people))
        found += claims(tables.shown[:, 1:] & alike, _right(history, tables))
    return found


def against_colluders(history: History, tables: Tables, k: int, t: int, colluders: int) -> Claims:
    """What `colluders` contributors of one remainder, the most useful ones, learn of the others in it."""
    people = tables.people
    others = people - colluders
    few = (others[:, :1] >= 1) & (others[:, :1] < k)
    found = claims(
        tables.shown[:, :1] & few, tables.remainders[:, :1] == truth(tables, history.counts)[:, :1]
    )
    declared = tables.remainders[:, 1:]
    one_side = np.zeros(declared.shape, dtype=np.bool_)
    for saying_yes in range(colluders + 1):
        yes, no = declared - saying_yes, people[:, 1:] - declared - (colluders - saying_yes)
        one_side |= (yes >= 0) & (no >= 0) & (yes + no > 0) & ((yes < t) | (no < t))
    return found + claims(tables.shown[:, 1:] & one_side, _right(history, tables))


def knowing_who(history: History, tables: Tables, k: int) -> Claims:
    """What somebody who knows all participants by name learns of an answer, his own taken out."""
    people, declared = tables.people[:, 1:], tables.remainders[:, 1:]
    small = (people >= 1) & (people < k)
    # With his own answer taken out, the others are of one mind when at most one person stands on a side.
    named = (people > 1) & (np.minimum(declared, people - declared) <= 1)
    return claims(tables.shown[:, 1:] & (small | named), _right(history, tables))


def _right(history: History, tables: Tables) -> Flags:
    """Whether the subtraction gave what is so, of people and of answers, for each remainder of a measure."""
    heads = np.broadcast_to(history.counts[:, :1], history.counts.shape)
    right: Flags = (tables.remainders == truth(tables, history.counts)) & (
        tables.people == truth(tables, heads)
    )
    return right[:, 1:]
