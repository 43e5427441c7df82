"""Which of two cards comes first: danger to life before danger of harm, and acting before clarifying.

This is the order in which help is offered, not a grading of people: nothing of it is kept (NICE NG225).
"""

from __future__ import annotations

from typing import Final

from signals.danger.card import Card

STRICTEST_FIRST: Final[tuple[Card, ...]] = (
    Card.PLAN_OR_ACT,
    Card.ACTIVE_IDEATION,
    Card.VIOLENCE_SUFFERED,
    Card.HARM_TO_OTHERS,
    Card.LOSS_OF_CONTACT,
    Card.MEDICAL,
    Card.DANGER_AT_WORK,
    Card.PASSIVE_IDEATION,
    Card.OTHER_PERSON,
    Card.AMBIGUOUS,
)
"""The person's own life first; then violence, loss of contact, the body and the workplace, whose cards name
an emergency number at once; then the cards that open with a question (A), with someone else (T), or with a
doubt (Q)."""

OWN_LIFE: Final[frozenset[Card]] = frozenset({Card.PLAN_OR_ACT, Card.ACTIVE_IDEATION, Card.PASSIVE_IDEATION})
"""The cards that speak of the person's own death; a model that hesitates between them asks (card A)."""

_RANK: Final = {card: rank for rank, card in enumerate(STRICTEST_FIRST)}


def stricter(first: Card | None, second: Card | None) -> Card | None:
    """The card that comes first of the two; None only when both are None."""
    if first is None or second is None:
        return first or second
    return min(first, second, key=_RANK.__getitem__)
