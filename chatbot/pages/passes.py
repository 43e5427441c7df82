"""Passes: the pages on which a browser makes and keeps one, and the two addresses that it asks.

The work is the browser's (static/exchange.js): it draws the pass, blinds it, and unblinds what comes back.
The server sees an invitation and a number that means nothing. A code is in the fragment of a link and in the
body of a request, never in an address, so that no log of any server on the way can hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, jsonify, render_template

from chatbot.pages.padded import LOOK, SIGN, answer_padded, read_padded
from chatbot.pages.services import PageServices
from signals.contributions import base64url
from signals.contributions.invitations import Malformed, code_hash
from signals.contributions.issuing import InvitationRefused, Invited, Signed
from signals.contributions.store import IntakeUnavailable
from signals.contributions.windows import Window

_LONGEST_NAME = 120
"""How much of a unit's name fits in an answer of fixed size, in signs."""


@dataclass(frozen=True, slots=True)
class PassPages:
    """The blueprint `passes`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `passes`."""
        pages = Blueprint("passes", __name__)
        pages.add_url_rule("/<lang>/invitation", "invitation", self.invitation)
        pages.add_url_rule("/<lang>/pass", "own", self.own)
        pages.add_url_rule("/passes/look", "look", self.look, methods=["POST"])
        pages.add_url_rule("/passes/sign", "sign", self.sign, methods=["POST"])
        pages.add_url_rule("/passes/units.json", "units", self.units)
        return pages

    def invitation(self, lang: str) -> str:
        """Where an invitation is exchanged for a pass; looking at the page exchanges nothing."""
        return render_template("invitation.html")

    def own(self, lang: str) -> str:
        """The pass of this browser: take one in from a QR code, move it, forget it."""
        return render_template("pass.html")

    def look(self) -> Response:
        """Say what an invitation is for; nothing is used up."""
        code, now = _text(read_padded(LOOK), "code"), self.services.clock()
        match self.services.issuing.look(code, now):
            case Invited(unit, term):
                outcome = {"outcome": "invited", **self._named(unit, term)}
            case InvitationRefused("used"):
                outcome = {"outcome": "used", **self._used_for(code, now)}
            case InvitationRefused(reason):
                outcome = {"outcome": reason}
        return answer_padded(outcome, LOOK)

    def sign(self) -> Response:
        """Sign what the browser blinded, and use the invitation up."""
        asked = read_padded(SIGN)
        blinded = base64url.decode(_text(asked, "blinded")) or b""
        match self.services.issuing.sign(_text(asked, "code"), blinded, self.services.clock()):
            case Signed(blind_signature=signature):
                outcome = {"outcome": "signed", "signature": base64url.encode(signature)}
            case InvitationRefused(reason):
                outcome = {"outcome": reason}
        return answer_padded(outcome, SIGN)

    def units(self) -> Response:
        """The names of the units, by id: the same for everybody, so that asking for it says nothing."""
        return jsonify(dict(sorted(self.services.organisation.unit_names.items())))

    def _used_for(self, code: str, now: datetime) -> Mapping[str, str]:
        """What a used invitation was for: who has its recovery code makes the same request once more."""
        issuing, hashed = self.services.issuing, code_hash(code)
        term = issuing.calendar.term_at(now)
        try:
            found = None if isinstance(hashed, Malformed) else issuing.store.invitation(hashed, term)
        except IntakeUnavailable:
            return {}
        return {} if found is None else self._named(found.unit, term)

    def _named(self, unit: str, term: Window) -> Mapping[str, str]:
        name = self.services.organisation.unit_names.get(unit, unit)[:_LONGEST_NAME]
        return {"unit": unit, "name": name, "term": term.id}


def _text(asked: Mapping[str, object], name: str) -> str:
    value = asked.get(name)
    return value if isinstance(value, str) else ""
