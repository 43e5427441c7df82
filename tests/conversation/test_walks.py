"""Scripted walks through the companion that ships, model included: read aloud once, then kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from saying import check_no_repeat, check_reply, pools_said, whole

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.turn import Companion
from signals.reading import Language

NOW = datetime(2026, 10, 7, 19, 30)
FIELDS = {
    "say",
    "tap",
    "must",
    "must_not",
    "offers",
    "steps",
    "people",
    "count",
    "closing",
    "card",
    "pools",
    "weighs",
    "holds",
}
LANGUAGES: tuple[Language, ...] = get_args(Language)


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
        assert set(turn) <= FIELDS
        message = Typed(turn["say"]) if "say" in turn else Chosen(turn["tap"])
        before = state
        state, reply = real.turn(state, message, NOW)
        pools = pools_said(before, state, real.replies)
        assert set(turn.get("pools", [])) <= pools, f"{sorted(pools)}: {whole(reply)}"
        replies.append(reply)
        check_reply(reply, state.language)
        _check(reply, turn)
    check_no_repeat(replies)


def _check(reply: Reply, turn: Mapping[str, Any]) -> None:
    text = whole(reply).replace("\u00a0", " ")
    assert (reply.card.value if reply.card else None) == turn.get("card"), text
    for pattern in turn.get("must", []):
        assert re.search(pattern, text, re.IGNORECASE), f"'{pattern}' is missing: {text}"
    for pattern in turn.get("must_not", []):
        assert not re.search(pattern, text, re.IGNORECASE), f"'{pattern}' must not be there: {text}"
    offered = {quick.id for quick in reply.quick_replies}
    assert set(turn.get("offers", [])) <= offered, f"{offered}: {text}"
    for side in ("weighs", "holds"):
        lines = [line.text for line in getattr(reply.picture, side, ())]
        for words in turn.get(side, []):
            assert any(words in line.replace("\u00a0", " ") for line in lines), (
                f"'{words}' is missing: {lines}"
            )
    assert bool(reply.steps) or not turn.get("steps"), text
    assert bool(reply.resources) or not turn.get("people"), text
    assert reply.count_offered or not turn.get("count"), text
    assert reply.closing or not turn.get("closing"), text


def test_there_are_walks_enough() -> None:
    for language in LANGUAGES:
        assert sum(param.values[0] == language for param in walks()) >= 15
