"""Error pages: a kind sentence and a way on, in the person's language; never a trace, never what was sent.

What goes to the log is the type of the exception and the line of our code that raised it: an exception's own
words may quote a message, so they are never written anywhere.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import structlog
from flask import Flask, Response, make_response, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from config.web.locale import current_locale
from config.web.words import Words

_ROOT = Path(__file__).resolve().parents[2]
_WITH_OWN_WORDS = frozenset({400, 401, 403, 404, 405, 410, 413, 429, 503})
WORDS_DIRECTORY = Path(__file__).parent / "words"
"""The words of the error pages, under `web.`; every application that installs them loads this directory."""

_log = structlog.get_logger("havre.web")

Frame = Callable[[], str]


def install_errors(app: Flask, words: Words, frame: Frame) -> None:
    """Answer every error of `app` inside the template that `frame()` names (its blocks: title, main)."""

    def _page(status: int, headers: tuple[tuple[str, str], ...] = ()) -> Response:
        name = str(status) if status in _WITH_OWN_WORDS else "other"
        try:
            body = render_template("error.html", frame=frame(), error=name)
        except Exception as failure:  # a page that cannot be drawn must still say something
            _log.error("error_page_failed", kind=type(failure).__name__, place=place_of(failure))
            body = _plain_page(words, name)
        answer = make_response(body, status)
        for header, value in headers:
            answer.headers[header] = value
        return answer

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> AnyResponse:
        if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return AnyResponse.force_type(error.get_response())
        kept = tuple(pair for pair in error.get_headers() if pair[0] in {"Allow", "Retry-After"})
        return _page(error.code, kept)

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> AnyResponse:
        _log.error("request_failed", kind=type(error).__name__, place=place_of(error))
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR)


def place_of(error: BaseException) -> str:
    """Return the file and line of our own code where `error` was raised, such as `chatbot/sealing.py:90`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    last = (ours or list(frames))[-1] if frames else None
    if last is None:
        return "unknown"
    path = Path(last.filename)
    return f"{path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path.name}:{last.lineno}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    packages = ("chatbot", "signals", "reporting", "referrals", "config")
    return any(path.is_relative_to(_ROOT / package) for package in packages)


def _plain_page(words: Words, name: str) -> str:
    """Return a page that needs no template: the sentence, and where to call."""
    locale = current_locale()
    title, sentence = (words.text(locale, f"web.error.{name}.{part}") for part in ("title", "text"))
    calls = words.text(locale, "web.error.calls")
    return (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{sentence}</p><p>{calls}</p><p><a href="/{locale}/">/{locale}/</a></p></html>'
    )
