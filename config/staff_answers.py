"""How the staff app answers when it does not show the page asked for, and what it puts on every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import structlog
from flask import Flask, Response, render_template, request
from flask.typing import RouteCallable
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from config.access import may_open
from config.web.errors import place_of
from config.web.headers import secure
from reporting.pages.desk import House
from reporting.pages.signed_in import account_or_none
from reporting.transactions import ReleasesUnavailable

PAGES: Mapping[str, str] = {
    "overview.show": "overview",
    "team.show": "team",
    "guidance.guidance": "guidance",
    "guidance.directory": "directory",
    "administration.health": "health",
    "administration.audit": "audit",
    "administration.list_accounts": "accounts",
    "roster.show": "roster",
    "method.show": "method",
}
"""The pages of the menu, in its order, with the key of their name."""

_PROBLEMS: Mapping[int, str] = {
    400: "form",
    403: "refused",
    404: "missing",
    413: "too_large",
    429: "too_many",
    500: "broken",
}

Answer = tuple[str, int]

_log = structlog.get_logger("havre.staff")

SIGN_INS_PER_NAME = "10 per minute"
SIGN_INS_IN_ALL = "60 per minute"


def install_answers(app: Flask, house: House) -> None:
    """Give `app` its menu, its error pages, its limits and its headers."""
    app.config.update(
        WTF_CSRF_SSL_STRICT=False,  # config.staff_sessions looks at where a form comes from, https or not
        WTF_CSRF_TIME_LIMIT=8 * 3600,
    )
    _limit_sign_ins(app)

    @app.context_processor
    def _frame() -> dict[str, object]:
        account = account_or_none()
        pages = [
            (endpoint, name)
            for endpoint, name in PAGES.items()
            if account is not None and may_open(endpoint, account.role)
        ]
        return {"account": account, "pages": pages, "house": house}

    @app.errorhandler(HTTPException)
    def _not_shown(error: HTTPException) -> Answer | HTTPException:
        status = error.code or 500
        if status < 400:  # a redirection that the router asks for
            return error
        return render_template("staff/error.html", problem=_PROBLEMS.get(status, "missing")), status

    @app.errorhandler(CSRFError)
    def _stale_form(error: CSRFError) -> Answer:
        return render_template("staff/error.html", problem="form"), 400

    @app.errorhandler(ReleasesUnavailable)
    def _no_store(error: ReleasesUnavailable) -> Answer:
        _log.error("releases_unavailable", reason=str(error))
        return render_template("staff/error.html", problem="broken"), 503

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> Answer:
        # The type and the place only: the words of an exception may hold what was typed.
        _log.error("request_failed", kind=type(error).__name__, place=place_of(error))
        return render_template("staff/error.html", problem="broken"), 500

    @app.after_request
    def _ours(response: Response) -> Response:
        # Origin is "null" under no-referrer, and older browsers have nothing else to say where a form comes
        # from.
        response.headers["Referrer-Policy"] = "same-origin"
        if request.endpoint == "assets.charts" and response.status_code in {200, 304}:
            response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response

    secure(app)  # last: its own after_request runs before the one above


def _limit_sign_ins(app: Flask) -> None:
    """Slow down guessing, by name and in all. The address a request comes from is never looked at."""
    limiter = Limiter(key_func=_name_tried, app=app, storage_uri="memory://")
    for_all = limiter.shared_limit(SIGN_INS_IN_ALL, scope="sign-ins", key_func=lambda: "all")
    for_one = limiter.shared_limit(SIGN_INS_PER_NAME, scope="name")
    app.view_functions["sign_in.enter"] = cast(
        RouteCallable, for_all(for_one(app.view_functions["sign_in.enter"]))
    )


def _name_tried() -> str:
    return request.form.get("name", "")[:64].strip().lower()
