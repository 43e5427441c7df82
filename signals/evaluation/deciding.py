"""Choose the thresholds of an exported model, on the held-back rows alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from signals.encoder.labels import DANGERS, FACTORS, NO_CARD
from signals.encoder.onnx import OnnxEncoder
from signals.evaluation.choosing import alarm_threshold, best, curve
from signals.evaluation.scored import Scored
from signals.reading import EMOTIONS, LANGUAGES
from signals.training.rows import Row

HARD_FALSE_ALARMS = 0.015
"""The share of hard negatives on which the model alone may raise a card: the rules carry the recall."""

ORDINARY_FALSE_ALARMS = 0.005
"""The same for ordinary sentences about work."""

ORIGIN = 0.5
"""From which probability an angle (fatigue, conflict, organisation) is taken as clear."""


def decide(held_back: Sequence[Row], model: Path) -> None:
    """Write into `model` the thresholds under which the held-back rows are read best."""
    everything = Scored.of(held_back, OnnxEncoder.load(model))
    shared = alarm_threshold(
        everything.where(_hard_negative).danger()[1],
        everything.where(_ordinary).danger()[1],
        HARD_FALSE_ALARMS,
        ORDINARY_FALSE_ALARMS,
    )
    _write(
        model,
        {
            "emotions": _emotions(everything),
            "factors": _factors(everything.where(lambda row: row.factors is not None)),
            "danger_threshold": dict.fromkeys(DANGERS[1:], shared),
            "origin": ORIGIN,
        },
    )


def _emotions(everything: Scored) -> dict[str, dict[str, float]]:
    english_truth, english = everything.where(_from("goemotions_dev")).emotions()
    french_truth, french = everything.where(_french_emotions).emotions()
    chosen: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    for column, name in enumerate(EMOTIONS):
        prior = curve(english_truth[:, column], english[:, column])
        chosen["en"][name] = best(english_truth[:, column], english[:, column])
        chosen["fr"][name] = best(french_truth[:, column], french[:, column], prior)
    return chosen


def _factors(known: Scored) -> dict[str, dict[str, float]]:
    chosen: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        truth, scores = known.speaking(language).factors()
        other_truth, others = known.speaking(other).factors()
        for column, name in enumerate(FACTORS):
            prior = curve(other_truth[:, column], others[:, column])
            chosen[language][name] = best(truth[:, column], scores[:, column], prior)
    return chosen


def _from(*sources: str) -> Callable[[Row], bool]:
    return lambda row: row.source.startswith(sources)


def _french_emotions(row: Row) -> bool:
    return row.language == "fr" and row.emotions is not None and "emotions" in row.source


def _hard_negative(row: Row) -> bool:
    return row.source.startswith("danger") and row.danger == NO_CARD


def _ordinary(row: Row) -> bool:
    return row.source.startswith("factors")


def _write(model: Path, content: dict[str, object]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (model / "thresholds.json").write_text(text, encoding="utf-8")
