"""Promise 6: it says that it is software, diagnoses nothing, prescribes nothing, and gives its sources."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from house_under_test import House

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.turn import Companion
from config.companion import companion_for
from config.organisation import read_organisation
from signals.reading import LANGUAGES, Language

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
DIAGNOSES = (
    r"vous (?:êtes|faites une?|souffrez d['’e]une?) (?:dépress|burn|bipolaire|trouble)"
    r"|you (?:are|have) (?:depress|a burnout|burnout|bipolar)"
)
MEDICINES = (
    r"prenez (?:un|du|de l)|je vous conseille (?:un|le) (?:médicament|anxiolytique)"
    r"|\btake (?:some|a|an) (?:pill|xanax|ibuprofen|melatonin)"
)


@pytest.fixture(scope="module")
def companion(house: House) -> Companion:
    return companion_for(read_organisation(house.folder / "organisation.toml"))


def answer(companion: Companion, lang: Language, *texts: str) -> str:
    """What Havre says to the last of these messages."""
    state, reply = companion.opening(lang)
    for text in texts:
        state, reply = companion.turn(state, Typed(text), NOW)
    return " ".join(reply.paragraphs)


@pytest.mark.parametrize(
    ("lang", "question", "expected"),
    [
        ("fr", "tu es un robot ou une vraie personne ?", r"programme|logiciel"),
        ("en", "are you a real person or a bot?", r"program|software"),
    ],
)
def test_it_says_that_it_is_software(
    companion: Companion, lang: Language, question: str, expected: str
) -> None:
    assert re.search(expected, answer(companion, lang, question))


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("fr", "est-ce que je fais un burn-out ?"),
        ("fr", "quel médicament je peux prendre pour dormir ?"),
        ("en", "do I have depression?"),
        ("en", "should I take sleeping pills?"),
    ],
)
def test_it_neither_diagnoses_nor_prescribes(companion: Companion, lang: Language, question: str) -> None:
    said = answer(companion, lang, question)
    assert not re.search(DIAGNOSES, said, re.IGNORECASE)
    assert not re.search(MEDICINES, said, re.IGNORECASE)
    assert re.search(r"médecin|pharmacien|doctor|GP|pharmacist", said), "it steers to somebody who can answer"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_suggestion_carries_its_reason_and_its_source(companion: Companion, lang: Language) -> None:
    words = {
        "fr": ("je suis débordée et épuisée", "un exercice s'il te plaît", "vers qui je peux me tourner ?"),
        "en": ("I'm swamped and exhausted", "an exercise please", "who could I turn to?"),
    }[lang]
    state, _ = companion.opening(lang)
    steps, resources = 0, 0
    for text in words:
        state, reply = companion.turn(state, Typed(text), NOW)
        if "check.no" in {each.id for each in reply.quick_replies}:
            # A step that could do harm to some is preceded by a question.
            state, reply = companion.turn(state, Chosen("check.no"), NOW)
        for step in reply.steps:
            steps += 1
            assert step.reason
            assert step.source
        for resource in reply.resources:
            resources += 1
            assert resource.reason
            assert resource.source
            assert resource.employer_learns
    assert steps
    assert resources


def test_every_step_and_every_resource_of_the_library_has_a_source(companion: Companion) -> None:
    for lang in LANGUAGES:
        for step in companion.steps.all(lang):
            assert step.source
        for resource in companion.directory.country("FR", lang):
            assert resource.source
            assert resource.verified_on
