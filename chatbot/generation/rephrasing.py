"""The door of optional generation: a finished reply goes in, the same reply in other words may come out."""

from __future__ import annotations

from typing import Protocol

from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State


class Rephrasing(Protocol):
    """Says a reply otherwise, or leaves it as it was written. Safe to call from several threads."""

    def rephrase(self, reply: Reply, state: State) -> Reply:
        """Return `reply` with perhaps other words in its paragraphs and nothing else changed; never raises.

        `state` is the one after the turn. What it says was used stays what was authored.
        """
        ...


class AsAuthored:
    """The default: every word that goes out was written by a person."""

    __slots__ = ()

    def rephrase(self, reply: Reply, state: State) -> Reply:
        """Return the reply itself."""
        return reply
