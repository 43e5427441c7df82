"""Write docs/model-card.md from what was measured, so that no figure is typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from signals.evaluation.bias import Shift
from signals.evaluation.figures import Figure
from signals.evaluation.mistakes import Mistake

WORDS = Path(__file__).parent / "card_words.md"
"""What people wrote on the card; `{name}` marks the tables that are filled in."""

HEADS = ("emotions", "factors", "acts", "danger", "language")
_LABEL = "F1, "


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says: the figures, the surest errors, the bias probe, the curves, the bytes shipped."""

    figures: Sequence[Figure]
    mistakes: Sequence[Mistake]
    shifts: Sequence[Shift]
    curve: Sequence[Figure]
    size: int

    def markdown(self) -> str:
        """Return the card as Markdown."""
        filled = WORDS.read_text(encoding="utf-8")
        for name, text in {
            "size": f"{self.size / 1e6:.1f}",
            "figures": "\n\n".join(self._figures(head) for head in HEADS),
            "labels": "\n\n".join(self._labels(head) for head in ("emotions", "factors", "acts")),
            "curve": self._curve(),
            "mistakes": self._mistakes(),
            "bias": self._bias(),
        }.items():
            filled = filled.replace(f"{{{name}}}", text)
        return filled

    def figure_lines(self) -> list[str]:
        """Return the lines of the tables of figures, as they stand in the card."""
        return [line for head in HEADS for line in self._figures(head).splitlines()]

    def curve_lines(self) -> list[str]:
        """Return the lines of the learning curve, as they stand in the card."""
        return self._curve().splitlines()

    def _figures(self, head: str) -> str:
        lines = [
            (one.what, one.where, _number(one), _interval(one), str(one.rows))
            for one in self.figures
            if one.head == head and not one.what.startswith(_LABEL)
        ]
        return f"### {head.capitalize()}\n\n" + table(("figure", "where", "value", "95 %", "rows"), lines)

    def _labels(self, head: str) -> str:
        those = [one for one in self.figures if one.head == head and one.what.startswith(_LABEL)]
        places = list(dict.fromkeys(one.where for one in those))
        by_label: dict[str, dict[str, Figure]] = {}
        for one in those:
            by_label.setdefault(one.what.removeprefix(_LABEL), {})[one.where] = one
        lines = [
            (label, *(_label(found.get(place)) for place in places)) for label, found in by_label.items()
        ]
        return f"### {head.capitalize()}\n\n" + table((head.rstrip("s"), *places), lines)

    def _curve(self) -> str:
        lines = [(one.head, one.where, one.what, str(one.rows), f"{one.value:.3f}") for one in self.curve]
        return table(("head", "where", "figure", "rows learnt from", "value"), lines)

    def _mistakes(self) -> str:
        lines = [(one.language, one.kind, one.text, one.truth, one.read) for one in self.mistakes]
        return table(("language", "error", "sentence", "is", "read as"), lines)

    def _bias(self) -> str:
        lines = [
            (
                one.language,
                one.group,
                one.head,
                one.label,
                f"{one.size:.2f}",
                one.frame,
                f"{one.lower} < {one.higher}",
            )
            for one in self.shifts
        ]
        return table(
            ("language", "who differs by", "head", "label", "largest shift", "sentence", "between"), lines
        )


def table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is kept from ending it."""
    rows = [titles, ["---"] * len(titles), *lines]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    )


def _number(one: Figure) -> str:
    return f"{one.value:.3f}"


def _interval(one: Figure) -> str:
    return "" if one.low is None else f"{one.low:.3f} to {one.high:.3f}"


def _label(one: Figure | None) -> str:
    return "" if one is None or one.low is None else f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
