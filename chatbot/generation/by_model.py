"""Saying a reply in the words of a model, when all is well; in the authored words in every other case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.generation.guard import Guard, Kept, Refused
from chatbot.generation.model import Model, ModelUnavailable
from chatbot.generation.passage import Authored, Passage, passage_of
from chatbot.generation.patience import Patience
from signals.reading import Language

Outcome = Kept | Refused
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """One language of what may be said: its sentences and its judge."""

    authored: Authored
    guard: Guard


def _forget(_outcome: Outcome) -> None:
    """Keep nothing of an outcome."""


@dataclass(frozen=True, slots=True)
class ByModel:
    """A `Rephrasing` that asks a model. `told` hears each outcome (the figures of an evaluation; by default
    nobody): it must not keep texts."""

    model: Model
    languages: Mapping[Language, Said]
    patience: Patience
    told: Callable[[Outcome], None] = _forget

    def rephrase(self, reply: Reply, state: State) -> Reply:
        """Return `reply`, one passage of it perhaps in other words; never raises."""
        try:
            said = self.languages[state.language]
            passage = passage_of(reply, state, said.authored)
            return reply if passage is None else self._asked(reply, passage, said.guard)
        # Whatever fails here, the person still gets the answer that a person wrote.
        except Exception as error:
            self._failed(error)
            return reply

    def _asked(self, reply: Reply, passage: Passage, guard: Guard) -> Reply:
        with self.patience.turn() as free:
            if not free:
                return reply
            try:
                proposed = self.model.rewrite(guard.lexicon.request, passage.text)
            except ModelUnavailable as missing:
                self.patience.failed()
                self._failed(missing)
                return reply
            self.patience.worked()
        outcome = guard.judge(passage.text, proposed, passage.around(reply))
        self.told(outcome)
        match outcome:
            case Kept(text):
                return replace(reply, paragraphs=passage.replaced(reply, text))
            case Refused():
                return reply

    def _failed(self, error: Exception) -> None:
        # Each kind once: a line a turn would tell when people talk. The kind alone: words may quote a text.
        kind = str(error) if isinstance(error, ModelUnavailable) else type(error).__name__
        if self.patience.is_new(kind):
            _LOG.warning("replies go out as authored: the model failed (%s); said once", kind)
