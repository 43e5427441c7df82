"""Sessions of the staff app: who is signed in, for how long, and that a request comes from our own pages.

The cookie is signed, read by no script, never sent from another site, and holds an account id, a random
session id and two times; no address, no browser name. A session ends when it has been idle, after eight
hours, on signing out, and as soon as the account is disabled.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from config.access import may_open
from reporting.accounts import Account, Accounts
from reporting.pages.signed_in import remember_account

LONGEST_SESSION = timedelta(hours=8)
COOKIE = "havre_staff"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class _Holder(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """An account as Flask-Login wants it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.id = account.id


class _Cookies(SecureCookieSessionInterface):
    """Flask's signed cookies, kept to https as soon as a page is asked for over https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """See Flask."""
        return super().get_cookie_secure(app) or request.is_secure


@dataclass(slots=True)
class StaffSessions:
    """The sessions of one staff process. `idle` is how long one may be left alone."""

    accounts: Accounts
    clock: Callable[[], datetime]
    idle: timedelta
    _closed: dict[str, datetime] = field(default_factory=dict)

    def install(self, app: Flask, secret: bytes, *, https: bool) -> None:
        """Give `app` its sessions and its door: a request passes only when `config.access` lets it."""
        app.config.update(
            SECRET_KEY=secret,
            SESSION_COOKIE_NAME=f"__Host-{COOKIE}" if https else COOKIE,
            SESSION_COOKIE_SECURE=https,  # or when the request itself is, see _Cookies
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Strict",
            SESSION_COOKIE_PATH="/",
            SESSION_REFRESH_EACH_REQUEST=False,
        )
        app.session_interface = _Cookies()
        login = LoginManager(app)
        login.session_protection = None  # it would keep a digest of the address and of the browser's name
        login.user_loader(self._holder)
        app.before_request(self._pass_door)

    def enter(self, account: Account) -> None:
        """Open a fresh session: nothing that was in the visitor's cookie survives."""
        session.clear()
        now = self.clock().timestamp()
        login_user(_Holder(account))
        session.pop("_id", None)  # Flask-Login's digest of the address and of the browser's name
        session.update(sid=secrets.token_hex(16), began=now, seen=now)
        remember_account(account)

    def leave(self) -> None:
        """Close the session, here and for any copy of its cookie."""
        now = self.clock()
        self._closed = {sid: end for sid, end in self._closed.items() if end > now}
        if "sid" in session:
            self._closed[session["sid"]] = now + LONGEST_SESSION
        logout_user()
        session.clear()
        remember_account(None)

    def _holder(self, account_id: str) -> _Holder | None:
        account = self.accounts.get(account_id)
        return None if account is None or account.disabled else _Holder(account)

    def _pass_door(self) -> Response | None:
        if request.method not in _SAFE_METHODS and not _from_our_pages():
            abort(403)
        if request.endpoint is None or request.endpoint.endswith(".static"):
            remember_account(None)
            return None
        ended = self._ended()
        account = None if ended else self._current()
        remember_account(account)
        if ended:
            self.leave()
        if may_open(request.endpoint, None if account is None else account.role):
            return None
        if account is not None:
            abort(403)
        return redirect(url_for("sign_in.form", why="idle" if ended else "needed"), 303)

    def _current(self) -> Account | None:
        if not current_user.is_authenticated:
            return None
        session["seen"] = self.clock().timestamp()
        account: Account = current_user.account
        return account

    def _ended(self) -> bool:
        """Whether the cookie speaks of a session that is over."""
        if "sid" not in session:
            return False
        now = self.clock().timestamp()
        idle = now - session.get("seen", 0.0) > self.idle.total_seconds()
        old = now - session.get("began", 0.0) > LONGEST_SESSION.total_seconds()
        return idle or old or session["sid"] in self._closed


def _from_our_pages() -> bool:
    """Whether a request that changes something was sent by a page of this application.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin. A program that sends
    neither is no browser led astray: the token of the form still stops it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == request.host
