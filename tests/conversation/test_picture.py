"""The picture of what weighs and what holds: drawn from slots, corrected by the person, and believed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.counted import heard
from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.picture import MOST_LINES, draw, redrawn
from chatbot.conversation.state import State
from chatbot.conversation.story import Story
from chatbot.conversation.turn import Companion
from chatbot.library.anchors import Anchors
from chatbot.library.particulars import HELPS, RELATIONS
from chatbot.library.replies import Replies
from chatbot.library.voice import VOICES, Register
from signals.contributions.measures import MEASURES, Measure
from signals.reading import Language

NOW = datetime(2026, 10, 7, 19, 30)
REPLIES = Replies.load()
KNOWN = Anchors.load().known
SITUATIONS = (*sorted(KNOWN), "relations", "work")

stories = st.builds(
    Story,
    told=st.just(2),
    situations=st.lists(st.sampled_from(SITUATIONS), max_size=3, unique=True).map(tuple),
    since=st.sampled_from([None, "today", "days", "weeks", "months", "years", "moment"]),
    often=st.sampled_from([None, "daily", "weekly", "sometimes", "once"]),
    support=st.lists(st.sampled_from(["colleague", "close", "carer", "nobody"]), max_size=2, unique=True).map(
        tuple
    ),
    helps=st.lists(st.sampled_from(HELPS), max_size=3, unique=True).map(tuple),
    people=st.lists(st.sampled_from(RELATIONS), max_size=3, unique=True).map(tuple),
)
measures = st.lists(st.sampled_from(MEASURES), max_size=4, unique=True)


def told(language: Language, register: Register, story: Story, found: list[Measure]) -> State:
    return replace(State.new(language), register=register, story=story).hearing(tuple(found))


@given(st.sampled_from(["fr", "en"]), st.sampled_from(["vous", "tu"]), stories, measures)
@settings(deadline=None, max_examples=300)
def test_every_slot_has_words_and_no_line_is_drawn_twice(
    language: Language, register: Register, story: Story, found: list[Measure]
) -> None:
    picture = draw(told(language, register, story, found), REPLIES, KNOWN)
    if picture is None:
        return
    lines = (*picture.weighs, *picture.holds)
    assert len({line.text for line in lines}) == len(lines)
    assert max(len(picture.weighs), len(picture.holds)) <= MOST_LINES
    assert all(line.text and "?" not in line.text for line in lines)


@given(stories, measures, st.randoms())
@settings(deadline=None, max_examples=300)
def test_a_line_taken_out_never_comes_back_and_the_others_stay(
    story: Story, found: list[Measure], dice: object
) -> None:
    before = told("fr", "vous", story, found)
    picture = draw(before, REPLIES, KNOWN)
    if picture is None:
        return
    gone = sorted(picture.ids)[len(picture.ids) // 2]
    after = redrawn(before, picture.ids - {gone}, REPLIES, KNOWN)
    again = draw(after, REPLIES, KNOWN)
    assert again is None or gone not in again.ids
    assert redrawn(before, picture.ids, REPLIES, KNOWN) == before


def test_a_situation_taken_out_is_not_counted_either(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    state, _ = wordless.turn(state, Typed("j'en peux plus de mon chef"), NOW)
    assert [measure.slug for measure in heard(state)] == ["social_relations.risk"]
    picture = wordless.turn(state, Chosen("picture.show"), NOW)[1].picture
    assert picture is not None
    state = wordless.redrawn(state, picture.ids - {"situation:boss"})
    assert heard(state) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_seeing_more_clearly_ends_with_the_picture_and_asks_nothing_known(
    wordless: Companion, language: Language
) -> None:
    state, reply = wordless.opening(language)
    for choice in ("start.work", "detail.work.overload", "since.months", "move.cause"):
        state, reply = wordless.turn(state, Chosen(choice), NOW)
    for choice, pending in (("often.daily", "often"), ("helps.walk", "helps"), ("support.close", "support")):
        assert state.pending == pending
        assert reply.picture is None
        state, reply = wordless.turn(state, Chosen(choice), NOW)
    assert reply.picture is not None
    assert {"situation:overload", "since:months", "often:daily"} <= reply.picture.ids
    assert {"helps:walk", "support:close"} <= reply.picture.ids
    offered = {quick.id for quick in reply.quick_replies}
    assert {"picture.right", "picture.wrong"} <= offered


@pytest.mark.parametrize("voice", VOICES)
def test_everyone_who_may_be_named_has_words(voice: str) -> None:
    ids = {piece.id.rpartition(".")[2] for piece in REPLIES.pool("relations.relation", voice)}  # type: ignore[arg-type]  # the voices themselves
    assert ids == set(RELATIONS)
    helps = {piece.id.rpartition(".")[2] for piece in REPLIES.pool("picture_lines.holds.helps", voice)}  # type: ignore[arg-type]  # the voices themselves
    assert helps == set(HELPS) - {"nothing"}
