"""What one pass over the training rows is made of: which rows, how often, in which batches, with which
targets."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from signals.encoder.labels import HEADS, INDEPENDENT, NO_CARD
from signals.reading import LANGUAGES
from signals.training.naming import named
from signals.training.noise import typed
from signals.training.rows import Row

BATCH = 64
POOL = 40
"""Batches are cut from pools of this many batches sorted by length: little padding, still well mixed."""

REPEATS: Mapping[str, float] = {
    "goemotions": 0.6, "goemotions_fr": 1, "sad": 0.2, "pairs": 1, "tongues": 1,
    "emotions_fr": 2, "emotions_short_fr": 2, "emotions_said_fr": 2,
    "acts": 2, "acts_short": 2, "acts_more": 2, "acts_evening_fr": 2, "acts_evening_en": 2,
    "acts_borders_fr": 2, "acts_borders_en": 2,
    "danger": 2.5, "danger_more": 2.5, "danger_said_fr": 2.5, "danger_said_en": 2.5,
    "danger_plain_fr": 2.5, "danger_plain_en": 2.5, "danger_hints_fr": 2.5, "danger_hints_en": 2.5,
    "danger_means_fr": 2.5, "danger_means_en": 2.5, "danger_nights_fr": 2.5, "danger_nights_en": 2.5,
    "danger_veiled_fr": 2.5, "danger_veiled_en": 2.5, "danger_near_fr": 2.5, "danger_near_en": 2.5,
}  # fmt: skip
"""How often a row of each source is seen in a pass; a fraction is a share drawn anew each time."""

OTHERS = 2.0
"""The repeats of every source not named: our own sentences on work."""

REMEMBERED = 0.4
"""Of the repeats of sources that a model has learnt already, this share when it learns new ones."""

NEUTRAL_SHARE = 0.45
"""Of GoEmotions' rows that are only neutral, this share of what the others get."""


COMPANY = 0.06
"""The share of sentences about work or danger that are told among other sentences."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Token rows and, per head, targets and a weight per row (0 where the source says nothing)."""

    tokens: list[list[int]]
    targets: Mapping[str, NDArray[np.float32]]
    weights: Mapping[str, NDArray[np.float32]]


def targets_of(rows: Sequence[Row]) -> tuple[dict[str, NDArray[np.float32]], dict[str, NDArray[np.float32]]]:
    """Return the targets of each head (one column per label) and the weight of each row in each head."""
    targets = {head: np.zeros((len(rows), len(labels)), np.float32) for head, labels in HEADS.items()}
    weights = {head: np.zeros(len(rows), np.float32) for head in HEADS}
    for index, row in enumerate(rows):
        known: dict[str, tuple[str, ...] | None] = {
            "emotions": row.emotions,
            "factors": row.factors,
            "acts": None if row.act is None else (row.act,),
            "danger": None if row.danger is None else (row.danger,),
            "language": (row.language,),
            "origin": None if row.origin is None else (row.origin,),
        }
        for head, labels in known.items():
            if labels is None:
                continue
            weights[head][index] = 1.0
            for label in labels:
                targets[head][index, HEADS[head].index(label)] = 1.0
        if row.soft is not None:
            targets["emotions"][index] = row.soft
            weights["emotions"][index] = 1.0
    return targets, weights


def one_pass(rows: Sequence[Row], seed: int, new: Sequence[str] = ()) -> list[Row]:
    """Return the rows of one pass, repeated by source and shuffled.

    Where sources are `new` (by the beginnings of their names), the others are there to be remembered only.
    """
    draw = random.Random(seed)
    chosen: list[Row] = []
    for row in rows:
        times = REPEATS.get(row.source, OTHERS)
        if new and not row.source.startswith(tuple(new)):
            times *= REMEMBERED
        if row.source == "goemotions" and row.emotions == ("neutral",):
            times *= NEUTRAL_SHARE
        whole = int(times) + (draw.random() < times % 1)
        chosen.extend([row] * whole)
    draw.shuffle(chosen)
    return chosen


def joined(row: Row, companions: Sequence[Row], draw: random.Random) -> Row:
    """Return `row` told among other sentences of its language, as people do in long messages.

    What is told anywhere is told: factors add up, a danger stays one. What belongs to the whole (emotions,
    act, angle) is no longer known.
    """
    others = [draw.choice(companions) for _ in range(draw.randint(1, 3))]
    told = [*others, row]
    draw.shuffle(told)
    factors: tuple[str, ...] | None = None
    if row.factors is not None:
        factors = tuple({name for one in told for name in one.factors or ()})
    text = draw.choice((" ", " ", "\n", ". ")).join(one.text for one in told)
    return replace(row, text=text, factors=factors, emotions=None, act=None, origin=None)


def in_company(rows: Sequence[Row], pool: Sequence[Row], draw: random.Random) -> list[Row]:
    """Return `rows`, a share of those about work or danger told among harmless sentences taken from
    `pool`."""
    companions: dict[str, list[Row]] = {
        language: [
            row for row in pool
            if row.language == language and row.source.startswith("factors") and row.danger == NO_CARD
        ]
        for language in LANGUAGES
    }  # fmt: skip
    return [
        joined(row, companions[row.language], draw)
        if row.source.startswith(("factors", "danger")) and draw.random() < COMPANY
        else row
        for row in rows
    ]


def batches(
    rows: Sequence[Row],
    encode: Callable[[list[str]], list[list[int]]],
    seed: int,
    new: Sequence[str] = (),
) -> list[Batch]:
    """Return one pass as batches: noise, tokens, pools sorted by length, batches in random order."""
    draw = random.Random(seed + 1)
    chosen = in_company(one_pass(rows, seed, new), rows, draw)
    own = [row.source not in ("goemotions", "sad", "pairs") for row in chosen]
    called = [
        # Who is threatened matters to danger, and of whom one speaks to acts; work does the same to all.
        named(row.text, row.language, draw) if row.source.startswith("factors") else row.text
        for row in chosen
    ]
    texts = [typed(text, draw) if noisy else text for text, noisy in zip(called, own, strict=True)]
    tokens = encode(texts)
    order: list[list[int]] = []
    for start in range(0, len(chosen), BATCH * POOL):
        pool = sorted(range(start, min(start + BATCH * POOL, len(chosen))), key=lambda at: len(tokens[at]))
        order.extend(pool[at : at + BATCH] for at in range(0, len(pool), BATCH))
    draw.shuffle(order)
    made = []
    for places in order:
        targets, weights = targets_of([chosen[at] for at in places])
        made.append(Batch([tokens[at] for at in places], targets, weights))
    return made


def known_heads() -> tuple[tuple[str, bool], ...]:
    """Return each head and whether its labels are independent of each other."""
    return tuple((head, head in INDEPENDENT) for head in HEADS)
