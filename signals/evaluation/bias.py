"""A probe for bias: the same sentence about different people, and how far the reading moves.

It shows what the sentences of the probe show and no more. Each frame has one hole; each group fills it with
people who differ by one thing only. A shift is the largest difference that one label's probability takes
between two of a group.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from signals.encoder.interface import Encoder, Scores
from signals.encoder.labels import DANGERS, FACTORS
from signals.reading import EMOTIONS

SENTENCES = Path(__file__).parent / "bias_probe.toml"


@dataclass(frozen=True, slots=True)
class Shift:
    """The largest shift of one head within one group: which label, between whom, in which frame."""

    language: str
    group: str
    head: str
    label: str
    size: float
    frame: str
    lower: str
    higher: str


def probe(encoder: Encoder, path: Path = SENTENCES) -> list[Shift]:
    """Return, per language, group and head, the largest shift over all frames."""
    found = []
    for language, sheet in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for group, people in sheet["groups"].items():
            shifts = [
                shift
                for frame in sheet["frames"]
                for shift in _shifts(encoder, language, group, frame, people)
            ]
            found += [
                max((shift for shift in shifts if shift.head == head), key=lambda shift: shift.size)
                for head in ("emotions", "factors", "danger")
            ]
    return found


def _shifts(encoder: Encoder, language: str, group: str, frame: str, people: list[str]) -> list[Shift]:
    # One at a time, as messages come: in a batch, company itself moves a probability a little.
    read = [encoder.scores([frame.replace("{who}", who)])[0] for who in people]
    made = []
    for head, labels in (("emotions", EMOTIONS), ("factors", FACTORS), ("danger", DANGERS[1:])):
        for at, label in enumerate(labels):
            values = [_value(scores, head, at, label) for scores in read]
            low, high = values.index(min(values)), values.index(max(values))
            size = values[high] - values[low]
            made.append(Shift(language, group, head, label, size, frame, people[low], people[high]))
    return made


def _value(scores: Scores, head: str, at: int, label: str) -> float:
    if head == "danger":
        return scores.danger[label]
    return scores.emotions[at] if head == "emotions" else scores.factors[at]
