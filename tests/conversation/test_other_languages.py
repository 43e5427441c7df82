"""Whoever writes in a language that is not read is told so, kindly, in both that are; danger comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from companions import real_companion

from chatbot.conversation.message import Typed
from chatbot.conversation.turn import Companion
from signals.danger.card import Card
from signals.reading import Language, Reading

NOW = datetime(2026, 10, 7, 19, 30)


class Foreign:
    """A reader that takes every message for a foreign one; the danger is that of the real reader."""

    def __init__(self, companion: Companion) -> None:
        self.reader = companion.reader

    def read(self, text: str, language: Language | None = None) -> Reading:
        return replace(self.reader.read(text, language), foreign=True)


@pytest.fixture(scope="module")
def companion() -> Companion:
    real = real_companion()
    return replace(real, reader=Foreign(real))


@pytest.mark.parametrize(
    ("language", "ours", "other"), [("fr", "anglais", "English"), ("en", "English", "français")]
)
def test_it_is_said_in_both_languages_once(
    companion: Companion, language: Language, ours: str, other: str
) -> None:
    state, _ = companion.opening(language)
    state, reply = companion.turn(state, Typed("Estoy agotada de este trabajo"), NOW)
    said = " ".join(reply.paragraphs)
    assert ours in said
    assert other in said
    assert f"lang.{'en' if language == 'fr' else 'fr'}" in {each.id for each in reply.quick_replies}
    state, again = companion.turn(state, Typed("Mi jefe no me escucha nunca"), NOW)
    assert not set(reply.paragraphs) & set(again.paragraphs)
    assert ours in " ".join(again.paragraphs)
    assert f"lang.{'en' if language == 'fr' else 'fr'}" not in {each.id for each in again.quick_replies}


def test_danger_comes_before_the_language(companion: Companion) -> None:
    state, _ = companion.opening("fr")
    _, reply = companion.turn(state, Typed("No puedo más, je vais me tuer ce soir"), NOW)
    assert reply.card in (Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT)
