"""Why a message is read as it is: `havre classify --explain`. For developers; never logged, never kept.

An explanation names rules, guards, thresholds and probabilities. It repeats no word of the message.
"""

from __future__ import annotations

from typing import Any

from signals.danger.gate import Explained
from signals.encoder.interface import Encoder
from signals.encoder.labels import FACTORS
from signals.reader import Reader, clean
from signals.reading import EMOTIONS, Reading

SHOWN = 0.05
"""Probabilities below this are left out."""


def explain(text: str, reading: Reading, reader: Reader) -> dict[str, Any]:
    """Return what `reading` rests on, in plain values that JSON can hold."""
    cleaned = clean(text)
    if reader.encoder is None:
        return {"danger": _danger(reader.gate.explain(cleaned, None))}
    scores = reader.encoder.scores([cleaned])[0]
    return {
        "danger": _danger(reader.gate.explain(cleaned, scores.danger)),
        "labels": _over(reading, reader.encoder),
        "act": round(reading.act_confidence, 3),
        "language": {
            "confidence": round(scores.language_confidence, 3),
            "foreign": round(scores.foreign, 3),
        },
    }


def _danger(explained: Explained) -> dict[str, Any]:
    found, danger = explained.found, explained.danger
    return {
        "from": danger.found_by,
        "rule": danger.rule,
        "fired": [rule.name for rule in found.fired],
        "silenced": [{"rule": each.rule, "guard": each.guard, "firm": each.firm} for each in found.silenced],
        "guards": list(found.explained),
        "limits": explained.table,
        "any": {
            "chance": round(explained.any, 3),
            "limit": explained.limits.any,
        },
        "scores": {
            card.value: {"chance": round(chance, 3), "limit": explained.limits.card[card]}
            for card, chance in explained.chances.items()
            if chance >= SHOWN
        },
    }


def _over(reading: Reading, encoder: Encoder) -> dict[str, Any]:
    """Return each label that stands out, with its probability and the threshold it is compared with."""
    chances = {**reading.emotions, **{measure.slug: chance for measure, chance in reading.factors.items()}}
    limits = {
        **dict(zip(EMOTIONS, encoder.thresholds.emotions[reading.language], strict=True)),
        **dict(zip(FACTORS, encoder.thresholds.factors[reading.language], strict=True)),
    }
    return {
        name: {"chance": round(chance, 3), "limit": limits[name]}
        for name, chance in chances.items()
        if chance >= SHOWN or chance >= limits[name]
    }
