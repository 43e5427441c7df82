"""Hold a development part back, so that no sentence and none of its near-copies is on both sides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from signals.training.rows import Row

SHINGLE = 5
"""Texts that share this many words in a row are near-copies and stay on the same side."""

HELD_BACK = 12
"""The share of our own rows that is held back, in per cent."""


LEXICON = frozenset({"acts_short"})
"""Sources that are learnt whole: greetings and one-word answers are a closed list, which nobody can infer."""


@dataclass(frozen=True, slots=True)
class Split:
    """The rows to learn from and the rows to choose thresholds on."""

    train: tuple[Row, ...]
    dev: tuple[Row, ...]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())) or text


def _keys(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    if len(words) < SHINGLE:
        return [_plain(text)]
    return [" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def groups(texts: Sequence[str]) -> list[int]:
    """Return a group number for each text; near-copies share theirs."""
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[str, int] = {}
    for index, text in enumerate(texts):
        for key in _keys(text):
            other = first.setdefault(key, index)
            left, right = sorted((root(index), root(other)))
            parent[right] = left
    return [root(index) for index in range(len(texts))]


def split(rows: Sequence[Row], per_cent: int = HELD_BACK) -> Split:
    """Split by group; the side depends on the group's first text alone, so adding rows moves nothing else."""
    numbers = groups([row.text for row in rows])
    train: list[Row] = []
    dev: list[Row] = []
    seen: set[tuple[str, str, str]] = set()
    for row, number in zip(rows, numbers, strict=True):
        again = (row.text, row.source, row.language)
        if again in seen:
            continue
        seen.add(again)
        digest = hashlib.sha256(rows[number].text.encode("utf-8", "replace")).digest()
        held = digest[0] * 100 // 256 < per_cent and row.source not in LEXICON
        side = dev if held else train
        side.append(row)
    learnt = {_plain(row.text) for row in train}
    return Split(tuple(train), tuple(row for row in dev if _plain(row.text) not in learnt))
