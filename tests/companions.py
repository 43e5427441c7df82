"""Companions for tests: the one that ships, and the one of the day the encoder is missing."""

from __future__ import annotations

from functools import cache

from chatbot.conversation.turn import Companion, Reads
from chatbot.library.cards import Cards
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from referrals.directory import Directory
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader


def make_companion(reader: Reads) -> Companion:
    """Return a companion of France with this reader."""
    return Companion(
        reader=reader,
        replies=Replies.load(),
        steps=Steps.load(),
        cards=Cards.load(),
        directory=Directory.load(),
        country="FR",
    )


@cache
def real_companion() -> Companion:
    """Return the companion that ships, loaded once for the whole run."""
    return make_companion(Reader(Gate.load(), OnnxEncoder.load()))
