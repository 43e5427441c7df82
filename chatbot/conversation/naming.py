"""Naming back someone whom the person named: a human they have, before any address that we know."""

from __future__ import annotations

from chatbot.conversation.draft import Line
from chatbot.conversation.state import State
from chatbot.library.replies import Replies

_NOT_TO_LEAN_ON = frozenset({"manager", "hr", "child"})
"""Named, but not those towards whom we would send someone who is leaning on a program."""


def relation(state: State) -> str | None:
    """Return the relation of the person named last who could be leant on, None when nobody was."""
    return next((name for name in state.story.people if name not in _NOT_TO_LEAN_ON), None)


def named(state: State, pool: str, replies: Replies) -> Line | None:
    """Return a line of `pool` that names back someone of the person's own, None when nobody was named."""
    who = relation(state)
    if who is None:
        return None
    person = replies.one(f"relations.relation.{who}", state.voice)
    return Line(pool, {"person": person, "Person": person[0].upper() + person[1:]}, optional=True)
