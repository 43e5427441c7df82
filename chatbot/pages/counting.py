"""Counting: the receipt that the person edits, and what happens when they agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from chatbot.conversation import counted
from chatbot.conversation.state import State
from chatbot.pages.language import lang_of
from chatbot.pages.receipts import Receipt, lines, others
from chatbot.pages.sealed import StateDoor
from chatbot.pages.services import PageServices
from chatbot.pages.talk import TalkPages
from chatbot.pages.ticked import as_corrected, is_reviewed, ticked
from chatbot.sealing import Unreadable
from signals.contributions.counting import Counted, InvitationRefused, NotCounted, Redeemed
from signals.contributions.credentials import LONGEST_TOKEN
from signals.contributions.invitations import Malformed, code_hash
from signals.contributions.measures import Measure, Pole

_STATUS = {"credential": 400, "closed": 409, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class CountingPages:
    """The blueprint `counting`: every address takes the sealed state, and nothing counts but `confirm`."""

    services: PageServices
    talk: TalkPages

    def blueprint(self) -> Blueprint:
        """Return the blueprint `counting`."""
        pages = Blueprint("counting", __name__)
        pages.add_url_rule("/<lang>/count", "review", self.review, methods=["POST"])
        pages.add_url_rule("/<lang>/count/pass", "use_pass", self.use_pass, methods=["POST"])
        pages.add_url_rule("/<lang>/count/confirm", "confirm", self.confirm, methods=["POST"])
        return pages

    def review(self, lang: str) -> AnyResponse:
        """Show what would be counted; nothing is."""
        now = self.services.clock()
        state = self._state(lang, now)
        return state if isinstance(state, Response) else self._receipt(state, lang, now)

    def use_pass(self, lang: str) -> AnyResponse:
        """Take a pass, or exchange an invitation for one, and show the receipt again; nothing is counted."""
        now = self.services.clock()
        state = self._state(lang, now)
        if isinstance(state, Response):
            return state
        typed = "".join(request.form.get("pass", "").split())
        if "." in typed and len(typed) <= LONGEST_TOKEN and isinstance(code_hash(typed), Malformed):
            return self._receipt(replace(state, credential=typed), lang, now)
        match self.services.counting.redeem(typed, now):
            case Redeemed(credential):
                return self._receipt(replace(state, credential=credential), lang, now, fresh_pass=credential)
            case InvitationRefused("malformed"):
                return self._receipt(state, lang, now, note="count.pass.malformed")
            case InvitationRefused(reason):
                return self._receipt(state, lang, now, note=f"invitation.refused.{reason}")

    def confirm(self, lang: str) -> AnyResponse:
        """Count what is ticked; the only address of the application that does."""
        now = self.services.clock()
        state = self._state(lang, now)
        if isinstance(state, Response):
            return state
        if not counted.countable(state) or state.credential is None:
            return self._receipt(state, lang, now)
        measures = ticked()
        match self.services.counting.contribute(state.credential, measures, now):
            case Counted():
                return self._result(state, lang, now, "counted", measures)
            case NotCounted("credential"):
                # A pass that is not valid is let go of, so that another may be given.
                return self._result(replace(state, credential=None), lang, now, "credential")
            case NotCounted(reason):
                return self._result(state, lang, now, reason)

    def _state(self, lang: str, now: datetime) -> State | Response:
        match self._door.open(request.form.get("state", ""), now):
            case Unreadable(reason):
                return self.talk.restart(lang, reason, now)
            case opened:
                return as_corrected(replace(opened, language=lang_of(lang)))

    def _receipt(
        self, state: State, lang: str, now: datetime, fresh_pass: str | None = None, note: str | None = None
    ) -> Response:
        heard = counted.heard(state)
        shown = ticked() if is_reviewed() else frozenset(heard)
        sentences = counted.sentences(lang_of(lang))
        receipt = Receipt(
            sealed=self._door.seal(state, now),
            allowed=counted.countable(state),
            has_pass=state.credential is not None,
            heard=lines(heard, shown, sentences),
            risks=lines(others(heard, Pole.RISK), shown, sentences),
            resources=lines(others(heard, Pole.RESOURCE), shown, sentences),
            fresh_pass=fresh_pass,
            note=note,
        )
        return make_response(render_template("count.html", receipt=receipt))

    def _result(
        self, state: State, lang: str, now: datetime, outcome: str, measures: frozenset[Measure] = frozenset()
    ) -> Response:
        page = render_template(
            "counted.html",
            outcome=outcome,
            kept=lines(measures, measures, counted.sentences(lang_of(lang))),
            sealed=self._door.seal(state, now),
        )
        return make_response(page, _STATUS.get(outcome, 200))

    @property
    def _door(self) -> StateDoor:
        return StateDoor(self.services.sealer)
