"""Scripted walks through the companion that ships, model included: read aloud once, then kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from saying import check_no_repeat, check_reply
from scripts import FIELDS, check_turn

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.turn import Companion
from signals.reading import LANGUAGES, Language

NOW = datetime(2026, 10, 7, 19, 30)
SIDES = frozenset({"weighs", "holds"})


def walks() -> list[Any]:
    found = []
    for language in LANGUAGES:
        path = Path(__file__).parent / "walks" / f"{language}.toml"
        sheet = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [
            pytest.param(language, walk["turn"], id=f"{language}: {walk['name']}") for walk in sheet["walk"]
        ]
    return found


@pytest.mark.parametrize(("language", "turns"), walks())
def test_walk(real: Companion, language: Language, turns: list[Mapping[str, Any]]) -> None:
    state, reply = real.opening(language)
    replies = [reply]
    for turn in turns:
        assert set(turn) <= FIELDS | SIDES
        message = Typed(turn["say"]) if "say" in turn else Chosen(turn["tap"])
        before = state
        state, reply = real.turn(state, message, NOW)
        replies.append(reply)
        check_reply(reply, state.language)
        check_turn(turn, (before, state), reply, real.replies, "")
        check_sides(reply, turn)
    check_no_repeat(replies)


def check_sides(reply: Reply, turn: Mapping[str, Any]) -> None:
    for side in SIDES:
        lines = [line.text.replace("\u00a0", " ") for line in getattr(reply.picture, side, ())]
        for words in turn.get(side, []):
            assert any(words in line for line in lines), f"'{words}' is missing: {lines}"


def test_there_are_walks_enough() -> None:
    for language in LANGUAGES:
        assert sum(param.values[0] == language for param in walks()) >= 15
