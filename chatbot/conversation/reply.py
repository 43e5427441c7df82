"""What Havre answers in a turn: words, ways forward, and the help that goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chatbot.conversation.picture import Picture
from chatbot.library.steps import Guided
from referrals.directory import Phone
from referrals.emergency import Number
from signals.danger.card import Card


@dataclass(frozen=True, slots=True)
class QuickReply:
    """Something the person may answer with one tap; `label` is in their voice."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A self-soothing step, offered; `reason` answers "why this?"."""

    step_id: str
    name: str
    minutes: int
    reason: str
    source: str
    evidence: str
    guided: Guided | None


@dataclass(frozen=True, slots=True)
class OfferedResource:
    """Someone who can help; `employer_learns` answers "what will my employer know?"."""

    resource_id: str
    name: str
    phone: Phone | None
    hours: str
    cost: str
    employer_learns: str
    reason: str
    source: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Without a card: one to three paragraphs, 2 to 5 short sentences, at most 90 words and one question, and
    two to four quick replies. With a card, everything comes from the card. `picture` is what was understood,
    for the person to correct. `count_offered` says that the review of what would be counted is one of the
    ways forward, `closing` that the person is leaving.
    """

    paragraphs: tuple[str, ...]
    quick_replies: tuple[QuickReply, ...] = ()
    steps: tuple[OfferedStep, ...] = ()
    resources: tuple[OfferedResource, ...] = ()
    card: Card | None = None
    calls: tuple[Number, ...] = ()
    picture: Picture | None = None
    count_offered: bool = False
    closing: bool = False
