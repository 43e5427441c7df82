"""Whom an employee talks to: the conversation of `chatbot`, wired to the model and the words that ship."""

from __future__ import annotations

import os

import structlog

from chatbot.conversation.turn import Companion
from chatbot.library.cards import Cards
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from config.chatbot_settings import Generation
from config.generation import rephrasing_for
from config.organisation import Organisation
from referrals.directory import Directory
from signals.danger.gate import Gate
from signals.encoder.interface import Encoder, EncoderUnavailable
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader

MOST_AT_ONCE = 4
"""How many messages the encoder reads at the same time, at most."""

_log = structlog.get_logger("havre.companion")


def companion_for(organisation: Organisation, generation: Generation | None = None) -> Companion:
    """Return the companion of an organisation.

    Without a usable model it talks all the same: the danger rules and the words need none, and what is lost
    is said once in the log. `generation` lets a model on premises rephrase what is authored (default: none).
    """
    reader, replies = Reader(Gate.load(), _encoder()), Replies.load()
    return Companion(
        reader=reader,
        replies=replies,
        steps=Steps.load(),
        cards=Cards.load(),
        directory=Directory.load(organisation.contacts),
        country=organisation.country,
        rephrasing=rephrasing_for(generation or Generation(), reader, replies),
    )


def _encoder() -> Encoder | None:
    try:
        return OnnxEncoder.load(threads=min(MOST_AT_ONCE, os.cpu_count() or 1))
    except EncoderUnavailable as missing:
        _log.warning("talking without the encoder", reason=str(missing))
        return None
