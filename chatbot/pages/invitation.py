"""The invitation page: looking at it changes nothing; a button exchanges it for a pass, once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request

from chatbot.conversation.state import State
from chatbot.pages.language import lang_of
from chatbot.pages.sealed import StateDoor
from chatbot.pages.services import PageServices
from signals.contributions.counting import InvitationRefused, Redeemed

_CODE = re.compile(r"[A-Za-z0-9 .-]{1,64}", re.ASCII)
_STATUS = {"malformed": 400, "unknown": 404, "used": 409, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class InvitationPages:
    """The blueprint `invitation`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `invitation`."""
        pages = Blueprint("invitation", __name__)
        pages.add_url_rule("/<lang>/invitation", "ask", self.ask)
        pages.add_url_rule("/<lang>/invitation/<code>", "ask", self.ask)
        pages.add_url_rule("/<lang>/invitation", "redeem", self.redeem, methods=["POST"])
        return pages

    def ask(self, lang: str, code: str = "") -> str:
        """Say what the invitation is for; a GET never uses it up (mail scanners open links)."""
        if code and _CODE.fullmatch(code) is None:
            abort(404)
        return render_template("invitation.html", code=code, refused=None)

    def redeem(self, lang: str) -> Response:
        """Exchange the invitation; the pass is shown once, here, and kept nowhere."""
        now = self.services.clock()
        code = request.form.get("code", "").strip()
        match self.services.counting.redeem(code, now):
            case Redeemed(credential, unit):
                return self._pass(lang, credential, unit, now)
            case InvitationRefused(reason):
                known = code if _CODE.fullmatch(code) else ""
                page = render_template("invitation.html", code=known, refused=reason)
                return make_response(page, _STATUS[reason])

    def _pass(self, lang: str, credential: str, unit: str, now: datetime) -> Response:
        state = replace(State.new(lang_of(lang)), credential=credential)
        return make_response(
            render_template(
                "pass.html",
                credential=credential,
                unit=self.services.organisation.unit_names.get(unit),
                sealed=StateDoor(self.services.sealer).seal(state, now),
            )
        )
