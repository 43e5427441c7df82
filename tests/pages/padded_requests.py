"""Asking the addresses of fixed size as the browser does, without a browser."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chatbot.pages.padded import COUNT, LOOK, SIGN, Sizes
from signals.contributions import base64url
from signals.contributions.pass_making import Request, make_request
from signals.contributions.windows import parse_window

ADDRESSES: dict[str, Sizes] = {"/passes/look": LOOK, "/passes/sign": SIGN, "/count": COUNT}


def padded(fields: dict[str, object], sizes: Sizes) -> bytes:
    """The fields as JSON of exactly the size that is asked."""
    bare = len(json.dumps({**fields, "pad": ""}).encode())
    return json.dumps({**fields, "pad": " " * (sizes.asked - bare)}).encode()


def ask(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    """Post `fields` to one of the addresses."""
    body = padded(fields, ADDRESSES[address])
    return client.post(address, data=body, content_type="application/json")


def outcome(answer: TestResponse) -> str:
    """What it says, in a word."""
    assert answer.status_code == 200
    return str(json.loads(answer.data)["outcome"])


def request_for(client: FlaskClient, code: str, keys: object, seed: str | None = None) -> Request:
    """What a browser makes of an invitation: it looks, and blinds a pass for the key of the unit."""
    said = json.loads(ask(client, "/passes/look", code=code).data)
    term = parse_window(said["term"])
    key = keys.key(said["unit"], term)  # type: ignore[attr-defined]  # the key list, however it is read
    return make_request(code, said["unit"], term, key, seed)


def exchange(client: FlaskClient, code: str, keys: object) -> str:
    """A pass for an invitation."""
    request = request_for(client, code, keys)
    answer = ask(client, "/passes/sign", code=code, blinded=base64url.encode(request.blinded))
    signature = base64url.decode(json.loads(answer.data)["signature"])
    assert signature is not None
    return request.finish(signature)
