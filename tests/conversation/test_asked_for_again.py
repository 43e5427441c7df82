"""An exercise asked for after a no, and a question of safety that got no answer."""

from __future__ import annotations

from datetime import datetime

import pytest
from companions import real_companion

from chatbot.conversation.message import Typed
from chatbot.library.steps import Steps
from signals.reading import Language

NOW = datetime(2026, 10, 7, 19, 30)
TIRED: dict[Language, str] = {
    "fr": "J'ai trop de travail, des délais intenables, je suis épuisée.",
    "en": "I have too much work, impossible deadlines, I'm worn out.",
}
NO: dict[Language, str] = {"fr": "pas d'exercice svp", "en": "no exercises please"}
ASKED: dict[Language, str] = {"fr": "Un exercice, s'il vous plaît.", "en": "An exercise, please."}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_exercise_asked_for_after_a_no_is_given(language: Language) -> None:
    companion = real_companion()
    state, _ = companion.opening(language)
    for text in (TIRED[language], NO[language]):
        state, _ = companion.turn(state, Typed(text), NOW)
    assert state.easing.declined
    state, reply = companion.turn(state, Typed(ASKED[language]), NOW)
    assert not state.easing.declined
    assert reply.steps or [quick.id for quick in reply.quick_replies] == ["check.no", "check.yes"]


def test_a_question_of_safety_left_unanswered_is_taken_for_a_yes() -> None:
    companion = real_companion()
    steps = Steps.load()
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("J'ai peur de demain. Vous avez un exercice ?"), NOW)
    asked = set(state.easing.checking)
    assert asked, "one of the steps that fit is not for everybody"
    _, again = companion.turn(state, Typed(ASKED["fr"]), NOW)
    assert again.steps
    for step in again.steps:
        assert not asked & set(steps.get(step.step_id, state.voice).contraindications)
