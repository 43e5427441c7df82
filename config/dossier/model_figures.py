"""The figures of the language model that the documents quote, read from its card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import signals.encoder

CARD = Path(signals.encoder.__file__).parent / "model" / "model_card.md"

QUOTED = {
    "factors_f1": r"factors, macro-F1, all \(n=\d+\)",
    "factors_abstention": r"factors, abstention kept where none is told \(n=\d+\)",
    "danger_recall": r"danger, recall of the model alone at 0\.62 \(n=\d+\)",
    "danger_false_alarms": r"danger, false alarms at 0\.62 on ordinary work sentences \(n=\d+\)",
}
"""The figures that matter to somebody who decides about the tool, by the row of the card that gives them."""

_ROW = re.compile(r"^\| (?P<figure>[^|]+) \| (?P<where>[^|]+) \| (?P<value>\d\.\d+) \|$", re.MULTILINE)


class CardUnread(Exception):
    """The card no longer has a figure that the documents quote; the sentence names it."""


@dataclass(frozen=True, slots=True)
class ModelFigure:
    """One figure: which (a key of QUOTED), in which language, and its value from 0 to 1."""

    name: str
    where: str
    value: float


def read_model_figures(card: Path = CARD) -> tuple[ModelFigure, ...]:
    """The quoted figures, in the order of QUOTED; raise CardUnread when one is missing."""
    rows = list(_ROW.finditer(card.read_text(encoding="utf-8")))
    found = []
    for name, pattern in QUOTED.items():
        these = [row for row in rows if re.fullmatch(pattern, row["figure"])]
        if not these:
            raise CardUnread(f"{card} has no figure '{name}': mend config/dossier/model_figures.py.")
        found += [ModelFigure(name, row["where"], float(row["value"])) for row in these]
    return tuple(found)
