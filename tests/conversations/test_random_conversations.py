"""Five hundred conversations of people drawn at random, with the companion that ships: every law holds."""

from __future__ import annotations

import json
import random
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from companions import real_companion
from saying import check_no_repeat, check_reply, whole

from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import Shape
from signals.evaluation.sentences import FOLDER
from signals.reading import Language

TESTS = Path(__file__).parents[1]
WRITTEN = TESTS.parent / "signals" / "training" / "data" / "workplace"
NOW = datetime(2026, 10, 7, 19, 30)
TURNS = 10
SHAPES: tuple[Shape, ...] = ("open", "open", "open", "two", "ten", "vent")


@cache
def messages(language: Language) -> tuple[str, ...]:
    """What people may write: the development sentences of the acts, and messages told of a working day."""
    acts = FOLDER / f"acts_{language}.jsonl"
    told = WRITTEN / f"factors_told_{language}.jsonl"
    stories = WRITTEN / f"factors_{language}.jsonl"
    rows = [
        json.loads(line) for path in (acts, told, stories) for line in path.read_text("utf-8").splitlines()
    ]
    return tuple(row["text"] for row in rows)


def next_message(reply: Reply, language: Language, dice: random.Random) -> Message:
    taps = [each.id for each in reply.quick_replies if each.id != "leave" and not each.id.startswith("lang.")]
    if taps and dice.random() < 0.4:
        return Chosen(dice.choice(taps))
    return Typed(dice.choice(messages(language)))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("part", range(5))
def test_fifty_random_conversations_keep_every_law(language: Language, part: int) -> None:
    companion = real_companion()
    for seed in range(part * 50, part * 50 + 50):
        dice = random.Random(f"{language} {seed}")
        state, reply = companion.opening(language, dice.choice(SHAPES))
        replies = [reply]
        for _ in range(TURNS):
            state, reply = companion.turn(state, next_message(reply, language, dice), NOW)
            replies.append(reply)
            check_reply(reply, state.language)
            if state.unasked and reply.card is None and not (state.pending or "").startswith("check."):
                assert "?" not in whole(reply), f"asked someone who wants no question: {whole(reply)}"
        check_no_repeat(replies)
