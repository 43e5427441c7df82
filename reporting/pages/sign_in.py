"""Signing in and out. A refusal never says which of name, password and code was wrong, nor whether a name
exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reporting.accounts import Account, Accounts, Refused
from reporting.audit import Audit, AuditEvent
from reporting.pages.signed_in import account_or_none

LONGEST_NAME = 64
LONGEST_PASSWORD = 256
LONGEST_CODE = 16

_REASONS = {"idle": "sign_in.idle", "done": "sign_in.done", "needed": "sign_in.needed"}


@dataclass(frozen=True, slots=True)
class Door:
    """What opening and closing a session needs; `enter` and `leave` keep it (`config.staff_sessions`)."""

    accounts: Accounts
    audit: Audit
    clock: Callable[[], datetime]
    enter: Callable[[Account], None]
    leave: Callable[[], None]
    idle_minutes: int
    attempts: int
    lockout_minutes: int


def create_blueprint(door: Door) -> Blueprint:
    """Return the blueprint of /<lang>/sign-in and /<lang>/sign-out."""
    blueprint = Blueprint("sign_in", __name__, url_prefix="/<lang>")

    def show(problem: str | None, status: int) -> tuple[str, int]:
        page = render_template("staff/sign_in.html", problem=problem, notice=_notice(), door=door)
        return page, status

    @blueprint.get("/sign-in")
    def form(lang: str) -> Response | tuple[str, int]:
        if account_or_none() is not None:
            return redirect(url_for("home.home"), 303)
        return show(None, 200)

    @blueprint.post("/sign-in")
    def enter(lang: str) -> Response | tuple[str, int]:
        outcome = door.accounts.sign_in(
            request.form.get("name", "")[:LONGEST_NAME].strip().lower(),
            request.form.get("password", "")[:LONGEST_PASSWORD],
            request.form.get("code", "")[:LONGEST_CODE],
            door.clock(),
        )
        if isinstance(outcome, Refused):
            return show("sign_in.refused", 401)
        door.enter(outcome.account)
        return redirect(url_for("home.home"), 303)

    @blueprint.post("/sign-out")
    def leave(lang: str) -> Response:
        account = account_or_none()
        if account is not None:
            door.audit.record(AuditEvent.SIGNED_OUT, account.id, door.clock())
        door.leave()
        return redirect(url_for("sign_in.form", why="done"), 303)

    return blueprint


def _notice() -> str | None:
    return _REASONS.get(request.args.get("why", ""))
