"""The state: it comes back as it went, stays small, and holds nothing that the person wrote."""

from __future__ import annotations

import json
import random
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.easing import Easing
from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.state import Stage, State, StateUnreadable
from chatbot.conversation.story import Story
from chatbot.conversation.turn import Companion
from chatbot.sealing import STATE_LIMIT
from signals.contributions.measures import MEASURES

NOW = datetime(2026, 10, 7, 19, 30)

names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz._", min_size=1, max_size=24)
tuples = st.lists(names, max_size=5).map(tuple)
small = st.integers(0, 99)
measures = st.sampled_from(MEASURES)

stories = st.builds(
    Story,
    told=small,
    situations=tuples,
    emotions=st.dictionaries(names, small, max_size=4),
    origin=st.sampled_from([None, "fatigue", "conflict", "organisation"]),
    since=st.sampled_from([None, "today", "weeks", "months"]),
    support=tuples,
    good=st.booleans(),
    third=st.booleans(),
    harassment=st.booleans(),
    keyed_up=st.booleans(),
    discreet=st.booleans(),
    minutes=small,
)
easings = st.builds(
    Easing,
    offered=tuples,
    current=st.none() | names,
    unhelpful=small,
    cleared=tuples,
    excluded=tuples,
    checking=tuples,
    resources=tuples,
    declined=st.booleans(),
    people_declined=st.booleans(),
)
states = st.builds(
    State,
    language=st.sampled_from(["fr", "en"]),
    stage=st.sampled_from(Stage),
    turn=small,
    story=stories,
    easing=easings,
    heard=st.dictionaries(measures, small, max_size=12),
    declared=st.frozensets(measures),
    declined=st.frozensets(measures),
    latest=st.lists(measures, max_size=4).map(tuple),
    asked=tuples,
    pending=st.none() | names,
    used=tuples,
    quiet=st.booleans(),
    dependence=small,
    count_offers=small,
    language_offered=st.booleans(),
)


@given(states)
@settings(max_examples=150, deadline=None)
def test_a_state_comes_back_through_json_as_it_went(state: State) -> None:
    assert State.from_slots(json.loads(json.dumps(state.to_slots()))) == state


@given(states, st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_state_is_unreadable_and_nothing_else(state: State, data: st.DataObject) -> None:
    slots = json.loads(json.dumps(state.to_slots()))
    name = data.draw(st.sampled_from(sorted(set(slots) - {"safety"})))
    slots[name] = data.draw(st.sampled_from([None, -1, 3.5, "x", ["x"], [1], {"x": "y"}, {}, True]))
    try:
        again = State.from_slots(slots)
    except StateUnreadable:
        return
    else:
        assert json.loads(json.dumps(again.to_slots()))[name] == slots[name]


def test_another_version_is_unreadable() -> None:
    slots = State.new("fr").to_slots()
    with pytest.raises(StateUnreadable, match="version"):
        State.from_slots({**slots, "version": 0})
    with pytest.raises(StateUnreadable, match="version"):
        State.from_slots({})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_hundred_turns_fit_in_a_sealed_state(wordless: Companion, language: str) -> None:
    lines = [
        "j'en peux plus de mon chef",
        "I can't sleep",
        "merci",
        "t'es un robot ?",
        "que faire ?",
        "non",
        "je pleure",
        "et voilà",
    ]
    dice = random.Random(language)
    state, reply = wordless.opening("fr" if language == "fr" else "en")
    for _ in range(200):
        taps = [quick.id for quick in reply.quick_replies]
        message = Chosen(dice.choice(taps)) if taps and dice.random() < 0.5 else Typed(dice.choice(lines))
        state, reply = wordless.turn(state, message, NOW)
        assert len(json.dumps(state.to_slots()).encode()) <= STATE_LIMIT
    assert State.from_slots(state.to_slots()) == state


def test_a_pass_has_no_place_in_a_state() -> None:
    """What counts a person never travels with what the person said."""
    slots = State.new("fr").to_slots()
    assert not {"credential", "pass", "token"} & set(slots)
    again = State.from_slots({**slots, "credential": "production~2026-W40-13w~a~b"})
    assert "production" not in json.dumps(again.to_slots())


def test_nothing_that_was_written_is_in_the_state(wordless: Companion) -> None:
    canary = "zanzibarine"
    state, _ = wordless.opening("fr")
    for text in (
        f"je m'appelle {canary} et mon chef me crie dessus",
        f"{canary}",
        f"merci {canary}",
        f"{canary} {canary} ?",
    ):
        state, _ = wordless.turn(state, Typed(text), NOW)
    assert canary not in json.dumps(state.to_slots())
