"""What a message is taken to say, given what was told before it.

One message read alone misleads: light words in a hard story are irony or politeness, a guess about a sentence
that presents somebody is only a guess, and what is grave stays what the conversation is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chatbot.conversation.evidence import GOOD_FEELINGS, GRAVE
from chatbot.conversation.state import State
from chatbot.conversation.understanding import Understanding
from signals.contributions.measures import Pole
from signals.reading import Act

SHORT_ANSWER = 8
"""Words up to which a message may be a plain answer to the question that was just asked."""

_QUESTIONS = frozenset(
    {Act.ASK_CONFIDENTIALITY, Act.ASK_ABOUT_BOT, Act.ASK_DIAGNOSIS, Act.ASK_MEDICATION, Act.RIGHTS_QUESTION}
)
"""Acts that, in the middle of a story, take a question mark or certainty."""

_BRIEF_ACTS = frozenset({Act.GREETING, Act.REFUSAL, Act.NEGATIVE_FEEDBACK})
"""Acts that are said in a few words: a longer message is the story going on."""

_GUESSED = frozenset(
    {
        Act.NEGATIVE_FEEDBACK,
        Act.REFUSAL,
        Act.GREETING,
        Act.OFF_TOPIC,
        Act.INSULT,
        Act.GOODBYE,
        Act.THANKS,
        Act.NO,
        Act.YES,
    }
)
"""Acts that only the encoder's guess would make of a short answer."""

_LESSER = frozenset({"mistake", "fatigue", "relations"})
"""Situations that somebody who told of something grave must not be sent to: least of all their own fault."""


def mixed(heard: Understanding) -> bool:
    """Whether light and heavy feelings were heard together."""
    feelings = {*heard.feelings}
    return bool(feelings & GOOD_FEELINGS) and bool(feelings - GOOD_FEELINGS)


def believed(state: State, heard: Understanding) -> Understanding:
    """Return the message as it is taken in this conversation."""
    situations = heard.situations
    if heard.guessed and (
        state.safety.card is not None or not heard.near or not (heard.hard or heard.feelings)
    ):
        # Only what the words say, or lie very near to, is given back as a fact.
        situations = ()
    if heard.guessed:
        # What is grave is never guessed.
        situations = tuple(name for name in situations if name not in GRAVE)
    if GRAVE.intersection(state.story.situations):
        situations = tuple(name for name in situations if name not in _LESSER)
    heard = replace(heard, situations=situations)
    if state.story.good and not heard.hard_said and not situations:
        # A good day does not turn on a feeling that no word says.
        light = tuple(name for name in heard.feelings if name in GOOD_FEELINGS)
        heard = replace(heard, hard=False, feelings=light)
    return _without_false_cheer(state, heard)


def _without_false_cheer(state: State, heard: Understanding) -> Understanding:
    """Keep a hard story hard, and mixed feelings mixed: nothing is celebrated over someone's head."""
    never_light = state.safety.card is not None or state.story.third
    hard_story = never_light or (bool(state.story.told) and not state.story.good)
    both = mixed(heard)
    if not heard.good or not (hard_story or both):
        return heard
    heard = heard.not_good()
    if both:
        risks = tuple(measure for measure in heard.measures if measure.pole is Pole.RISK)
        return replace(heard, measures=risks)
    feelings = tuple(name for name in heard.feelings if name in heard.named or name not in GOOD_FEELINGS)
    return replace(heard, feelings=feelings)


def is_story_after_all(state: State, heard: Understanding) -> bool:
    """Say whether an act that only the encoder guessed is more likely the story going on."""
    if state.pending and heard.act in _GUESSED:
        # Just after a question, a few words are its answer rather than a change of subject.
        return True
    anchored = bool(heard.situations) and not heard.guessed
    if heard.act is Act.HARASSMENT_DISCLOSURE and anchored:
        # The words say what it is about; the encoder alone does not make it graver.
        return True
    told = bool(state.story.told) or state.safety.card is not None
    unlikely: Mapping[Act, bool] = {
        Act.NONSENSE: heard.length > 1,
        Act.INSULT: heard.length > 1,
        Act.OFF_TOPIC: not heard.asks,
        Act.GOODBYE: heard.length > SHORT_ANSWER or not heard.sure,
        # Those who are there for the person, or named in passing, are not whom they worry about.
        Act.THIRD_PERSON: bool(heard.people or heard.supports) or not heard.sure,
        Act.HARASSMENT_DISCLOSURE: bool(heard.people or heard.supports or state.story.situations)
        or not heard.sure,
    }
    if heard.act in _QUESTIONS:
        return told and not (heard.asks or heard.sure)
    briefly = heard.sure and heard.length <= SHORT_ANSWER
    return told and unlikely.get(heard.act, heard.act in _BRIEF_ACTS and not briefly)
