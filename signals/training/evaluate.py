"""Choose the thresholds of an exported model and write its card, from the held-back rows alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from signals.encoder.interface import Scores
from signals.encoder.labels import ACTS, DANGERS, FACTORS, LANGUAGES, NO_CARD
from signals.encoder.onnx import OnnxEncoder
from signals.reading import EMOTIONS
from signals.training.card import Figures, card
from signals.training.choosing import Flags, Floats, alarm_threshold, alarms, best, curve, f1, macro
from signals.training.prepare import read_rows
from signals.training.rows import Row

HARD_FALSE_ALARMS = 0.015
"""The share of hard negatives on which the model alone may raise a card: the rules carry the recall."""

ORDINARY_FALSE_ALARMS = 0.005
"""The same for ordinary sentences about work."""

_KINDS = (
    ("messages", ("factors_fr", "factors_en")),
    ("plain statements", ("factors_plain",)),
    ("stories", ("factors_story",)),
    ("very short", ("factors_short",)),
    ("all", ("factors",)),
)

ORIGIN = 0.5
"""From which probability an angle (fatigue, conflict, organisation) is taken as clear."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Held-back rows with their scores."""

    rows: Sequence[Row]
    scores: Sequence[Scores]

    def where(self, wanted: Callable[[Row], bool]) -> Scored:
        """Return the part that is wanted."""
        places = [place for place, row in enumerate(self.rows) if wanted(row)]
        return Scored([self.rows[place] for place in places], [self.scores[place] for place in places])

    def emotions(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities, one column per emotion."""
        return _flags([row.emotions or () for row in self.rows], EMOTIONS), np.array(
            [score.emotions for score in self.scores]
        ).reshape(-1, len(EMOTIONS))

    def factors(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities, one column per measure."""
        return _flags([row.factors or () for row in self.rows], FACTORS), np.array(
            [score.factors for score in self.scores]
        ).reshape(-1, len(FACTORS))

    def danger(self) -> Floats:
        """Return the probabilities of the danger classes, `none` first."""
        return np.array([[score.danger[name] for name in DANGERS] for score in self.scores]).reshape(
            -1, len(DANGERS)
        )


def _flags(named: Sequence[Sequence[str]], labels: Sequence[str]) -> Flags:
    return np.array([[label in names for label in labels] for names in named], dtype=bool).reshape(
        -1, len(labels)
    )


def evaluate(work: Path, model: Path) -> str:
    """Write `thresholds.json` and `model_card.md` into `model`; return the card."""
    stand_in(model)
    encoder = OnnxEncoder.load(model, threads=2)
    rows = read_rows(work / "dev.jsonl")
    everything = Scored(rows, encoder.scores([row.text for row in rows]))
    thresholds = _thresholds(everything)
    _write(model / "thresholds.json", thresholds)
    figures = measure(everything, OnnxEncoder.load(model), model)
    text = card(figures)
    (model / "model_card.md").write_text(text, encoding="utf-8")
    return text


def stand_in(model: Path) -> None:
    """Write even thresholds into `model` if it has none yet: the encoder refuses to load without."""
    if (model / "thresholds.json").exists():
        return
    even = {
        "emotions": {language: dict.fromkeys(EMOTIONS, 0.5) for language in LANGUAGES},
        "factors": {language: dict.fromkeys(FACTORS, 0.5) for language in LANGUAGES},
        "danger_threshold": dict.fromkeys(DANGERS[1:], 0.5),
        "origin": ORIGIN,
    }
    _write(model / "thresholds.json", even)


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _french_emotions(row: Row) -> bool:
    return row.language == "fr" and row.emotions is not None and "emotions" in row.source


def _english_emotions(row: Row) -> bool:
    return row.source == "goemotions_dev"


def _thresholds(everything: Scored) -> dict[str, object]:
    """Choose every threshold on the held-back rows."""
    english_truth, english = everything.where(_english_emotions).emotions()
    french_truth, french = everything.where(_french_emotions).emotions()
    emotions: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    for column, name in enumerate(EMOTIONS):
        prior = curve(english_truth[:, column], english[:, column])
        emotions["en"][name] = best(english_truth[:, column], english[:, column])
        emotions["fr"][name] = best(french_truth[:, column], french[:, column], prior)
    known = everything.where(lambda row: row.factors is not None)
    factors: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    for language in LANGUAGES:
        truth, scores = known.where(_speaks(language)).factors()
        other_truth, other = known.where(_speaks("en" if language == "fr" else "fr")).factors()
        for column, name in enumerate(FACTORS):
            prior = curve(other_truth[:, column], other[:, column])
            factors[language][name] = best(truth[:, column], scores[:, column], prior)
    negatives = everything.where(_hard_negative).danger()
    ordinary = everything.where(_ordinary).danger()
    shared = alarm_threshold(negatives, ordinary, HARD_FALSE_ALARMS, ORDINARY_FALSE_ALARMS)
    return {
        "emotions": emotions,
        "factors": factors,
        "danger_threshold": dict.fromkeys(DANGERS[1:], shared),
        "origin": ORIGIN,
    }


def _from(sources: tuple[str, ...]) -> Callable[[Row], bool]:
    return lambda row: row.source.startswith(sources)


def _speaks(language: str) -> Callable[[Row], bool]:
    return lambda row: row.language == language


def _hard_negative(row: Row) -> bool:
    return row.source.startswith("danger") and row.danger == NO_CARD


def _ordinary(row: Row) -> bool:
    return row.source.startswith("factors")


def measure(everything: Scored, encoder: OnnxEncoder, model: Path) -> Figures:
    """Return every figure of the card."""
    lines: list[tuple[str, str, str]] = []
    thresholds = encoder.thresholds

    def add(what: str, where: str, value: float) -> None:
        lines.append((what, where, f"{value:.3f}"))

    for where, part, language in (
        ("GoEmotions dev, English", everything.where(_english_emotions), "en"),
        ("French rows held back", everything.where(lambda r: r.source == "goemotions_fr"), "fr"),
        ("the same rows in English", everything.where(lambda r: r.source == "goemotions_twin"), "en"),
        ("our French messages held back", everything.where(lambda r: r.source.startswith("emotions_")), "fr"),
    ):
        truth, scores = part.emotions()
        floors = np.array(thresholds.emotions["fr" if language == "fr" else "en"])
        add(f"emotions, macro-F1 (n={len(part.rows)})", where, macro(truth, scores >= floors))
    for language in LANGUAGES:
        spoken = everything.where(_speaks(language))
        floors = np.array(thresholds.factors["fr" if language == "fr" else "en"])
        for name, kind in _KINDS:
            part = spoken.where(_from(kind))
            truth, scores = part.factors()
            add(f"factors, macro-F1, {name} (n={len(part.rows)})", language, macro(truth, scores >= floors))
        silent: Flags = np.asarray(~truth.any(axis=1))
        kept: Flags = np.asarray(~(scores >= floors).any(axis=1))
        add(
            f"factors, abstention kept where none is told (n={int(silent.sum())})",
            language,
            float(kept[silent].mean()),
        )
        for name, sources in (("messages written for an act", ("acts",)), ("plain statements", ("factors",))):
            part = spoken.where(_from(sources)).where(lambda row: row.act is not None)
            right = [
                ACTS[int(np.argmax(s.acts))] == r.act for r, s in zip(part.rows, part.scores, strict=True)
            ]
            add(f"acts, accuracy, {name} (n={len(right)})", language, float(np.mean(right)))
        _danger_figures(add, spoken, language, max(thresholds.danger.values()))
        part = spoken.where(lambda row: not row.source.startswith("goemotions_dev"))
        told = [score.language == language for score in part.scores]
        add(f"language, accuracy (n={len(told)})", language, float(np.mean(told)))
    labels = _per_label(everything)
    size = sum(path.stat().st_size for path in model.iterdir())
    return Figures(tuple(lines), labels, thresholds, size)


def _danger_figures(
    add: Callable[[str, str, float], None], spoken: Scored, language: str, threshold: float
) -> None:
    """Add recall and false alarms of the model alone at `threshold`, and at a looser one for comparison."""
    told = spoken.where(lambda row: row.source.startswith("danger") and row.danger != NO_CARD)
    for floor in (threshold, 0.5):
        add(f"danger, recall of the model alone at {floor:.2f} (n={len(told.rows)})", language,
            float(alarms(told.danger(), floor).mean()))  # fmt: skip
        for name, part in (
            ("hard negatives", spoken.where(_hard_negative)),
            ("ordinary work sentences", spoken.where(_ordinary)),
        ):
            add(f"danger, false alarms at {floor:.2f} on {name} (n={len(part.rows)})", language,
                float(alarms(part.danger(), floor).mean()))  # fmt: skip
    worst = told.where(lambda row: row.danger in ("B", "C"))
    add(f"danger, recall on B and C at {threshold:.2f} (n={len(worst.rows)})", language,
        float(alarms(worst.danger(), threshold).mean()))  # fmt: skip
    right = [
        max(DANGERS[1:], key=s.danger.__getitem__) == r.danger
        for r, s in zip(told.rows, told.scores, strict=True)
    ]
    add(f"danger, right card among cards (n={len(right)})", language, float(np.mean(right)))


def _per_label(everything: Scored) -> tuple[tuple[str, str, str], ...]:
    """Return F1 per emotion (English dev, French held back) for the card's second table."""
    english_truth, english = everything.where(_english_emotions).emotions()
    french_truth, french = everything.where(_french_emotions).emotions()
    return tuple(
        (
            name,
            f"{_best_f1(english_truth[:, at], english[:, at]):.2f}",
            f"{_best_f1(french_truth[:, at], french[:, at]):.2f}",
        )
        for at, name in enumerate(EMOTIONS)
    )


def _best_f1(truth: Flags, scores: Floats) -> float:
    return f1(truth, scores >= best(truth, scores))
