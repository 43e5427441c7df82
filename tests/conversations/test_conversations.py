"""Sixty conversations of ten turns in each language, with the companion that ships.

Each answer is held to its script, no sentence is said twice, and together the conversations meet every
situation, every act, every finer limit, every shape of evening and every card.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from companions import real_companion
from scripts import Script, play, scripts

from chatbot.conversation.message import LONGEST_MESSAGE
from chatbot.conversation.understanding import Understanding, understand
from chatbot.library.anchors import Anchors
from chatbot.library.particulars import TOPICS
from signals.reading import LANGUAGES, Act, Language

FOLDER = Path(__file__).parent
FEWEST, TURNS = 60, 10


@cache
def written(language: Language) -> tuple[Script, ...]:
    return tuple(scripts(FOLDER, language))


def every_script() -> list[Any]:
    return [
        pytest.param(script, id=f"{language}: {script.name}")
        for language in LANGUAGES
        for script in written(language)
    ]


@pytest.mark.parametrize("script", every_script())
def test_conversation(script: Script) -> None:
    play(script, real_companion())


@cache
def heard_in(language: Language) -> tuple[Understanding, ...]:
    """What the companion understands of every message of the battery."""
    companion = real_companion()
    return tuple(
        understand(
            turn["say"][:LONGEST_MESSAGE],
            companion.reader.read(turn["say"], language),
            companion.anchors,
            language,
        )
        for script in written(language)
        for turn in script.turns
        if "say" in turn
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_conversations_enough(language: Language) -> None:
    assert len(written(language)) >= FEWEST
    assert all(len(script.turns) >= TURNS for script in written(language))
    names = [script.name for script in written(language)]
    assert len(set(names)) == len(names)
    told = [turn["say"] for script in written(language) for turn in script.turns if "say" in turn]
    assert len(set(told)) > 0.9 * len(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_held_to_something(language: Language) -> None:
    """A script that asks nothing of most answers would prove nothing."""
    for script in written(language):
        held = [turn for turn in script.turns if set(turn) - {"say", "tap"}]
        assert len(held) >= TURNS - 3, script.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_act_limit_shape_and_card_is_met(language: Language) -> None:
    heard = heard_in(language)
    situations = {name for each in heard for name in each.situations}
    assert set(Anchors.load().known) <= situations
    assert {each.act for each in heard} == set(Act)
    topics = {(each.act, each.topic) for each in heard}
    asked = {(act, topic) for act, fine in TOPICS.items() for topic in fine if topic != "other"}
    assert asked <= topics, sorted(f"{act}: {topic}" for act, topic in asked - topics)
    assert {script.shape for script in written(language)} >= {"two", "ten", "vent"}
    cards = {turn["card"] for script in written(language) for turn in script.turns if "card" in turn}
    assert cards >= set("ABCDEFGHTQ")
