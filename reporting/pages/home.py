"""The first page of each role."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from reporting.accounts import Role
from reporting.pages.signed_in import signed_in_account

FIRST_PAGE: Mapping[Role, str] = {
    Role.HR: "overview.show",
    Role.PSYCHOLOGIST: "overview.show",
    Role.REPRESENTATIVE: "roster.show",
    Role.MANAGER: "team.show",
    Role.ADMINISTRATOR: "administration.health",
}


def create_blueprint() -> Blueprint:
    """Return the blueprint of /<lang>/."""
    blueprint = Blueprint("home", __name__, url_prefix="/<lang>")

    @blueprint.get("/")
    def home(lang: str) -> Response:
        return redirect(url_for(FIRST_PAGE[signed_in_account().role]), 303)

    return blueprint
