"""For evaluators: the bot behind the protocol that public harnesses speak, on this machine only.

`HAVRE_EVALUATION=1` opens `POST /v1/chat/completions` on the employee app. Each request holds a whole
conversation: its user messages are said again to a new one, and the answer is the answer to the last. Nothing
is kept, nothing of a message is repeated in an error, and no other address of the app changes.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException

from chatbot.conversation.measuring import words
from chatbot.conversation.reply import Reply
from chatbot.conversation.turn import Companion
from chatbot.replaying import replay
from config.settings import Settings, SettingsError
from config.web.words import Words
from signals.reading import Language

MOST_MESSAGES = 100
LONGEST = 20_000
"""Characters of one message."""

LARGEST_BODY = 16 * 2**20
"""Bytes of a request: the most and longest messages, every sign written as an escape, and some room."""

_MODELS: Mapping[str, Language | None] = {"havre": None, "havre-fr": "fr", "havre-en": "en"}
_ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
_FORWARDING = ("Forwarded", "Via", "X-Real-IP")


class Refused(Exception):
    """The request cannot be answered; the sentence says why and what to write, never what was written."""

    def __init__(self, sentence: str, param: str | None = None, status: int = 400) -> None:
        """Keep the sentence, the field it is about, and the status."""
        super().__init__(sentence)
        self.param = param
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read: what the person said so far, in which language, and whether the answer is streamed."""

    said: tuple[str, ...]
    model: str
    language: Language
    stream: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The blueprint `evaluation`."""

    companion: Companion
    words: Words
    clock: Callable[[], datetime]

    def blueprint(self) -> Blueprint:
        """Return the blueprint `evaluation`."""
        pages = Blueprint("evaluation", __name__)
        pages.add_url_rule("/v1/chat/completions", "completions", self.completions, methods=["POST"])
        return pages

    def completions(self) -> Response:
        """Answer the last user message of a conversation, in OpenAI's shape."""
        try:
            _require_this_machine(request)
            asked = _asked(_content(request))
        except Refused as refused:
            return _refusal(refused)
        now = self.clock()
        state, reply = replay(self.companion, asked.said, asked.language, now)
        content = spelled(reply, self.words, state.language)
        shared = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(now.timestamp()),
            "model": asked.model,
        }
        if asked.stream:
            return Response(_streamed(shared, content), mimetype="text/event-stream")
        prompt, completion = sum(map(words, asked.said)), words(content)
        return _json(
            {
                **shared,
                "object": "chat.completion",
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": content},
                        "logprobs": None,
                        "finish_reason": "stop",
                    }
                ],
                "usage": {
                    "prompt_tokens": prompt,
                    "completion_tokens": completion,
                    "total_tokens": prompt + completion,
                },
                "havre": _parts(reply, state.language),
            }
        )


def require_loopback(settings: Settings) -> None:
    """Raise SettingsError when the endpoint is asked for on an address that other machines can reach."""
    if settings.evaluation and not _is_loopback(settings.employee_host):
        raise SettingsError(
            "The setting evaluation (HAVRE_EVALUATION) opens the bot to programs of this machine only: let "
            "the employee app listen on 127.0.0.1 (HAVRE_EMPLOYEE_HOST), or switch evaluation off."
        )


def spelled(reply: Reply, words: Words, language: Language) -> str:
    """Return a reply as one text, in the order of the page.

    The paragraphs (of a card: its words), then one line for each number to call, for each line of the
    picture, for each step (name, minutes) and person (name, number, hours), and last the quick replies, each
    between square brackets.
    """
    blocks = list(reply.paragraphs)
    lines = [f"{call.label}\u00a0: {call.display}" for call in reply.calls]
    if reply.picture is not None:
        for side, found in (("weighs", reply.picture.weighs), ("holds", reply.picture.holds)):
            title = words.text(language, f"chat.picture.{side}")
            lines += [f"{title}\u00a0: {line.text}" for line in found]
    lines += [f"{step.name} ({step.minutes} min)" for step in reply.steps]
    for one in reply.resources:
        known = (one.name, one.phone.display if one.phone else "", one.hours)
        lines.append(", ".join(part for part in known if part))
    if lines:
        blocks.append("\n".join(f"– {line}" for line in lines))
    if reply.quick_replies:
        blocks.append(" ".join(f"[{quick.label}]" for quick in reply.quick_replies))
    return "\n\n".join(blocks)


