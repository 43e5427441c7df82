"""The development set of the danger gate: messages invented here, kept apart from the rules' own examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from signals.danger.card import Card

SENTENCES = Path(__file__).parent / "sentences"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One invented message, and the card that it should get (None: none)."""

    text: str
    card: Card | None
    kind: str


def read_sentences(language: str) -> Sequence[Sentence]:
    """The sentences of one language."""
    lines = (SENTENCES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Sentence(row["text"], Card(row["card"]) if row["card"] else None, row["kind"]) for row in rows]
