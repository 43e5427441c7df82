"""The language of a page is the first segment of its address: /fr/... or /en/....

No cookie remembers it: the address and the forms carry it. `/` chooses by Accept-Language, French first.
"""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import quote

import flask_babel  # type: ignore[import-untyped]  # Flask-Babel ships no types
from flask import Flask, Request, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from config.web.words import LOCALES, Words

_FORMATS = {"fr": "fr_FR", "en": "en_GB"}
"""How dates and numbers are written: British rather than American English, as organisations here write."""


def locale_of(asked: Request) -> str:
    """Return the language of a request: its first segment, else the browser's choice, else French."""
    first = asked.path.split("/", 2)[1] if "/" in asked.path else ""
    if first in LOCALES:
        return first
    return asked.accept_languages.best_match(LOCALES) or LOCALES[0]


def other_locale(locale: str) -> str:
    """Return the other language."""
    return LOCALES[1] if locale == LOCALES[0] else LOCALES[0]


def install_locale(app: Flask, words: Words) -> None:
    """Give `app` its language: `g.locale`, the template names `t`, `lines`, `locale`, `other_locale`,
    `other_locale_url`, the filters `day` and `number`, and the address `/` which sends to the language.

    Views whose address holds `<lang>` receive it; a first segment that is no language is a 404, and
    `url_for` fills `lang` in by itself.
    """
    flask_babel.Babel(app, locale_selector=_babel_locale)

    @app.url_value_preprocessor
    def _choose(_endpoint: str | None, values: dict[str, object] | None) -> None:
        g.locale = locale_of(request)
        if values and "lang" in values and values["lang"] not in LOCALES:
            abort(404)

    @app.url_defaults
    def _fill(endpoint: str, values: dict[str, object]) -> None:
        if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_locale()

    @app.context_processor
    def _names() -> dict[str, object]:
        locale = current_locale()

        def t(key: str, **values: object) -> str:
            return words.text(locale, key, **values)

        def lines(key: str) -> tuple[str, ...]:
            return words.lines(locale, key)

        return {
            "t": t,
            "lines": lines,
            "locale": locale,
            "other_locale": other_locale(locale),
            "other_locale_url": _in_other_language(locale),
        }

    app.add_template_filter(_day, "day")
    app.add_template_filter(_number, "number")
    app.add_url_rule("/", "negotiate", _negotiate)


def current_locale() -> str:
    """Return the language of the request being answered."""
    return str(g.get("locale", LOCALES[0]))


def _negotiate() -> Response:
    answer = redirect(f"/{locale_of(request)}/", code=303)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _in_other_language(locale: str) -> str:
    segments = request.path.split("/", 2)
    rest = segments[2] if len(segments) > 2 and segments[1] in LOCALES else ""
    return f"/{other_locale(locale)}/{quote(rest)}"


def _babel_locale() -> str:
    return _FORMATS[current_locale()]


def _day(value: date | datetime) -> str:
    return str(flask_babel.format_date(value, "long"))


def _number(value: float) -> str:
    return str(flask_babel.format_decimal(value))
