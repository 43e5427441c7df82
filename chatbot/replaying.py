"""A conversation said again from its beginning, for a stateless caller, and what lines of text mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from chatbot.generation.rephrasing import AsAuthored
from signals.reading import Language


def as_message(text: str, before: Reply) -> Message:
    """Return what a line means after the reply `before`: the quick reply that it names, or itself."""
    for quick in before.quick_replies:
        if text.strip().casefold() == quick.label.casefold():
            return Chosen(quick.id)
    return Typed(text)


def replay(
    companion: Companion, said: Sequence[str], language: Language, now: datetime
) -> tuple[State, Reply]:
    """Return the answer to the last line of `said`, all of one new conversation, and the state after it.

    Without a line it is the opening. What a model may rephrase is the last answer alone: nobody reads the
    others.
    """
    as_written = replace(companion, rephrasing=AsAuthored())
    state, reply = companion.opening(language)
    for number, text in enumerate(said, start=1):
        answering = companion if number == len(said) else as_written
        state, reply = answering.turn(state, as_message(text, reply), now)
    return state, reply
