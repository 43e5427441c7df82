"""Fixed sizes: what the length of a request or an answer would say, it says no longer.

Whoever watches the network sees no content but every length. The three addresses that passes go through take
and give bodies of one size each, whatever the unit, the measures or the outcome; the pages are filled up to
whole steps, so that the answer to a danger is as long as the answer to a greeting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, abort, request

PAGE_STEP = 32 * 1024
"""Every page of the employee app is a whole number of these, in bytes."""

RECEIPT_BYTES = 2 * PAGE_STEP
"""What every receipt takes: with its twelve lines it is near one step, without them far below."""

SHEET_BYTES = 2 * PAGE_STEP
"""What every page about preparing a talk takes, whoever it is for and whatever it knows."""

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The exact length in bytes of the bodies of one address, both ways."""

    asked: int
    answered: int


LOOK = Sizes(asked=1024, answered=1024)
"""Looking at an invitation."""

SIGN = Sizes(asked=2048, answered=2048)
"""Having a blinded message signed."""

COUNT = Sizes(asked=4096, answered=1024)
"""Being counted."""


def read_padded(sizes: Sizes) -> Mapping[str, object]:
    """The JSON object of the current request; 400 when it has another size or type, or is none."""
    if request.mimetype != _JSON or request.content_length != sizes.asked:
        abort(400)
    try:
        content = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(content, dict):
        abort(400)
    return cast("Mapping[str, object]", content)


def answer_padded(outcome: Mapping[str, str], sizes: Sizes) -> Response:
    """The answer that says `outcome`: always status 200 and `sizes.answered` bytes.

    Raises ValueError when it does not fit, which only a word of our own that grew too long can cause.
    """
    room = sizes.answered - len(_written(outcome, ""))
    if room < 0:
        raise ValueError(f"An answer takes {-room} bytes more than the {sizes.answered} it may take.")
    return Response(_written(outcome, " " * room), mimetype=_JSON)


def pad_pages(app: Flask) -> None:
    """Fill every page of `app`, whatever it says and whatever made it, up to whole steps of PAGE_STEP."""

    @app.after_request
    def _fill(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.direct_passthrough:
            content = response.get_data()
            # HTML lets spaces follow the end of a page; they mean nothing.
            response.set_data(content + b" " * (-len(content) % PAGE_STEP))
        return response


def _written(outcome: Mapping[str, str], pad: str) -> bytes:
    return json.dumps({**outcome, "pad": pad}, ensure_ascii=False).encode()
