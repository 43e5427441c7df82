"""Naming back someone whom the person named: a human they have, before any address that we know."""

from __future__ import annotations

from collections.abc import Collection

from chatbot.conversation.draft import Line
from chatbot.conversation.state import State
from chatbot.library.replies import Replies

_NOT_TO_LEAN_ON = frozenset({"manager", "hr", "child"})
"""Named, but not those towards whom we would send someone who is leaning on a program."""


def relation(state: State, besides: Collection[str] = ()) -> str | None:
    """Return the relation of the person named last who could be leant on, None when nobody was.

    `besides`: relations that the message itself names; naming them back would be an echo.
    """
    left = (name for name in state.story.people if name not in _NOT_TO_LEAN_ON and name not in besides)
    return next(left, None)


def named(state: State, pool: str, replies: Replies, besides: Collection[str] = ()) -> Line | None:
    """Return a line of `pool` that names back someone of the person's own, None when nobody was named."""
    who = relation(state, besides)
    if who is None:
        return None
    person = replies.one(f"relations.relation.{who}", state.voice)
    return Line(pool, {"person": person, "Person": person[0].upper() + person[1:]})
