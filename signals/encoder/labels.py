"""The questions that the encoder answers, and the order of its answers.

The order is part of the model directory (`labels.json`); it is checked against this file when a model is
loaded, so that a model trained for other questions is refused at the start instead of being misread.
"""

from __future__ import annotations

from signals.contributions.measures import MEASURES
from signals.danger.card import Card
from signals.reading import EMOTIONS, LANGUAGES, Act

FACTORS: tuple[str, ...] = tuple(measure.slug for measure in MEASURES)
"""The twelve measures, the six risks first."""

ACTS: tuple[str, ...] = tuple(act.value for act in Act)
"""The dialogue acts, in the order in which `Act` declares them."""

NO_CARD = "none"
"""The danger class of a message that needs no card."""

DANGERS: tuple[str, ...] = (NO_CARD, *(card.value for card in Card))
"""No card, then the cards by letter."""

OTHER_LANGUAGE = "other"
"""The answer of the language head for a message in neither."""

ORIGINS: tuple[str, ...] = ("none", "fatigue", "conflict", "organisation")
"""The person's angle on what weighs; `none` when it is not said."""

HEADS: dict[str, tuple[str, ...]] = {
    "emotions": EMOTIONS,
    "factors": FACTORS,
    "acts": ACTS,
    "danger": DANGERS,
    "language": (*LANGUAGES, OTHER_LANGUAGE),
    "origin": ORIGINS,
}
"""Every head with its labels, in the order of the model's outputs."""

INDEPENDENT: frozenset[str] = frozenset({"emotions", "factors"})
"""The heads whose labels may be true together (a probability each); in the others the labels share 1."""

EMBEDDING = "embedding"
"""The output that is no answer: the features that every head reads, each of mean 0 and spread 1 on the
training rows."""

OUTPUTS: tuple[str, ...] = (*HEADS, EMBEDDING)
"""Everything that the graph gives, in order."""
