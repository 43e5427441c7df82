"""Preparing a talk: a sheet made from the conversation, or an empty one, and forgotten with the answer.

What the person writes on it has no name and belongs to no form: no browser can send it here. They alone keep
it, on paper or in a file that the browser makes (static/prepare.js).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, make_response, render_template, request

from chatbot.conversation.state import State
from chatbot.pages.language import lang_of
from chatbot.pages.padded import SHEET_BYTES
from chatbot.pages.sealed import StateDoor
from chatbot.pages.services import PageServices
from chatbot.preparing.known import known_of
from chatbot.preparing.listeners import Listener
from chatbot.preparing.sheet import choices, prepare
from chatbot.sealing import Unreadable


@dataclass(frozen=True, slots=True)
class PreparingPages:
    """The blueprint `preparing`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `preparing`."""
        pages = Blueprint("preparing", __name__)
        pages.add_url_rule("/<lang>/prepare", "sheet", self.sheet, methods=["GET", "POST"])
        return pages

    def sheet(self, lang: str) -> Response:
        """Show the five listeners, then the sheet for the one chosen."""
        chosen = _listener(request.form.get("listener", ""))
        token = request.form.get("state", "")
        if not token:
            return self._page(None, "", chosen, lang)
        now, door = self.services.clock(), StateDoor(self.services.sealer)
        match door.open(token, now):
            case Unreadable():
                # The sheet does without the conversation: nobody who came for it is sent away.
                return self._page(None, "", chosen, lang, closed=True)
            case opened:
                state = replace(opened, language=lang_of(lang))
                return self._page(state, door.seal(state, now), chosen, lang)

    def _page(
        self, state: State | None, sealed: str, chosen: Listener | None, lang: str, *, closed: bool = False
    ) -> Response:
        language, country = lang_of(lang), self.services.organisation.country
        page = render_template(
            "prepare.html",
            sealed=sealed,
            closed=closed,
            urgent=known_of(state).danger,
            choices=choices(state, language),
            sheet=None if chosen is None else prepare(state, chosen, language, country),
        )
        return make_response(page.encode().ljust(SHEET_BYTES))


def _listener(name: str) -> Listener | None:
    """Return the listener of a form; a name that does not exist is a request that nobody's page made."""
    if not name:
        return None
    try:
        return Listener(name)
    except ValueError:
        abort(400)
