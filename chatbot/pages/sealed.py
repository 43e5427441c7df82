"""The state of a conversation between two turns: a sealed field of the page, opened and sealed again here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatbot.conversation.state import State, StateUnreadable
from chatbot.sealing import Opened, Sealer, Unreadable


@dataclass(frozen=True, slots=True)
class StateDoor:
    """Turns sealed fields into states and back."""

    sealer: Sealer

    def open(self, token: str, now: datetime) -> State | Unreadable:
        """Return the state, or why it is not one; a state that an older version sealed counts as expired."""
        match self.sealer.open(token, now):
            case Opened(slots):
                try:
                    return State.from_slots(slots)
                except StateUnreadable:
                    return Unreadable("expired")
            case unreadable:
                return unreadable

    def seal(self, state: State, now: datetime) -> str:
        """Return the sealed field; StateTooLarge when the conversation no longer fits."""
        return self.sealer.seal(state.to_slots(), now)
