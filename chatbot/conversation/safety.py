"""Danger from one message to the next: which fixed card answers, and when to let go.

The rules (crisis guide, sections 2 and 3): the strictest card of the session stays; a joke, a smiley or a
change of subject never lifts it, only the person's own explicit answer does; once a card was shown nothing of
the session is ever counted. All of it is pure: a state comes in, a state and perhaps a card go out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from signals.danger.card import Card, Danger
from signals.danger.order import stricter
from signals.reading import Act

OWN_LIFE: Final = (Card.PASSIVE_IDEATION, Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT)
"""The cards about the person's own life: whatever comes later, the strictest one shown goes on answering."""

HELD: Final = (Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT)
"""Cards that answer every message until the person chooses to go on."""


class SafetyUnreadable(Exception):
    """The slots are not those of a safety state."""


@dataclass(frozen=True, slots=True)
class CardReply:
    """The card to show and which of its texts."""

    card: Card
    variant: str


@dataclass(frozen=True, slots=True)
class SafetyState:
    """What one conversation remembers of danger: slots, never a text.

    `card` is the strictest card shown, None when none was. `active` is the card shown last. `soft` tells that
    the conversation may go on after it. `shown` holds the cards already shown, so that a second showing is
    worded as such.
    """

    card: Card | None = None
    active: Card | None = None
    soft: bool = False
    shown: frozenset[Card] = frozenset()

    @property
    def counting_allowed(self) -> bool:
        """Whether this conversation may still be counted: never again once a card was shown."""
        return self.card is None

    def to_slots(self) -> dict[str, object]:
        """Return the values that travel, sealed, with the browser."""
        return {
            "card": self.card.value if self.card else None,
            "active": self.active.value if self.active else None,
            "soft": self.soft,
            "shown": "".join(sorted(card.value for card in self.shown)),
        }

    @classmethod
    def from_slots(cls, slots: Mapping[str, object]) -> SafetyState:
        """Read what `to_slots` wrote; SafetyUnreadable for anything else."""
        soft, shown = slots.get("soft", False), slots.get("shown", "")
        if not isinstance(soft, bool) or not isinstance(shown, str):
            raise SafetyUnreadable("The safety slots do not have their types.")
        return cls(
            card=_card(slots.get("card")),
            active=_card(slots.get("active")),
            soft=soft,
            shown=frozenset(card for letter in shown if (card := _card(letter)) is not None),
        )


def respond(
    safety: SafetyState, danger: Danger, choice: str | None, act: Act | None
) -> tuple[SafetyState, CardReply | None]:
    """Answer one message or one quick reply; no card means that the conversation answers.

    `danger` is the gate's word on a typed message, `choice` the id of a quick reply ("card.A.yes"), `act`
    what the person was doing with a typed message when that was read.
    """
    if danger.card is not None:
        return _show(safety, _due(safety, danger.card))
    answered = _answer(safety, choice, act)
    if answered is not None:
        return answered
    if safety.active is None or safety.soft:
        return safety, None
    # Somebody writes on without answering: the numbers are said once more, and only the gravest cards hold.
    return (
        replace(safety, soft=safety.active not in HELD),
        CardReply(safety.active, "soft"),
    )


def _due(safety: SafetyState, found: Card) -> Card:
    if found in OWN_LIFE and safety.card in OWN_LIFE:
        return stricter(safety.card, found) or found
    return found


def _show(safety: SafetyState, card: Card) -> tuple[SafetyState, CardReply]:
    variant = "again" if card in safety.shown else "first"
    after = SafetyState(
        card=stricter(safety.card, card),
        active=card,
        soft=False,
        shown=safety.shown | {card},
    )
    return after, CardReply(card, variant)


ANSWERS: Final[Mapping[str, tuple[Card, str, bool]]] = {
    "card.A.no": (Card.PASSIVE_IDEATION, "no", True),
    "card.A.skip": (Card.PASSIVE_IDEATION, "skip", True),
    "card.B.someone": (Card.ACTIVE_IDEATION, "someone", False),
    "card.B.nobody": (Card.ACTIVE_IDEATION, "nobody", False),
    "card.B.talk": (Card.ACTIVE_IDEATION, "talk", True),
    "card.C.called": (Card.PLAN_OR_ACT, "called", False),
    "card.C.cannot": (Card.PLAN_OR_ACT, "cannot", False),
    "card.C.safe": (Card.PLAN_OR_ACT, "safe", False),
    "card.C.talk": (Card.PLAN_OR_ACT, "talk", True),
    "card.D.away": (Card.HARM_TO_OTHERS, "away", True),
    "card.D.talk": (Card.HARM_TO_OTHERS, "talk", True),
    "card.E.now": (Card.VIOLENCE_SUFFERED, "now", True),
    "card.E.talk": (Card.VIOLENCE_SUFFERED, "talk", True),
    "card.F.someone": (Card.LOSS_OF_CONTACT, "someone", True),
    "card.F.talk": (Card.LOSS_OF_CONTACT, "talk", True),
    "card.G.worse": (Card.MEDICAL, "worse", True),
    "card.G.talk": (Card.MEDICAL, "talk", True),
    "card.H.talk": (Card.DANGER_AT_WORK, "talk", True),
    "card.T.now": (Card.OTHER_PERSON, "now", True),
    "card.T.talk": (Card.OTHER_PERSON, "talk", True),
    "card.Q.speaking": (Card.AMBIGUOUS, "speaking", True),
    "card.Q.unsure": (Card.AMBIGUOUS, "unsure", True),
}
"""Each quick reply of a card: its card, the text that answers, whether the talk may then go on."""

ESCALATIONS: Final[Mapping[str, Card]] = {
    "card.A.yes": Card.ACTIVE_IDEATION,
    "card.Q.others": Card.HARM_TO_OTHERS,
    "card.Q.self": Card.ACTIVE_IDEATION,
}
"""Quick replies that lead to another card."""


def _answer(safety: SafetyState, choice: str | None, act: Act | None) -> tuple[SafetyState, CardReply] | None:
    if choice is None and not safety.soft and safety.active is Card.PASSIVE_IDEATION:
        choice = {Act.YES: "card.A.yes", Act.NO: "card.A.no"}.get(act) if act else None
    if choice is None:
        return None
    if choice in ESCALATIONS:
        return _show(safety, _due(safety, ESCALATIONS[choice]))
    if choice not in ANSWERS:
        return None
    card, variant, soft = ANSWERS[choice]
    after = SafetyState(card=stricter(safety.card, card), active=card, soft=soft, shown=safety.shown | {card})
    # An answer to a lighter card does not let go of a graver one that still holds.
    if safety.active in HELD and not safety.soft and card is not safety.active:
        return safety, CardReply(safety.active, "soft")
    return after, CardReply(card, variant)


def _card(letter: object) -> Card | None:
    if letter is None:
        return None
    try:
        return Card(str(letter))
    except ValueError:
        raise SafetyUnreadable("The safety slots name a card that does not exist.") from None
