"""The danger cards: what kind of danger a message may tell of, and therefore which fixed words answer it.

A card is a route to the right words, never a score of a person: it lives in memory for one turn and in the
sealed state of one conversation, and reaches no store (NICE NG225 advises against risk scales).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Card(StrEnum):
    """The fixed cards, named as in the crisis guide."""

    PASSIVE_IDEATION = "A"
    ACTIVE_IDEATION = "B"
    PLAN_OR_ACT = "C"
    HARM_TO_OTHERS = "D"
    VIOLENCE_SUFFERED = "E"
    LOSS_OF_CONTACT = "F"
    MEDICAL = "G"
    DANGER_AT_WORK = "H"
    AMBIGUOUS = "Q"
    OTHER_PERSON = "T"


@dataclass(frozen=True, slots=True)
class Danger:
    """What the gate found in one message.

    `card` is None when nothing needs a card. `kind` is the finer kind of the rule or of the model's class
    (for developers and tests), `rule` the name of the rule that fired, None when the model alone did.
    """

    card: Card | None
    kind: str | None = None
    rule: str | None = None

    @property
    def found_by(self) -> Literal["rule", "model"] | None:
        """What asked for the card; None when nothing did."""
        if self.card is None:
            return None
        return "rule" if self.rule else "model"


NO_DANGER = Danger(card=None)
