"""Whoever says tu is answered with tu from there on; whoever does not is said vous. Never both."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from given_readings import reading

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from chatbot.library.addressing import tu_word, vous_word
from chatbot.library.matching import Reasons
from chatbot.library.steps import Steps, said_with_tu
from chatbot.library.voice import Register
from referrals.routing import ReferralReasons
from referrals.sheets import Entry, SheetError
from signals.contributions.measures import MEASURES
from signals.reading import EMOTIONS, Act, Reading

NOW = datetime(2026, 10, 7, 19, 30)
SAID = (
    "j'en peux plus de mon chef",
    "je me sens nulle et je dors plus",
    "trop de travail, je cours partout",
    "ma collègue ne me parle plus depuis trois mois",
    "on me demande de mentir aux clients",
    "une cliente m'a hurlé dessus",
    "je fais les nuits et je ne vois plus mes enfants",
    "belle journée, mon équipe m'a remerciée",
    "crevée",
    "j'ai fait une erreur, je m'en veux",
    "mon père est malade, je m'occupe de lui",
    "bof",
    "ma sœur m'écoute",
    "j'ai rien compris à ce qu'on me demande",
)
"""Messages in which nobody is said tu nor vous."""

Factory = Callable[[Mapping[str, Reading]], Companion]


def readings_of(dice: random.Random) -> dict[str, Reading]:
    """Return a reading for each act and each message, as an encoder might give on its worst day."""
    found = {act.value: reading(act, language="fr") for act in Act}
    for text in SAID:
        found[text] = reading(
            Act.NARRATIVE,
            emotions={name: dice.random() for name in dice.sample(EMOTIONS, 3)},
            factors={measure: dice.random() for measure in dice.sample(MEASURES, 2)},
            language="fr",
        )
    return found


def words_of(reply: Reply) -> Iterator[str]:
    """Yield all that a reply says in the conversation's own words: no card, nor the directory's sheet."""
    if reply.card is None:
        yield from reply.paragraphs
        yield from (quick.label for quick in reply.quick_replies if quick.id != "lang.en")
        for step in reply.steps:
            yield from (step.name, step.reason)
        yield from (resource.reason for resource in reply.resources)


def walk(companion: Companion, register: Register, dice: random.Random, lines: list[str]) -> list[Reply]:
    state, reply = companion.opening("fr")
    state, replies = replace(state, register=register), []
    for _ in range(12):
        taps = [
            quick.id
            for quick in reply.quick_replies
            if quick.id not in {"leave", "count.open"} and not quick.id.startswith("lang.")
        ]
        message = Chosen(dice.choice(taps)) if taps and dice.random() < 0.5 else Typed(dice.choice(lines))
        state, reply = companion.turn(state, message, NOW)
        assert state.register == register, message
        replies.append(reply)
    return replies


@pytest.mark.parametrize("register", ["tu", "vous"])
def test_two_hundred_conversations_never_mix_tu_and_vous(told: Factory, register: Register) -> None:
    other = vous_word if register == "tu" else tu_word
    for seed in range(200):
        dice = random.Random(f"{register}{seed}")
        readings = readings_of(dice)
        for reply in walk(told(readings), register, dice, list(readings)):
            for text in words_of(reply):
                assert other(text) is None, text


def after(companion: Companion, *texts: str) -> tuple[State, str]:
    """Return the state and the words of the last reply after these messages."""
    state, reply = companion.opening("fr")
    for text in texts:
        state, reply = companion.turn(state, Typed(text), NOW)
    return state, " ".join(words_of(reply))


def test_who_begins_with_tu_is_answered_with_tu_and_stays_so(wordless: Companion) -> None:
    state, said = after(wordless, "salut tu peux m'aider")
    assert state.register == "tu"
    assert vous_word(said) is None
    state, said = after(wordless, "salut tu peux m'aider", "mon chef me crie dessus", "je dors plus")
    assert state.register == "tu"
    assert vous_word(said) is None


def test_the_message_that_brings_tu_is_given_back_with_tu(wordless: Companion) -> None:
    state, said = after(wordless, "tu sais, j'en peux plus de mon chef")
    assert state.register == "tu"
    assert vous_word(said) is None


@pytest.mark.parametrize("text", ["vous pouvez me dire tu ?", "on peut se tutoyer ?", "tutoie-moi"])
def test_tu_may_be_asked_for(wordless: Companion, text: str) -> None:
    state, said = after(wordless, "mon chef me crie dessus", text)
    assert state.register == "tu"
    assert vous_word(said) is None


@pytest.mark.parametrize("text", ["vous pouvez me vouvoyer ?", "je préfère qu'on se vouvoie"])
def test_vous_may_be_asked_for_again(wordless: Companion, text: str) -> None:
    state, said = after(wordless, "salut tu peux m'aider", text, "mon chef me crie dessus")
    assert state.register == "vous"
    assert tu_word(said) is None


def test_nobody_is_said_tu_who_did_not_say_it(wordless: Companion) -> None:
    state, said = after(wordless, "bonjour", "mon chef m'a dit « tu es nulle »", "je dors plus")
    assert state.register == "vous"
    assert tu_word(said) is None


STEPS = Steps.load()
STEPS_FOLDER = Path("steps")


def test_every_step_exists_in_both_french_voices_with_the_same_facts() -> None:
    for formal, familiar in zip(STEPS.all("fr"), STEPS.all("fr-tu"), strict=True):
        for field in ("id", "minutes", "kind", "source", "evidence", "contraindications", "rounds"):
            assert getattr(formal, field) == getattr(familiar, field)
        assert len(formal.instructions) == len(familiar.instructions)
        assert [phase.seconds for phase in formal.phases] == [phase.seconds for phase in familiar.phases]


def test_no_step_says_tu_to_whom_vous_is_said() -> None:
    for step in STEPS.all("fr"):
        texts = (step.name, step.summary, *step.instructions, step.back_to_work, step.caution or "")
        assert [text for text in texts if tu_word(text)] == []


@pytest.mark.parametrize(
    ("words", "own", "said"),
    [
        ({"name": "Marchez"}, {}, "'Marchez' of name says vous"),
        ({"name": "Marcher"}, {"name": "Marcher"}, "name says the same"),
        ({"instructions": ["Marchez", "Buvez"]}, {"instructions": ["Marche"]}, "as many lines"),
    ],
)
def test_words_of_a_step_that_cannot_be_said_with_tu_say_where(
    words: dict[str, object], own: dict[str, object], said: str
) -> None:
    place = STEPS_FOLDER / "act.toml"
    with pytest.raises(SheetError, match=said):
        said_with_tu({"walk": Entry(place, "walk", words)}, {"walk": Entry(place, "walk", own)})


def test_why_a_step_or_a_person_is_offered_is_said_with_tu() -> None:
    assert all(vous_word(text) is None for text in Reasons.load().by_voice["fr-tu"].values())
    reasons = ReferralReasons.load()
    for key, formal in reasons.by_lang["fr"].items():
        familiar = reasons.text(key, "fr", familiar=True)
        assert vous_word(familiar) is None, key
        assert tu_word(formal) is None, key
        assert (familiar != formal) == (key in reasons.familiar), key
