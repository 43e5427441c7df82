"""The session's policy on danger: never lifted by itself, never counted again, never a dead end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conversation.safety import (
    ANSWERS,
    ESCALATIONS,
    CardReply,
    SafetyState,
    SafetyUnreadable,
    respond,
)
from chatbot.library.cards import Cards
from signals.danger.card import NO_DANGER, Card, Danger
from signals.danger.order import STRICTEST_FIRST, stricter
from signals.reading import Act

CARDS = Cards.load()
CHOICES = [*ANSWERS, *ESCALATIONS, "start.talk", "card.Z.yes"]
EVENTS = st.one_of(
    st.builds(Danger, st.sampled_from([None, *Card])),
    st.sampled_from(CHOICES),
    st.sampled_from(list(Act)),
)


def after(*events: Danger | str | Act) -> tuple[SafetyState, CardReply | None]:
    """The state and the reply after these messages and quick replies."""
    safety, reply = SafetyState(), None
    for event in events:
        safety, reply = step(safety, event)
    return safety, reply


def step(safety: SafetyState, event: Danger | str | Act) -> tuple[SafetyState, CardReply | None]:
    match event:
        case Danger():
            return respond(safety, event, None, Act.NARRATIVE)
        case Act():
            return respond(safety, NO_DANGER, None, event)
        case choice:
            return respond(safety, NO_DANGER, choice, None)


@given(st.lists(EVENTS, max_size=12))
def test_no_sequence_of_messages_lowers_the_strictest_card(events: list[Danger | str | Act]) -> None:
    safety = SafetyState()
    for event in events:
        before = safety
        safety, reply = step(safety, event)
        assert stricter(before.card, safety.card) is safety.card
        assert before.counting_allowed or not safety.counting_allowed
        if reply is not None:
            assert not safety.counting_allowed
            assert reply.variant in CARDS.variants(reply.card)


@given(st.lists(EVENTS, max_size=12))
def test_every_state_answers_and_leaves_a_way_on(events: list[Danger | str | Act]) -> None:
    safety, reply = after(*events)
    if reply is not None and not safety.soft:
        assert CARDS.texts["fr", reply.card, reply.variant].answers
    again, _ = respond(safety, NO_DANGER, None, Act.NARRATIVE)
    assert again.card is safety.card


@given(st.lists(EVENTS, max_size=8))
def test_a_danger_always_shows_a_card(events: list[Danger | str | Act]) -> None:
    safety, _ = after(*events)
    for card in Card:
        _, reply = respond(safety, Danger(card), None, Act.NARRATIVE)
        assert reply is not None
        assert stricter(reply.card, card) is reply.card


@given(st.lists(EVENTS, max_size=12))
def test_the_state_travels_as_slots(events: list[Danger | str | Act]) -> None:
    safety, _ = after(*events)
    assert SafetyState.from_slots(safety.to_slots()) == safety


@pytest.mark.parametrize(
    "slots", [{"soft": "yes"}, {"card": "Z"}, {"shown": 3}, {"shown": "AZ"}, {"active": 1}]
)
def test_forged_slots_are_refused(slots: dict[str, object]) -> None:
    with pytest.raises(SafetyUnreadable):
        SafetyState.from_slots(slots)


@pytest.mark.parametrize("card", [Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT])
def test_a_joke_after_the_gravest_cards_keeps_a_soft_card(card: Card) -> None:
    for act in (Act.NARRATIVE, Act.OFF_TOPIC, Act.NO, Act.THANKS, Act.GOODBYE):
        safety, reply = after(Danger(card), act, act, act)
        assert reply == CardReply(card, "soft")
        assert not safety.soft


def test_only_the_person_s_own_answer_lets_the_talk_go_on() -> None:
    safety, reply = after(Danger(Card.ACTIVE_IDEATION), "card.B.talk")
    assert reply == CardReply(Card.ACTIVE_IDEATION, "talk")
    safety, reply = respond(safety, NO_DANGER, None, Act.NARRATIVE)
    assert reply is None
    assert not safety.counting_allowed


def test_a_lighter_card_s_answer_does_not_let_go_of_a_graver_one() -> None:
    _, reply = after(Danger(Card.PASSIVE_IDEATION), Danger(Card.PLAN_OR_ACT), "card.A.no")
    assert reply == CardReply(Card.PLAN_OR_ACT, "soft")


@pytest.mark.parametrize(
    ("answer", "card"), [(Act.YES, Card.ACTIVE_IDEATION), ("card.A.yes", Card.ACTIVE_IDEATION)]
)
def test_yes_to_the_plain_question_leads_to_the_next_card(answer: Act | str, card: Card) -> None:
    safety, reply = after(Danger(Card.PASSIVE_IDEATION), answer)
    assert reply == CardReply(card, "first")
    assert safety.card is card


def test_no_is_believed_and_the_number_stays() -> None:
    for answer in (Act.NO, "card.A.no"):
        safety, reply = after(Danger(Card.PASSIVE_IDEATION), answer)
        assert reply == CardReply(Card.PASSIVE_IDEATION, "no")
        assert safety.soft


def test_afraid_of_hurting_someone_leads_to_the_card_for_it() -> None:
    assert after(Danger(Card.AMBIGUOUS), "card.Q.others")[1] == CardReply(Card.HARM_TO_OTHERS, "first")
    assert after(Danger(Card.AMBIGUOUS), "card.Q.self")[1] == CardReply(Card.ACTIVE_IDEATION, "first")


def test_an_unanswered_question_is_said_once_more_and_not_twice() -> None:
    safety, reply = after(Danger(Card.PASSIVE_IDEATION), Act.NARRATIVE)
    assert reply == CardReply(Card.PASSIVE_IDEATION, "soft")
    assert respond(safety, NO_DANGER, None, Act.NARRATIVE)[1] is None


def test_every_card_stands_in_the_order() -> None:
    assert set(STRICTEST_FIRST) == set(Card)


@pytest.mark.parametrize("card", sorted(set(Card) - {Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT}))
def test_every_lighter_card_keeps_its_numbers_in_sight_once_more(card: Card) -> None:
    safety, reply = after(Danger(card), Act.NARRATIVE)
    assert reply == CardReply(card, "soft")
    assert respond(safety, NO_DANGER, None, Act.NARRATIVE)[1] is None
