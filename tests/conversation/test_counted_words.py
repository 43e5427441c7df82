"""What would be counted: what was heard and nothing else, corrections that stay, the sentence the employer
sees."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from given_readings import reading

from chatbot.conversation import counted
from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from signals.contributions.measures import MEASURES, parse_measure
from signals.danger.card import Card, Danger
from signals.reading import Act, Language, Reading

NOW = datetime(2026, 10, 7, 19, 30)
REPOSITORY = Path(__file__).parents[2]
LOAD = parse_measure("intensity.risk")
RELATIONS = parse_measure("social_relations.risk")
HELD_UP = parse_measure("social_relations.resource")

Factory = Callable[[Mapping[str, Reading]], Companion]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_measure_has_the_person_s_words_and_the_employer_s_exact_sentence(language: Language) -> None:
    levers = tomllib.loads((REPOSITORY / f"reporting/levers/{language}.toml").read_text(encoding="utf-8"))
    sentence = counted.sentences(language)
    for measure in MEASURES:
        mine, employer = sentence(measure)
        assert mine.endswith(".")
        named = levers[measure.dimension.value][measure.pole.value]["name"]
        assert f"«\u00a0{named}\u00a0»" in employer or f"“{named}”" in employer
    assert len({sentence(measure) for measure in MEASURES}) == len(MEASURES)


def test_what_was_heard_is_what_would_be_counted(told: Factory) -> None:
    companion = told(
        {
            "a": reading(factors={LOAD: 0.9}),
            "b": reading(factors={LOAD: 0.7, RELATIONS: 0.2}, emotions={"sadness": 0.9}),
        }
    )
    state, _ = companion.opening("fr")
    assert counted.heard(state) == ()
    state, _ = companion.turn(state, Typed("a"), NOW)
    state, _ = companion.turn(state, Typed("b"), NOW)
    assert counted.heard(state) == (LOAD,)
    assert state.heard == {LOAD: 2}


def test_feelings_alone_are_never_counted(told: Factory) -> None:
    companion = told({"je suis triste": reading(emotions={"sadness": 0.99, "fear": 0.8})})
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("je suis triste"), NOW)
    assert counted.heard(state) == ()


def test_that_s_not_it_takes_the_last_reading_back_for_good(told: Factory) -> None:
    companion = told({"a": reading(factors={LOAD: 0.9}), "b": reading(factors={RELATIONS: 0.9})})
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("a"), NOW)
    state, _ = companion.turn(state, Typed("b"), NOW)
    state, _ = companion.turn(state, Chosen("move.correct"), NOW)
    assert counted.heard(state) == (LOAD,)
    state, _ = companion.turn(state, Typed("b"), NOW)
    assert counted.heard(state) == (LOAD,), "a correction must stay"
    state, _ = companion.turn(state, Chosen("detail.boss.tone"), NOW)
    assert counted.heard(state) == (LOAD, RELATIONS), "what the person says again themselves is theirs"


def test_the_review_prevails_over_what_is_heard_later(told: Factory) -> None:
    companion = told({"a": reading(factors={LOAD: 0.9, RELATIONS: 0.9})})
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("a"), NOW)
    state = counted.correct(state, frozenset({HELD_UP}))
    assert counted.heard(state) == (HELD_UP,)
    state, _ = companion.turn(state, Typed("a"), NOW)
    assert counted.heard(state) == (HELD_UP,)


def test_good_news_can_be_counted_as_a_resource(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, reply = wordless.turn(state, Typed("super journée, tout s'est bien passé"), NOW)
    state, reply = wordless.turn(state, Chosen("detail.success.team"), NOW)
    assert counted.heard(state) == (HELD_UP,)
    assert reply.count_offered


def test_a_message_about_someone_else_counts_nothing(told: Factory) -> None:
    companion = told({"elle craque": reading(Act.THIRD_PERSON, factors={LOAD: 0.99})})
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("elle craque"), NOW)
    assert counted.heard(state) == ()


@pytest.mark.parametrize("card", list(Card))
def test_counting_is_never_offered_after_a_card(told: Factory, card: Card) -> None:
    companion = told(
        {
            "a": reading(factors={LOAD: 0.9}),
            "danger": reading(danger=Danger(card)),
            "merci": reading(Act.THANKS),
            "au revoir": reading(Act.GOODBYE),
        }
    )
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("a"), NOW)
    state, reply = companion.turn(state, Typed("danger"), NOW)
    assert reply.card is card
    _never_offered(companion, state)


def _never_offered(companion: Companion, state: State) -> None:
    choices = [
        "card.A.no",
        "card.B.talk",
        "card.C.talk",
        "wish.people",
        "move.cause",
        "after.better",
        "count.open",
    ]
    choices += ["detail.success.team", "support.nobody", "move.people"]
    messages: list[Message] = [
        *(Chosen(choice) for choice in choices),
        *(Typed(text) for text in ("a", "merci", "au revoir", "a")),
    ]
    for message in messages:
        state, reply = companion.turn(state, message, NOW)
        assert not reply.count_offered
        assert all(quick.id != "count.open" for quick in reply.quick_replies)
        assert not counted.countable(state)


@pytest.mark.parametrize(
    "card", [Card.PASSIVE_IDEATION, Card.ACTIVE_IDEATION, Card.HARM_TO_OTHERS, Card.MEDICAL]
)
def test_no_step_is_offered_once_life_or_health_was_in_doubt(told: Factory, card: Card) -> None:
    companion = told({"danger": reading(danger=Danger(card)), "un exercice": reading(Act.ASK_EXERCISE)})
    state, _ = companion.opening("fr")
    state, _ = companion.turn(state, Typed("danger"), NOW)
    for choice in (f"card.{card.value}.talk", "card.A.no", "wish.ease", "move.ease"):
        state, reply = companion.turn(state, Chosen(choice), NOW)
        assert not reply.steps
    state, reply = companion.turn(state, Typed("un exercice"), NOW)
    assert not reply.steps
