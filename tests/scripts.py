"""Scripted conversations: what a person says or taps, and what each answer must and must not hold.

A sheet is TOML, one `[[conversation]]` each: `name`, optionally `shape` ("two", "ten", "vent") and `hour`,
and its turns. A turn has `say` (typed) or `tap` (a quick reply id that was just offered). `must` and
`must_not` are regular expressions read in the answer, case ignored, no-break spaces as spaces. `offers` are
quick reply ids that must be there; `lines` the ids of the picture ("situation:boss"); `steps`, `people`,
`count`, `closing` say that they must be there; `asks = false` that nothing may be asked; `card` is the letter
of a danger card (none is expected otherwise); `voice` is the voice in which the answer must be said; `pools`
are the pools that the answer must be taken from ("acts.insult"), whichever variant it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from saying import check_no_repeat, check_reply, pools_said, whole

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import Shape, State
from chatbot.conversation.turn import Companion
from chatbot.library.replies import Replies
from signals.reading import Language

FIELDS = frozenset({
    "say", "tap", "must", "must_not", "offers", "lines", "steps", "people", "count", "closing", "asks",
    "card", "voice", "pools",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation as written down."""

    language: Language
    name: str
    turns: tuple[Mapping[str, Any], ...]
    shape: Shape
    hour: int


def scripts(folder: Path, language: Language) -> Iterator[Script]:
    """Yield the conversations of every sheet of a language."""
    for path in sorted((folder / language).glob("*.toml")):
        sheet = tomllib.loads(path.read_text(encoding="utf-8"))
        for each in sheet["conversation"]:
            assert set(each) <= {"name", "shape", "hour", "turn"}, f"{path.name}, {each['name']}: {set(each)}"
            for turn in each["turn"]:
                assert set(turn) <= FIELDS, f"{path.name}, {each['name']}: {set(turn) - FIELDS}"
            shape = cast(Shape, each.get("shape", "open"))
            yield Script(language, each["name"], tuple(each["turn"]), shape, each.get("hour", 19))


def play(script: Script, companion: Companion) -> list[tuple[State, Reply]]:
    """Play a script to its end, checking every answer; return the states and answers, the opening first."""
    state, reply = companion.opening(script.language, script.shape)
    played = [(state, reply)]
    now = datetime(2026, 10, 7, script.hour, 30)
    for number, turn in enumerate(script.turns, start=1):
        message = Typed(turn["say"]) if "say" in turn else Chosen(turn["tap"])
        if "tap" in turn:
            offered = [quick.id for quick in reply.quick_replies]
            assert turn["tap"] in offered, f"turn {number}: '{turn['tap']}' is not among {offered}"
        before = state
        state, reply = companion.turn(state, message, now)
        played.append((state, reply))
        where = f"turn {number} ({turn.get('say', turn.get('tap'))}): "
        check_reply(reply, state.language)
        check_turn(turn, (before, state), reply, companion.replies, where)
    check_no_repeat([reply for _, reply in played])
    return played


def check_turn(
    turn: Mapping[str, Any], states: tuple[State, State], reply: Reply, replies: Replies, where: str
) -> None:
    """Assert what one turn of a script asks of its answer; `states` are those before and after it."""
    before, state = states
    pools = pools_said(before, state, replies)
    assert set(turn.get("pools", [])) <= pools, f"{where}{sorted(pools)}: {whole(reply)}"
    text = where + whole(reply).replace("\u00a0", " ").replace("\u202f", " ")
    assert (reply.card.value if reply.card else None) == turn.get("card"), text
    said = text.removeprefix(where)
    for pattern in turn.get("must", []):
        assert re.search(pattern, said, re.IGNORECASE), f"'{pattern}' is missing: {text}"
    for pattern in turn.get("must_not", []):
        assert not re.search(pattern, said, re.IGNORECASE), f"'{pattern}' must not be there: {text}"
    offered = {quick.id for quick in reply.quick_replies}
    assert set(turn.get("offers", [])) <= offered, f"{offered}: {text}"
    lines = reply.picture.ids if reply.picture is not None else frozenset[str]()
    assert set(turn.get("lines", [])) <= lines, f"{sorted(lines)}: {text}"
    assert turn.get("asks", True) or "?" not in said, text
    assert turn.get("voice", state.voice) == state.voice, f"{state.voice}: {text}"
    there = {
        "steps": bool(reply.steps),
        "people": bool(reply.resources),
        "count": reply.count_offered,
        "closing": reply.closing,
    }
    for field, present in there.items():
        assert present or not turn.get(field), f"{field} missing: {text}"
