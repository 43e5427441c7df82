"""Read the thresholds that lie beside a model, and check that they answer its labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from signals.encoder.interface import EncoderUnavailable, Thresholds
from signals.encoder.labels import DANGERS, FACTORS, NO_CARD
from signals.reading import EMOTIONS


def read_thresholds(path: Path) -> Thresholds:
    """Return the thresholds of `path`; raise EncoderUnavailable, naming the file and the key, if one is
    missing."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Thresholds(
            emotions={
                "fr": _ordered(content["emotions"]["fr"], EMOTIONS),
                "en": _ordered(content["emotions"]["en"], EMOTIONS),
            },
            factors={
                "fr": _ordered(content["factors"]["fr"], FACTORS),
                "en": _ordered(content["factors"]["en"], FACTORS),
            },
            danger={
                card: _probability(content["danger_threshold"][card]) for card in DANGERS if card != NO_CARD
            },
            origin=_probability(content["origin"]),
        )
    except OSError as error:
        raise EncoderUnavailable(
            f"{path} cannot be read ({error.strerror}); install the model again."
        ) from error
    except KeyError as error:
        raise EncoderUnavailable(f"{path} has no threshold for {error}; run the evaluation again.") from error
    except (ValueError, TypeError) as error:
        raise EncoderUnavailable(f"{path} is malformed: {error}; run the evaluation again.") from error


def _ordered(named: dict[str, float], order: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(_probability(named[label]) for label in order)


def _probability(value: float) -> float:
    number = float(value)
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{number} is no probability")
    return number
