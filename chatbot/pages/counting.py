"""Counting: the receipt that the person edits, and the one address at which something is counted.

The two never meet. The receipt comes from the conversation and takes its sealed state; what is counted is a
pass and the measures that the person left ticked, sent by the browser alone (static/counting.js), at a moment
of its own, in a body that is as long for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from chatbot.conversation import counted
from chatbot.conversation.state import State
from chatbot.pages.language import lang_of
from chatbot.pages.padded import COUNT, RECEIPT_BYTES, answer_padded, read_padded
from chatbot.pages.receipts import Receipt, lines, others
from chatbot.pages.sealed import StateDoor
from chatbot.pages.services import PageServices
from chatbot.pages.talk import TalkPages
from chatbot.pages.ticked import as_corrected, is_reviewed, ticked
from chatbot.sealing import Unreadable
from signals.contributions.counting import Counted, NotCounted
from signals.contributions.measures import Measure, Pole, parse_measure


@dataclass(frozen=True, slots=True)
class CountingPages:
    """The blueprint `counting`: `review` shows, `count` counts."""

    services: PageServices
    talk: TalkPages

    def blueprint(self) -> Blueprint:
        """Return the blueprint `counting`."""
        pages = Blueprint("counting", __name__)
        pages.add_url_rule("/<lang>/count", "review", self.review, methods=["POST"])
        pages.add_url_rule("/count", "count", self.count, methods=["POST"])
        return pages

    def review(self, lang: str) -> AnyResponse:
        """Show what would be counted; nothing is."""
        now = self.services.clock()
        match self._door.open(request.form.get("state", ""), now):
            case Unreadable(reason):
                return self.talk.restart(lang, reason, now)
            case opened:
                state = as_corrected(replace(opened, language=lang_of(lang)))
                return self._receipt(state, lang, now)

    def count(self) -> Response:
        """Count what a pass declares; the only address of the application that does."""
        asked = read_padded(COUNT)
        token = asked.get("pass")
        if not isinstance(token, str):
            abort(400)
        match self.services.counting.contribute(
            token, _measures(asked.get("measures")), self.services.clock()
        ):
            case Counted(window):
                return answer_padded({"outcome": "counted", "window": window.id}, COUNT)
            case NotCounted(reason):
                return answer_padded({"outcome": reason}, COUNT)

    def _receipt(self, state: State, lang: str, now: datetime) -> Response:
        heard = counted.heard(state)
        shown = ticked() if is_reviewed() else frozenset(heard)
        sentences = counted.sentences(lang_of(lang))
        receipt = Receipt(
            sealed=self._door.seal(state, now),
            allowed=counted.countable(state),
            heard=lines(heard, shown, sentences),
            risks=lines(others(heard, Pole.RISK), shown, sentences),
            resources=lines(others(heard, Pole.RESOURCE), shown, sentences),
        )
        page = render_template("count.html", receipt=receipt).encode()
        return make_response(page.ljust(RECEIPT_BYTES))

    @property
    def _door(self) -> StateDoor:
        return StateDoor(self.services.sealer)


def _measures(slugs: object) -> frozenset[Measure]:
    """The measures that a request names; one that does not exist is a request that nobody's page made."""
    if not isinstance(slugs, list):
        abort(400)
    try:
        return frozenset(parse_measure(str(slug)) for slug in slugs)
    except ValueError:
        abort(400)
