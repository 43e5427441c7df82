"""What a template needs to show one turn: nothing here outlives the answer."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.conversation.reply import QuickReply, Reply
from chatbot.library.steps import Step, Steps
from chatbot.library.voice import Voice
from signals.danger.card import Card


@dataclass(frozen=True, slots=True)
class ShownStep:
    """An exercise as offered: the whole of it, and why now."""

    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One turn on screen.

    `said` is the person's own message, `note` a sentence of the page itself (not of the conversation),
    `kept` says that the message was not taken and stays in the box. `folded` puts the box behind a line: the
    card for a life in danger leaves nothing on screen but what to do.
    """

    sealed: str
    reply: Reply | None = None
    said: str | None = None
    note: str | None = None
    steps: tuple[ShownStep, ...] = ()
    kept: bool = False

    @property
    def quick_replies(self) -> tuple[QuickReply, ...]:
        """The chips under the reply."""
        return self.reply.quick_replies if self.reply is not None else ()

    @property
    def folded(self) -> bool:
        """Whether the box waits behind a line."""
        return self.reply is not None and self.reply.card is Card.PLAN_OR_ACT


def shown_turn(sealed: str, reply: Reply, steps: Steps, voice: Voice) -> ShownTurn:
    """Return the turn with the whole text of each exercise offered, in the voice of the conversation."""
    offered = tuple(ShownStep(steps.get(each.step_id, voice), each.reason) for each in reply.steps)
    return ShownTurn(sealed, reply, steps=offered)
