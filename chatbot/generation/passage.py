"""Which words of a reply a model may be shown: sentences that stand in the library, and no others.

What the person wrote, what was heard in it, the names of steps and of people, numbers and danger cards are
never among them: they are no sentences of the pools named here. So the model server learns nothing but
sentences that anybody can read in Havre's own source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from chatbot.conversation.measuring import sentences
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.generation.lexicon import plain
from chatbot.library.replies import Piece, Replies
from chatbot.library.voice import VOICES, language_of
from signals.reading import Language

SHOWN = ("reflect", "forward", "answers", "weigh")
"""The files of pools that may be said otherwise: listening, and ways forward. Advice, causes, limits,
questions, people and figures keep the words that were weighed for them."""

WEIGHED = frozenset({"reflect.harassment", "reflect.discrimination", "reflect.grief", "reflect.public"})
"""Pools of those files that keep their words too: what is answered there was weighed word by word."""

_QUOTES = frozenset("«“")
"""A piece with a sentence to say to somebody is never shown."""


@dataclass(frozen=True, slots=True)
class Authored:
    """The sentences of the library in one language, as plain words: those that may be shown, and all."""

    shown: frozenset[str]
    said: frozenset[str]

    @classmethod
    def of(cls, replies: Replies, language: Language) -> Authored:
        """Return the sentences of `replies` that are said as they stand, in every voice of the language."""
        pieces = [
            piece for voice in VOICES if language_of(voice) == language for piece in replies.said(voice)
        ]
        shown = [piece for piece in pieces if _may_be_shown(piece)]
        return cls(frozenset(_plain(shown)), frozenset(_plain(pieces)))


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of one paragraph of a reply, and what stands before and after them in it."""

    text: str
    paragraph: int
    before: tuple[str, ...]
    after: tuple[str, ...]

    def replaced(self, reply: Reply, text: str) -> tuple[str, ...]:
        """Return the paragraphs of `reply` with `text` in the place of the passage."""
        whole = " ".join([*self.before, text, *self.after])
        return (*reply.paragraphs[: self.paragraph], whole, *reply.paragraphs[self.paragraph + 1 :])

    def around(self, reply: Reply) -> str:
        """Return all the other words of `reply`."""
        others = [each for index, each in enumerate(reply.paragraphs) if index != self.paragraph]
        return " ".join([*others, *self.before, *self.after])


def passage_of(reply: Reply, state: State, authored: Authored) -> Passage | None:
    """Return the longest passage of a reply that a model may say otherwise; None when there is none.

    None as soon as danger was ever near: a card now, or one at any time in this conversation. None either
    when the reply gives a step, a person or a number, for those are read with care and word for word.
    """
    guarded = reply.card is not None or state.safety.card is not None or reply.calls
    held = reply.steps or reply.resources or reply.picture is not None or reply.closing
    if guarded or held:
        return None
    found = [each for index, text in enumerate(reply.paragraphs) for each in _runs(index, text, authored)]
    return max(found, key=lambda each: len(each.text), default=None)


def _runs(index: int, paragraph: str, authored: Authored) -> Iterator[Passage]:
    every = sentences(paragraph)
    if " ".join(every) != paragraph:
        return
    start = 0
    for may, group in groupby(every, key=lambda sentence: plain(sentence) in authored.shown):
        run = tuple(group)
        end = start + len(run)
        if may:
            yield Passage(" ".join(run), index, tuple(every[:start]), tuple(every[end:]))
        start = end


def _may_be_shown(piece: Piece) -> bool:
    pool = piece.id.rpartition(".")[0]
    return pool.partition(".")[0] in SHOWN and pool not in WEIGHED and not _QUOTES & set(piece.text)


def _plain(pieces: Iterable[Piece]) -> Iterator[str]:
    return (plain(sentence) for piece in pieces for sentence in sentences(piece.text) if "{" not in sentence)
