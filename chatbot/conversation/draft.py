"""What a move wants to say, before the words are chosen: pools of pieces, one question, ways forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatbot.conversation.picture import Picture
from chatbot.conversation.reply import OfferedResource, OfferedStep


@dataclass(frozen=True, slots=True)
class Line:
    """One line to say, taken from a pool ("reflect.boss") with its {places} filled.

    `optional` lines are left out when the reply would be too long, or when every variant has been said.
    """

    pool: str
    fill: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The one question of a reply: an id asked once in a conversation, and its words when they are a step's
    own."""

    id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before its words. `choices` are quick reply ids, `names` the labels of those that are steps."""

    lines: tuple[Line, ...]
    question: Question | None = None
    choices: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[OfferedStep, ...] = ()
    resources: tuple[OfferedResource, ...] = ()
    picture: Picture | None = None
    other_language: bool = False
    closing: bool = False
