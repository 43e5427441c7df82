"""Two minutes, ten minutes, or only letting go: the shape that the person chooses is kept to."""

from __future__ import annotations

from datetime import datetime

import pytest
from saying import check_no_repeat, check_reply, whole

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.turn import Companion
from signals.reading import Language

NOW = datetime(2026, 10, 7, 19, 30)
TOLD = {
    "fr": [
        "j'en peux plus de mon chef",
        "il me crie dessus devant tout le monde",
        "et personne ne dit rien",
        "je rentre et je pense encore à ça",
        "trop de travail, je cours partout",
        "ma collègue ne me parle plus",
        "je dors mal",
        "j'ai honte",
    ],
    "en": [
        "I can't stand my boss",
        "he screams at me in front of everyone",
        "and nobody says a thing",
        "I go home and I still think about it",
        "too much work, I run all day",
        "my coworker stopped talking to me",
        "I sleep badly",
        "I'm ashamed",
    ],
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_someone_who_only_lets_go_is_asked_nothing_and_offered_nothing(
    real: Companion, language: Language
) -> None:
    state, reply = real.opening(language, "vent")
    replies = [reply]
    for text in TOLD[language]:
        state, reply = real.turn(state, Typed(text), NOW)
        replies.append(reply)
        check_reply(reply, language)
        assert "?" not in whole(reply)
        assert not reply.steps
        assert not reply.resources
    check_no_repeat(replies)
    state, reply = real.turn(state, Chosen("vent.done"), NOW)
    assert "leave" in {quick.id for quick in reply.quick_replies}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_in_two_minutes_a_step_is_reached_in_three_turns(wordless: Companion, language: Language) -> None:
    state, _ = wordless.opening(language, "two")
    state, reply = wordless.turn(state, Typed(TOLD[language][0]), NOW)
    assert "wish.ease" in {quick.id for quick in reply.quick_replies}
    for choice in ("wish.ease", "check.no"):
        if not reply.steps:
            state, reply = wordless.turn(state, Chosen(choice), NOW)
    assert reply.steps
    for offered in reply.steps:
        assert wordless.steps.get(offered.step_id, language).minutes <= 2


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("j'ai que deux minutes", "two"),
        ("je veux juste vider mon sac", "vent"),
        ("I only have two minutes", "two"),
        ("I just want to vent", "vent"),
    ],
)
def test_a_shape_can_be_asked_for_in_words(wordless: Companion, text: str, shape: str) -> None:
    state, _ = wordless.opening("fr" if "j" in text[:2] else "en")
    state, reply = wordless.turn(state, Typed(text), NOW)
    assert state.shape == shape
    check_reply(reply, state.language)


def test_vous_becomes_tu_from_the_very_answer(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(state, Typed("tu peux m'aider ? j'en peux plus de mon chef"), NOW)
    assert state.voice == "fr-tu"
    assert "tu n’en peux plus de ton chef" in whole(reply).casefold()
    state, reply = wordless.turn(state, Typed("on peut se vouvoyer ?"), NOW)
    assert state.voice == "fr"