def _parts(reply: Reply, language: Language) -> dict[str, object]:
    """Return what a test of the bot may want apart from the text; clients of the protocol pass it over."""
    return {
        "language": language,
        "card": reply.card.value if reply.card is not None else None,
        "quick_replies": [quick.label for quick in reply.quick_replies],
        "steps": [step.step_id for step in reply.steps],
        "resources": [one.resource_id for one in reply.resources],
        "closing": reply.closing,
    }


def _require_this_machine(asked: Request) -> None:
    """Refuse what another machine sent, or a proxy sent on, or a page whose name was made to lead here."""
    forwarded = any(asked.headers.get(name) for name in _FORWARDING) or any(
        name.lower().startswith("x-forwarded") for name, _ in asked.headers
    )
    if forwarded or not _is_loopback(asked.remote_addr or "") or not _is_loopback(_named(asked)):
        raise Refused("This address answers programs of its own machine only, without a proxy.", status=403)


def _named(asked: Request) -> str:
    try:
        return urlsplit(f"//{asked.host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _content(asked: Request) -> Mapping[str, object]:
    if asked.mimetype != "application/json":
        raise Refused("Send the request as application/json.", status=415)
    # This request alone may be longer than a form of the pages.
    asked.max_content_length = LARGEST_BODY
    try:
        value = json.loads(asked.get_data(cache=False).decode("utf-8"))
    except HTTPException:
        raise Refused(f"The request is longer than {LARGEST_BODY} bytes; shorten it.", status=413) from None
    except (ValueError, RecursionError):
        raise Refused("The request is not JSON; write an object with a list of messages.") from None
    if not isinstance(value, dict):
        raise Refused("The request is not an object; write one with a list of messages.")
    return cast("Mapping[str, object]", value)


def _asked(content: Mapping[str, object]) -> Asked:
    model = content.get("model", "havre")
    if not isinstance(model, str) or model not in _MODELS:
        raise Refused(f"There is no such model; write one of {', '.join(_MODELS)}.", "model", 404)
    messages = content.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refused("messages is missing; write a list with at least one user message.", "messages")
    if len(messages) > MOST_MESSAGES:
        raise Refused(f"There are more than {MOST_MESSAGES} messages; send the last ones.", "messages")
    said = tuple(text for number, one in enumerate(messages) for text in _said(one, f"messages[{number}]"))
    if not said:
        raise Refused("No message has the role user; write at least one.", "messages")
    return Asked(said, model, _MODELS[model] or _language(content), content.get("stream") is True)


def _said(message: object, where: str) -> Iterator[str]:
    """Yield the text of a message if the person said it; the others are passed over."""
    role = message.get("role") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(role, str) or role not in _ROLES:
        raise Refused(f"{where} needs a role: {', '.join(sorted(_ROLES))}.", f"{where}.role")
    if role != "user":
        return
    text = _text(message.get("content"), where)
    if len(text) > LONGEST:
        raise Refused(f"{where} has more than {LONGEST} characters; shorten it.", f"{where}.content")
    # Lone surrogates, which JSON can hold and no text can, become question marks.
    yield text.encode("utf-8", "replace").decode("utf-8")


def _text(content: object, where: str) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [None]
    texts = [part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"]
    if len(texts) != len(parts) or not all(isinstance(text, str) for text in texts):
        raise Refused(f"{where} needs a content: a text, or parts of type text.", f"{where}.content")
    return "\n".join(cast("list[str]", texts))


def _language(content: Mapping[str, object]) -> Language:
    metadata = content.get("metadata")
    named = content.get("language", metadata.get("language") if isinstance(metadata, dict) else None)
    if named is None or named == "fr":
        return "fr"
    if named == "en":
        return "en"
    raise Refused("The language must be fr or en.", "language")


def _streamed(shared: Mapping[str, object], content: str) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    chunk = {**shared, "object": "chat.completion.chunk", "choices": [choice]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\ndata: [DONE]\n\n"


def _refusal(refused: Refused) -> Response:
    kind = "permission_error" if refused.status == 403 else "invalid_request_error"
    error = {"message": str(refused), "type": kind, "param": refused.param, "code": None}
    return _json({"error": error}, refused.status)


def _json(value: Mapping[str, object], status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype="application/json")
