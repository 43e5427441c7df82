"""Readings that a test writes by hand, as a sure encoder would give them."""

from __future__ import annotations

from collections.abc import Mapping

from signals.contributions.measures import Measure
from signals.danger.card import NO_DANGER, Danger
from signals.reading import Act, Language, Reading


def reading(
    act: Act = Act.NARRATIVE,
    *,
    emotions: Mapping[str, float] | None = None,
    factors: Mapping[Measure, float] | None = None,
    danger: Danger = NO_DANGER,
    language: Language = "fr",
) -> Reading:
    """A reading by a sure encoder."""
    feelings, measures = emotions or {}, factors or {}
    return Reading(
        language=language,
        emotions=feelings,
        emotion_labels=tuple(name for name, chance in feelings.items() if chance >= 0.3),
        factors=measures,
        factor_labels=tuple(measure for measure, chance in measures.items() if chance >= 0.5),
        act=act,
        act_confidence=0.99,
        danger=danger,
    )
