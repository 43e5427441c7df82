"""The blueprints of the employees' pages, put together."""

from __future__ import annotations

from flask import Blueprint

from chatbot.pages.counting import CountingPages
from chatbot.pages.kept import KeptPages
from chatbot.pages.passes import PassPages
from chatbot.pages.preparing import PreparingPages
from chatbot.pages.record import RecordPages
from chatbot.pages.rooms import Rooms
from chatbot.pages.services import PageServices
from chatbot.pages.talk import TalkPages

LIMITED_ENDPOINTS: tuple[str, ...] = ("passes.look", "passes.sign", "counting.count")
"""The addresses that open the intake store: the application limits how often all of them together may be
used.
"""


def create_blueprints(services: PageServices) -> tuple[Blueprint, ...]:
    """Return the blueprints, to register as they are."""
    talk = TalkPages(services)
    return (
        Rooms(services).blueprint(),
        talk.blueprint(),
        PassPages(services).blueprint(),
        RecordPages(services).blueprint(),
        KeptPages(services).blueprint(),
        CountingPages(services, talk).blueprint(),
        PreparingPages(services).blueprint(),
    )
