"""The method and its limits, on one page that needs no other document."""

from __future__ import annotations

from flask import Blueprint, render_template

from reporting.pages.desk import Desk
from reporting.policy import Policy


def create_blueprint(desk: Desk, policy: Policy) -> Blueprint:
    """Return the blueprint of /<lang>/method; `policy` is the one of this installation, for want of a
    release."""
    blueprint = Blueprint("method", __name__, url_prefix="/<lang>/method")

    @blueprint.get("/")
    def show(lang: str) -> str:
        history = desk.history(None)
        latest = None if history is None else history.latest
        applied = policy if latest is None else latest.policy
        return render_template(
            "staff/method.html", say=desk.sentences(history), policy=applied, release=latest
        )

    return blueprint
