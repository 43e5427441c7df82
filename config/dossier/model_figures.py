"""The figures of the language model that the documents quote, from the file that its card is written from."""

from __future__ import annotations

from pathlib import Path

from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.figures import Figure, read

FIGURES = MODEL_DIRECTORY / "figures.json"

QUOTED = {
    "factors_f1": ("factors", "macro-F1, 12 labels"),
    "factors_abstention": ("factors", "abstention where none is told"),
    "danger_recall": ("danger", "recall, rules and model"),
    "danger_false_alarms": ("danger", "false alarms on ordinary sentences"),
}
"""The figures that matter to somebody who decides about the tool: the head and the figure."""


class FiguresUnread(Exception):
    """The model's figures lack one that the documents quote; the sentence names it."""


def read_model_figures(path: Path = FIGURES) -> tuple[tuple[str, Figure], ...]:
    """The quoted figures with their keys, in the order of QUOTED; FiguresUnread when one is missing."""
    figures = read(path)
    found = []
    for name, (head, what) in QUOTED.items():
        these = [(name, one) for one in figures if (one.head, one.what) == (head, what)]
        if not these:
            raise FiguresUnread(f"{path} has no figure '{name}': mend config/dossier/model_figures.py.")
        found += these
    return tuple(found)
