"""A conversation over lines: one JSON object per message in, one per reply out, for people and programs
alike.

It talks to the same `Companion` as the pages. A line that is exactly the label of a quick reply just
offered counts as choosing it, so that a conversation by taps can be written down too. Nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from chatbot.conversation.picture import Picture
from chatbot.conversation.reply import Reply
from chatbot.conversation.turn import Companion
from chatbot.explaining import explain
from chatbot.replaying import as_message
from signals.reading import Language


class MalformedLine(ValueError):
    """A line is not a message; the sentence gives its number and the mend, never what was written."""


def converse(
    lines: Iterable[bytes],
    companion: Companion,
    language: Language,
    clock: Callable[[], datetime],
    *,
    explained: bool = False,
) -> Iterator[str]:
    """Yield one line of JSON for each line of `lines`, all of one conversation, without its end of line.

    In: {"text": "..."}. Out: {"reply", "quick_replies": labels, "steps": ids, "resources": ids, "picture":
    the two sides or null, "card": letter or null}. Empty lines are passed over. With `explained`, a line
    also says why ("explain", see chatbot/explaining.py). Raises MalformedLine at the first line that is not a
    message.
    """
    state, reply = companion.opening(language)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        message = as_message(_text(line, number), reply)
        before = state
        state, reply = companion.turn(before, message, clock())
        written = _written(reply)
        if explained:
            written["explain"] = explain(companion, message, before, state)
        yield json.dumps(written, ensure_ascii=False)


def _text(line: bytes, number: int) -> str:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        # The decoder's own error holds what was written: it goes no further.
        raise MalformedLine(f'Line {number} is not JSON; write {{"text": "..."}}.') from None
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise MalformedLine(f'Line {number} has no "text"; write {{"text": "..."}}.')
    return text


def _picture(picture: Picture | None) -> dict[str, list[str]] | None:
    if picture is None:
        return None
    return {
        "weighs": [line.text for line in picture.weighs],
        "holds": [line.text for line in picture.holds],
    }


def _written(reply: Reply) -> dict[str, object]:
    return {
        "reply": "\n\n".join(reply.paragraphs),
        "quick_replies": [quick.label for quick in reply.quick_replies],
        "steps": [step.step_id for step in reply.steps],
        "resources": [resource.resource_id for resource in reply.resources],
        "picture": _picture(reply.picture),
        "card": reply.card.value if reply.card is not None else None,
    }
