"""Whom an employee talks to: the conversation of `chatbot`, wired to the model and the words that ship."""

from __future__ import annotations

from chatbot.conversation.turn import Companion
from chatbot.library.cards import Cards
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from config.chatbot_settings import Generation
from config.encoder import encoder_of
from config.generation import rephrasing_for
from config.organisation import Organisation
from config.signals_settings import EncoderSettings
from referrals.directory import Directory
from signals.danger.gate import Gate
from signals.reader import Reader


def companion_for(
    organisation: Organisation, generation: Generation | None = None, encoder: EncoderSettings | None = None
) -> Companion:
    """Return the companion of an organisation.

    Without a usable model it talks all the same: the danger rules and the words need none, and what is lost
    is said once in the log. `generation` lets a model on premises rephrase what is authored (default: none),
    `encoder` says which model reads (default: the one that ships).
    """
    reader, replies = Reader(Gate.load(), encoder_of(encoder or EncoderSettings())), Replies.load()
    return Companion(
        reader=reader,
        replies=replies,
        steps=Steps.load(),
        cards=Cards.load(),
        directory=Directory.load(organisation.contacts),
        country=organisation.country,
        rephrasing=rephrasing_for(generation or Generation(), reader, replies),
    )
