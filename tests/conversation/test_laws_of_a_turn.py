"""The laws that hold on every turn of any conversation: length, one question, never twice, always a way
forward."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from given_readings import reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from saying import check_no_repeat, check_reply, whole

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from signals.contributions.measures import MEASURES
from signals.reading import EMOTIONS, Act, Language, Reading

NOW = datetime(2026, 10, 7, 19, 30)
TOLD = {
    "fr": [
        "j'en peux plus de mon chef",
        "trop de travail, je cours partout",
        "ma collègue ne me parle plus",
        "je suis épuisée",
        "on me demande de mentir aux clients",
        "une cliente m'a hurlé dessus",
        "je fais les nuits et je ne dors plus",
        "ils vont supprimer des postes",
        "belle journée, l'équipe m'a remerciée",
        "crevée",
        "j'ai honte",
        "je sais pas",
        "j'ai fait une erreur, je m'en veux",
        "mon père est malade, je m'occupe de lui",
        "je m'ennuie au bureau, rien à faire de la journée",
        "bof",
        "Depuis la fusion personne ne sait qui décide quoi."
        " Mon équipe est partie. Je reste avec les dossiers des autres et les mails.",
    ],
    "en": [
        "I can't stand my boss",
        "too much work, I run all day",
        "my coworker stopped talking to me",
        "I'm exhausted",
        "they ask me to lie to customers",
        "a customer screamed at me",
        "I'm on nights and I can't sleep",
        "they're cutting jobs",
        "great day, the team thanked me",
        "tired",
        "I'm ashamed",
        "I don't know",
        "I made a mistake, I blame myself",
        "my dad is ill, I look after him",
        "I'm bored, there's nothing to do all day",
        "meh",
        "Since the merger nobody knows who decides what. My team has left."
        " I'm left with everyone's files and the mail.",
    ],
}

Factory = Callable[[Mapping[str, Reading]], Companion]


def random_readings(dice: random.Random, language: Language) -> dict[str, Reading]:
    """Readings as an encoder might give them on its worst day: any act, any feeling, any factor."""
    found = {}
    for act in Act:
        for number in range(2):
            feelings = {name: dice.random() for name in dice.sample(EMOTIONS, 2)}
            factors = {measure: dice.random() for measure in dice.sample(MEASURES, 2)}
            found[f"{act.value} {number}"] = reading(
                act, emotions=feelings, factors=factors, language=language
            )
    for text in TOLD[language]:
        feelings = {name: dice.random() for name in dice.sample(EMOTIONS, 3)}
        factors = {measure: dice.random() for measure in dice.sample(MEASURES, 2)}
        found[text] = reading(Act.NARRATIVE, emotions=feelings, factors=factors, language=language)
    return found


def walk(
    companion: Companion, language: Language, dice: random.Random, lines: list[str], turns: int
) -> list[Reply]:
    state, reply = companion.opening(language)
    replies = [reply]
    for _ in range(turns):
        taps = [
            quick.id
            for quick in reply.quick_replies
            if quick.id != "leave" and not quick.id.startswith("lang.")
        ]
        message = Chosen(dice.choice(taps)) if taps and dice.random() < 0.45 else Typed(dice.choice(lines))
        before = state
        state, reply = companion.turn(state, message, NOW)
        replies.append(reply)
        check_reply(reply, language)
        assert len(set(state.asked)) == len(state.asked)
        if state.pending is not None and "?" in whole(reply):
            assert state.pending not in before.asked, f"asked twice: {state.pending}"
    return replies


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_hundred_random_conversations_keep_every_law(told: Factory, language: Language) -> None:
    for seed in range(100):
        dice = random.Random(f"{language}{seed}")
        readings = random_readings(dice, language)
        check_no_repeat(walk(told(readings), language, dice, list(readings), turns=12))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_an_encoder_the_laws_hold_too(wordless: Companion, language: Language) -> None:
    for seed in range(25):
        dice = random.Random(f"{language}{seed}")
        check_no_repeat(walk(wordless, language, dice, TOLD[language], turns=12))


@pytest.mark.parametrize("language", ["fr", "en"])
@given(seed=st.integers(0, 10**6), length=st.integers(0, 9))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_from_any_state_every_act_gets_a_way_forward(
    told: Factory, language: Language, seed: int, length: int
) -> None:
    dice = random.Random(seed)
    readings = random_readings(dice, language)
    companion = told(readings)
    state, reply = companion.opening(language)
    for _ in range(length):
        taps = [quick.id for quick in reply.quick_replies]
        message = (
            Chosen(dice.choice(taps)) if taps and dice.random() < 0.5 else Typed(dice.choice(list(readings)))
        )
        state, reply = companion.turn(state, message, NOW)
    for act in Act:
        _, reply = companion.turn(state, Typed(f"{act.value} 0"), NOW)
        check_reply(reply, state.language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_quick_reply_works_from_the_start_and_when_stale(
    wordless: Companion, language: Language
) -> None:
    choices = [
        piece.id.removeprefix("labels.")
        for name, pool in wordless.replies.pools[language].items()
        if name.startswith("labels.")
        for piece in pool
    ]
    choices += [f"step.{step.id}" for step in wordless.steps.all(language)] + [
        "leave",
        "step.gone",
        "nowhere",
        "",
        "card.Z.x",
        "a.b.c",
    ]
    for choice in choices:
        state, _ = wordless.opening(language)
        state, reply = wordless.turn(state, Chosen(choice), NOW)
        check_reply(reply, state.language)


@pytest.mark.parametrize("language", ["fr", "en"])
@given(text=st.text(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_breaks_a_turn(wordless: Companion, language: Language, text: str) -> None:
    state, _ = wordless.opening(language)
    _, reply = wordless.turn(state, Typed(text), NOW)
    check_reply(reply, language)


def test_a_message_that_is_too_long_gets_a_kind_sentence(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    _, reply = wordless.turn(state, Typed("je suis fatiguée " * 600), NOW)
    assert "8\u00a0000" in whole(reply) or "trop long" in whole(reply)
    check_reply(reply, "fr")


def test_advice_is_never_given_before_listening(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(state, Typed("que dois-je faire ?"), NOW)
    advice = {
        piece.text
        for name, pool in wordless.replies.pools["fr"].items()
        if name.startswith("advice.")
        for piece in pool
    }
    assert not any(text in whole(reply) for text in advice)
    state, _ = wordless.turn(state, Typed("mon chef me crie dessus"), NOW)
    _, reply = wordless.turn(state, Typed("que dois-je faire ?"), NOW)
    assert any(text in whole(reply) for text in advice)


def test_a_person_who_wants_no_questions_gets_none(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, _ = wordless.turn(state, Typed("plus de questions s'il vous plaît"), NOW)
    for text in ("je suis à bout", "mon chef me crie dessus", "je dors plus", "bonjour"):
        state, reply = wordless.turn(state, Typed(text), NOW)
        assert "?" not in whole(reply)


def test_dependence_steers_to_people_more_each_time(told: Factory) -> None:
    companion = told({"toi": reading(Act.DEPENDENCE)})
    state, _ = companion.opening("fr")
    state, first = companion.turn(state, Typed("toi"), NOW)
    state, second = companion.turn(state, Typed("toi"), NOW)
    state, third = companion.turn(state, Typed("toi"), NOW)
    assert not first.resources
    assert any(quick.id in {"move.people", "third.people"} for quick in second.quick_replies)
    assert third.resources


def state_after(companion: Companion, *texts: str) -> State:
    state, _ = companion.opening("fr")
    for text in texts:
        state, _ = companion.turn(state, Typed(text), NOW)
    return state


def test_someone_named_before_is_named_when_leaning_on_the_bot(told: Factory) -> None:
    companion = told({"toi": reading(Act.DEPENDENCE), "je suis à bout": reading()})
    state = state_after(companion, "je suis à bout")
    state, _ = companion.turn(state, Chosen("support.close"), NOW)
    _, reply = companion.turn(state, Typed("toi"), NOW)
    assert "proche" in whole(reply)
