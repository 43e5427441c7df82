"""The conversation page: one form, one turn; with JavaScript the same turn as a fragment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.state import Shape, State
from chatbot.library.voice import Voice
from chatbot.pages.language import lang_of
from chatbot.pages.sealed import StateDoor
from chatbot.pages.services import PageServices
from chatbot.pages.ticked import as_corrected
from chatbot.pages.turns import ShownTurn, shown_turn
from chatbot.sealing import StateTooLarge, Unreadable

FRAGMENT_HEADER = "X-Havre-Fragment"
"""Sent by our script: answer with the pieces of one turn instead of a whole page."""

_LONGEST_CHOICE = 80
_STATUS = {"tampered": 400, "expired": 410, "oversized": 413}

_NOTES = {
    "switch": {"": "chat.talk.switched"},
    "resume": {"": "chat.talk.resumed", "refused": "chat.not_counted.refused"},
}
"""Buttons that carry the conversation on without a turn, and the sentence that answers them."""

_ELSEWHERE = {
    "count.open": ("counting.review", 307),
    "prepare.open": ("preparing.sheet", 307),
    "leave": ("rooms.calendar", 303),
}
"""Quick replies that lead to another page, and how: 307 takes the state of the conversation along."""


@dataclass(frozen=True, slots=True)
class TalkPages:
    """The blueprint `talk`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `talk`."""
        pages = Blueprint("talk", __name__)
        pages.add_url_rule("/<lang>/conversation", "talk", self.talk, methods=["GET", "POST"])
        return pages

    def talk(self, lang: str) -> AnyResponse:
        """Answer one message, or open the conversation when there is none to go on with."""
        now = self.services.clock()
        token = request.form.get("state", "")
        if not token:
            return self.opening(lang, now)
        match self.door.open(token, now):
            case Unreadable(reason):
                return self.restart(lang, reason, now)
            case state:
                # The address decides the language, so that a person may change it on the way.
                return self._go_on(as_corrected(replace(state, language=lang_of(lang))), lang, now)

    def opening(self, lang: str, now: datetime) -> Response:
        """A new conversation."""
        state, reply = self.services.companion.opening(lang_of(lang), _shape(request.form.get("begin", "")))
        sealed = self.door.seal(state, now)
        return _page(shown_turn(sealed, reply, self.services.companion.steps, state.voice))

    def restart(self, lang: str, reason: str, now: datetime) -> Response:
        """Say kindly that this conversation cannot go on, and offer a new one at once."""
        state, reply = self.services.companion.opening(lang_of(lang))
        turn = shown_turn(self.door.seal(state, now), reply, self.services.companion.steps, state.voice)
        note = self.services.words.text(lang, f"chat.restart.{reason}")
        return _page(replace(turn, note=note, kept=True), _STATUS[reason])

    @property
    def door(self) -> StateDoor:
        """Where states are opened and sealed."""
        return StateDoor(self.services.sealer)

    def _go_on(self, state: State, lang: str, now: datetime) -> AnyResponse:
        form = request.form
        if "begin" in form:
            return self.opening(lang, now)
        for field, words in _NOTES.items():
            if field in form:
                return self._say(state, lang, words.get(form[field], words[""]), now)
        message = _message(form.get("choice", ""), form.get("text", ""))
        match message:
            case None:
                return self._say(state, lang, "chat.talk.empty", now)
            case Chosen(choice) if choice in _ELSEWHERE:
                endpoint, status = _ELSEWHERE[choice]
                return redirect(url_for(endpoint), code=status)
            case Typed() | Chosen():
                return self._turn(self._redrawn(state, message), message, lang, now)

    def _redrawn(self, state: State, message: Message) -> State:
        """Take out of the picture the lines that the person unticked, when they asked for that."""
        if message != Chosen("picture.kept"):
            return state
        return self.services.companion.redrawn(state, frozenset(request.form.getlist("line")))

    def _turn(self, state: State, message: Message, lang: str, now: datetime) -> Response:
        companion = self.services.companion
        after, reply = companion.turn(state, message, now)
        if after.language != lang:
            # The person asked for the other language in words: the page follows.
            g.locale = lang = after.language
        try:
            sealed = self.door.seal(after, now)
        except StateTooLarge:
            return self.restart(lang, "oversized", now)
        turn = shown_turn(sealed, reply, companion.steps, after.voice)
        return _page(replace(turn, said=self._said(message, after.voice)))

    def _said(self, message: Message, voice: Voice) -> str | None:
        """Return what the person said, as shown back to them: their words, or the reply they chose."""
        match message:
            case Typed(text):
                return text
            case Chosen(choice):
                try:
                    return self.services.companion.replies.label(choice, voice)
                except KeyError:
                    # The answers to a card are not repeated: what follows them is said plainly.
                    return None

    def _say(self, state: State, lang: str, key: str, now: datetime) -> Response:
        note = self.services.words.text(lang, key)
        return _page(ShownTurn(self.door.seal(state, now), note=note))


def _shape(chosen: str) -> Shape:
    """Return the shape of evening of the button that began; any other button begins an open one."""
    match chosen:
        case "two" | "ten" | "vent":
            return chosen
        case _:
            return "open"


def frame() -> str:
    """Return the template around an error page: for our script, the piece that goes into the conversation."""
    return "fragment_frame.html" if _wants_fragment() else "employee.html"


def _wants_fragment() -> bool:
    return FRAGMENT_HEADER in request.headers


def _message(choice: str, text: str) -> Message | None:
    if len(choice) > _LONGEST_CHOICE:
        abort(400)
    if choice:
        return Chosen(choice)
    written = text.replace("\r\n", "\n").strip()
    return Typed(written) if written else None


def _page(turn: ShownTurn, status: int = 200) -> Response:
    template = "fragment.html" if _wants_fragment() else "talk.html"
    return make_response(render_template(template, turn=turn), status)
