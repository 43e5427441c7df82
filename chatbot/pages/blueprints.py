"""The blueprints of the employees' pages, put together."""

from __future__ import annotations

from flask import Blueprint

from chatbot.pages.counting import CountingPages
from chatbot.pages.invitation import InvitationPages
from chatbot.pages.rooms import Rooms
from chatbot.pages.services import PageServices
from chatbot.pages.talk import TalkPages

LIMITED_ENDPOINTS: tuple[str, ...] = ("invitation.redeem", "counting.use_pass", "counting.confirm")
"""The addresses that write to a store: the application limits how often all of them together may be used."""


def create_blueprints(services: PageServices) -> tuple[Blueprint, ...]:
    """Return the blueprints `rooms`, `talk`, `invitation` and `counting`, to register as they are."""
    talk = TalkPages(services)
    return (
        Rooms(services).blueprint(),
        talk.blueprint(),
        InvitationPages(services).blueprint(),
        CountingPages(services, talk).blueprint(),
    )
