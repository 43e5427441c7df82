"""GoEmotions' coarser views of its 28 emotions: Ekman's six and neutral, and the sentiment (Demszky et al.,
2020)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from signals.evaluation.choosing import Flags
from signals.reading import EMOTIONS

EKMAN: Mapping[str, Sequence[str]] = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief", "pride",
        "admiration", "desire", "caring",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}  # fmt: skip

SENTIMENT: Mapping[str, Sequence[str]] = {
    "positive": EKMAN["joy"],
    "negative": (*EKMAN["fear"], *EKMAN["sadness"], *EKMAN["disgust"], *EKMAN["anger"]),
    "ambiguous": EKMAN["surprise"],
    "neutral": ("neutral",),
}


def grouped(flags: Flags, groups: Mapping[str, Sequence[str]]) -> Flags:
    """Return which groups each row has a label of: one column per group."""
    return np.stack(
        [flags[:, [EMOTIONS.index(name) for name in names]].any(axis=1) for names in groups.values()], axis=1
    )
