"""However a person talks - by taps, in one word, in eight paragraphs, without the model - they reach help."""

from __future__ import annotations

import random
from datetime import datetime
from time import process_time

import pytest
from saying import check_reply, pools_said, whole

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from signals.reading import Language

NOW = datetime(2026, 10, 7, 19, 30)
NIGHT = datetime(2026, 10, 7, 23, 30)

TAPS = [
    "start.fatigue",
    "detail.fatigue.load",
    "detail.overload.quantity",
    "since.months",
    "wish.ease",
    "place.home",
    "check.no",
    "step",
    "after.better",
    "support.nobody",
    "count.open",
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_taps_alone_reach_a_step_people_and_counting(wordless: Companion, language: Language) -> None:
    state, reply = wordless.opening(language)
    seen = [reply]
    for wanted in TAPS:
        offered = [quick.id for quick in reply.quick_replies]
        if wanted == "check.no" and wanted not in offered:
            continue
        choice = next(
            each for each in offered if each == wanted or (wanted == "step" and each.startswith("step."))
        )
        state, reply = wordless.turn(state, Chosen(choice), NOW)
        check_reply(reply, language)
        seen.append(reply)
    assert any(reply.steps for reply in seen)
    assert any(reply.resources for reply in seen)
    assert seen[-1].count_offered


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("start", ["start.fatigue", "start.people", "start.work", "start.good"])
def test_any_taps_reach_help_within_twenty(wordless: Companion, language: Language, start: str) -> None:
    """Whoever taps at random never gets lost: a step, people or the review come."""
    for seed in range(10):
        dice = random.Random(seed)
        state, reply = wordless.opening(language)
        state, reply = wordless.turn(state, Chosen(start), NOW)
        helped = False
        for _ in range(20):
            choices = [q.id for q in reply.quick_replies if q.id not in {"leave", "step.none"}]
            state, reply = wordless.turn(state, Chosen(dice.choice(choices)), NOW)
            check_reply(reply, state.language)
            helped = helped or bool(reply.steps or reply.resources or reply.count_offered)
        assert helped


@pytest.mark.parametrize(("language", "word"), [("fr", "crevée"), ("en", "drained")])
def test_one_word_is_enough_to_begin(wordless: Companion, language: Language, word: str) -> None:
    state, _ = wordless.opening(language)
    state, reply = wordless.turn(state, Typed(word), NOW)
    assert word.capitalize() in whole(reply)
    assert state.story.situations == ("fatigue",)
    assert state.pending == "detail.fatigue"


EIGHT = {
    "fr": "\n\n".join(
        [
            "Je suis infirmière depuis douze ans. Cette semaine on était deux au lieu de quatre.",
            "Lundi j'ai enchaîné onze heures sans pause. Je n'ai pas mangé.",
            "Mardi la cadre m'a reproché un dossier pas rempli, devant tout le monde.",
            "Mercredi une famille m'a hurlé dessus parce que le repas était froid.",
            "Jeudi j'ai pleuré dans la voiture. Je ne sais pas pourquoi ce jour-là.",
            "Vendredi on m'a appelée pour remplacer samedi. J'ai dit oui, je dis toujours oui.",
            "Mon mari dit que je ne suis plus là, même quand je suis là.",
            "Je ne dors plus depuis des semaines. Voilà. C'est long, pardon.",
        ]
    ),
    "en": "\n\n".join(
        [
            "I've been a nurse for twelve years. This week there were two of us instead of four.",
            "On Monday I did eleven hours without a break. I didn't eat.",
            "On Tuesday my manager blamed me for a file in front of everyone.",
            "On Wednesday a family screamed at me because a meal was cold.",
            "On Thursday I cried in the car. I don't know why that day.",
            "On Friday they called me to cover Saturday. I said yes, I always say yes.",
            "My husband says I'm not there any more, even when I'm there.",
            "It's been like this for two weeks. I sleep badly. It's long, sorry.",
        ]
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_eight_paragraphs_are_heard_as_several_things(real: Companion, language: Language) -> None:
    state, _ = real.opening(language)
    state, reply = real.turn(state, Typed(EIGHT[language]), NOW)
    check_reply(reply, language)
    assert reply.card is None
    assert len(state.story.situations) >= 2
    assert state.story.lasting
    reached = _until_help(real, state)
    assert reached.steps or reached.resources


def _until_help(companion: Companion, state: State) -> Reply:
    reply = Reply(())
    for choice in ("wish.ease", "place.home", "check.no", "check.no"):
        state, reply = companion.turn(state, Chosen(choice), NOW)
        if reply.steps or reply.resources:
            return reply
    return reply


def test_a_short_break_in_an_open_space_gets_a_short_discreet_step(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(
        state, Typed("donnez-moi un exercice, j'ai 3 minutes et je suis en open space"), NOW
    )
    if not reply.steps:
        state, reply = wordless.turn(state, Chosen("check.no"), NOW)
    assert reply.steps
    for offered in reply.steps:
        step = wordless.steps.get(offered.step_id, "fr")
        assert step.minutes <= 3
        assert step.discreet


def test_a_contraindication_said_yes_rules_its_steps_out(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, _ = wordless.turn(state, Typed("j'ai peur, je panique"), NOW)
    for _ in range(6):
        state, reply = wordless.turn(state, Chosen("step.other"), NOW)
        if state.pending and state.pending.startswith("check."):
            ruled_out = set(state.easing.checking)
            state, reply = wordless.turn(state, Chosen("check.yes"), NOW)
            for offered in reply.steps:
                assert not ruled_out & set(wordless.steps.get(offered.step_id, "fr").contraindications)
            return


def test_two_steps_that_did_not_help_lead_to_a_human(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    for choice in ("start.fatigue", "step.micro_pause", "after.same", "step.name_it", "after.same"):
        state, reply = wordless.turn(state, Chosen(choice), NOW)
    assert reply.resources
    state, reply = wordless.turn(state, Typed("un exercice"), NOW)
    assert not reply.steps


def test_harassment_never_leads_to_the_manager(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(state, Typed("mon chef m'humilie devant tout le monde depuis des mois"), NOW)
    assert "harcel" not in whole(reply).casefold()
    state, reply = wordless.turn(state, Chosen("detail.harassment.people"), NOW)
    ids = {resource.resource_id for resource in reply.resources}
    assert ids
    assert not ids & {"fr_work_discussion", "fr_human_resources"}
    assert any(wordless.directory.get(each, "fr").outside for each in ids)


def test_leaving_at_night_is_said_otherwise(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    after, reply = wordless.turn(state, Typed("je vais me coucher, bonne nuit"), NIGHT)
    assert reply.closing
    assert "acts.goodbye_night" in pools_said(state, after, wordless.replies)


def test_the_other_language_is_offered_once_and_followed_on_demand(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(state, Typed("I am so tired of my boss, he never listens to me"), NOW)
    assert any(quick.id == "lang.en" for quick in reply.quick_replies)
    assert "English" in whole(reply)
    state, reply = wordless.turn(state, Typed("it is the same every week and I can't sleep"), NOW)
    assert all(quick.id != "lang.en" for quick in reply.quick_replies)
    state, reply = wordless.turn(state, Chosen("lang.en"), NOW)
    assert state.language == "en"


def test_a_turn_without_the_encoder_takes_under_five_milliseconds(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    times = []
    for text in ["j'en peux plus de mon chef, il me crie dessus tous les jours depuis trois mois"] * 30:
        start = process_time()
        wordless.turn(state, Typed(text), NOW)
        times.append(process_time() - start)
    gate = []
    for _ in range(30):
        start = process_time()
        wordless.reader.read(
            "j'en peux plus de mon chef, il me crie dessus tous les jours depuis trois mois", "fr"
        )
        gate.append(process_time() - start)
    assert min(times) - min(gate) < 0.005
