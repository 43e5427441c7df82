"""Attack 11: the lengths of encrypted requests and answers.

**Who**: somebody on the network between the browser and the server (an office's proxy, a provider): he sees
no content, and every length to the byte.
**What he computes**: which sets of measures have a request of the length that he saw. He claims an answer
that all of them share: declared, or not declared. Of the answer he asks whether it was a refusal.
**Why the naive rule falls**: unpadded JSON is as long as the names of the measures in it. The shortest one
declares nothing, and many lengths leave few sets.
**Why Havre does not**: the request to be counted has 4,096 bytes and its answer 1,024, whatever is in them
(chatbot/pages/padded.py and its twin static/padded.js), so every set has the one length.
**A stronger assumption**: whoever watches the device itself sees the ticks and needs no length.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import MEASURES, History, Ints
from chatbot.pages.padded import COUNT, answer_padded
from reporting.cells import COLUMNS
from signals.contributions.credentials import PREPARED_BYTES, SIGNATURE_BYTES, Credential
from signals.contributions.windows import FIRST_MONDAY, TERM_WEEKS, Window

SETS = 1 << MEASURES

Length = Callable[[str, Sequence[str]], int]
"""How long the request of a unit's pass and measures is."""

REFUSALS = ("credential", "closed", "unavailable")
OUTCOMES = ({"outcome": "counted", "window": "2026-W45-4w"}, *({"outcome": reason} for reason in REFUSALS))


def unpadded(token: str, measures: Sequence[str]) -> int:
    """The naive request."""
    return len(_json({"pass": token, "measures": list(measures)}))


def padded(token: str, measures: Sequence[str]) -> int:
    """What static/padded.js sends: spaces up to COUNT.asked; ValueError when it does not fit."""
    bare = len(_json({"pass": token, "measures": list(measures), "pad": ""}))
    if bare > COUNT.asked:
        raise ValueError(f"A request takes {bare} bytes and may take {COUNT.asked}.")
    return len(_json({"pass": token, "measures": list(measures), "pad": " " * (COUNT.asked - bare)}))


def attack(history: History, length: Length) -> Claims:
    """What the lengths of all the requests of all windows tell."""
    known = _told(length, max(map(len, history.hierarchy.units)))
    sent = history.answers[history.took_part]
    return Claims(int(known[sent].sum()))


@cache
def answers_tell(*, naive: bool) -> bool:
    """Whether the length of an answer tells a refusal from a contribution."""
    counted, *refused = answer_sizes(naive=naive)
    return any(size != counted for size in refused)


def answer_sizes(*, naive: bool) -> list[int]:
    """How long each answer to a contribution is."""
    if naive:
        return [len(_json(outcome)) for outcome in OUTCOMES]
    return [len(answer_padded(outcome, COUNT).get_data()) for outcome in OUTCOMES]


@cache
def _told(length: Length, unit_signs: int) -> Ints:
    """For each set of measures, how many of its answers follow from the length of its request."""
    token = Credential(
        "u" * unit_signs, Window(FIRST_MONDAY, TERM_WEEKS), bytes(PREPARED_BYTES), b"\1" * SIGNATURE_BYTES
    ).token
    sizes = np.array(
        [
            length(token, [COLUMNS[1 + bit] for bit in range(MEASURES) if one >> bit & 1])
            for one in range(SETS)
        ]
    )
    told = np.zeros(SETS, dtype=np.int64)
    for size in np.unique(sizes):
        alike = np.flatnonzero(sizes == size)
        declared = np.bitwise_and.reduce(alike)
        never = ~np.bitwise_or.reduce(alike) & (SETS - 1)
        told[alike] = int(declared).bit_count() + int(never).bit_count()
    return told


def _names(declared: int) -> list[str]:
    """The slugs of a set of measures."""
    return [COLUMNS[1 + bit] for bit in range(MEASURES) if declared >> bit & 1]


def _json(content: object) -> bytes:
    """As JSON.stringify writes it."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
