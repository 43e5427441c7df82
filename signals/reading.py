"""What one message was read as: the value that the encoder and the danger gate give to the conversation.

A reading lives for one turn. Nothing of it is stored; only work factors that the person later ticks are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, get_args

from signals.contributions.measures import Measure
from signals.danger.card import NO_DANGER, Danger

Language = Literal["fr", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages that are read and spoken; a message in another one is given to the nearer of the two."""

EMOTIONS: tuple[str, ...] = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement",
    "fear", "gratitude", "grief", "joy", "love", "nervousness", "optimism",
    "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
"""The 28 names of GoEmotions (Demszky et al., ACL 2020), in the order of its label file."""


class Act(StrEnum):
    """What the person is doing with a message."""

    NARRATIVE = "narrative"
    GREETING = "greeting"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    REFUSAL = "refusal"
    ASK_CONFIDENTIALITY = "ask_confidentiality"
    ASK_ABOUT_BOT = "ask_about_bot"
    ASK_DIAGNOSIS = "ask_diagnosis"
    ASK_MEDICATION = "ask_medication"
    ASK_ADVICE = "ask_advice"
    ASK_EXERCISE = "ask_exercise"
    ASK_REFERRAL = "ask_referral"
    RIGHTS_QUESTION = "rights_question"
    HARASSMENT_DISCLOSURE = "harassment_disclosure"
    THIRD_PERSON = "third_person"
    DEPENDENCE = "dependence"
    NEGATIVE_FEEDBACK = "negative_feedback"
    OFF_TOPIC = "off_topic"
    INSULT = "insult"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read. Probabilities are in [0, 1]; labels are those at or over their own threshold.

    `emotions` maps each of EMOTIONS to a probability, `factors` each measure to one; both are empty when the
    encoder was not available (`understood` is then False) and the danger gate alone has spoken.
    `origin` is the person's angle when it is clear: "fatigue", "conflict" or "organisation". `embedding` is
    where the message lies among others (length 1, compared by product); empty when not understood. `foreign`
    says that the message is neither French nor English, whatever else was read in it.
    """

    language: Language
    emotions: Mapping[str, float] = field(default_factory=dict)
    emotion_labels: tuple[str, ...] = ()
    factors: Mapping[Measure, float] = field(default_factory=dict)
    factor_labels: tuple[Measure, ...] = ()
    act: Act = Act.NARRATIVE
    act_confidence: float = 0.0
    origin: Literal["fatigue", "conflict", "organisation"] | None = None
    danger: Danger = NO_DANGER
    understood: bool = True
    embedding: tuple[float, ...] = ()
    foreign: bool = False
