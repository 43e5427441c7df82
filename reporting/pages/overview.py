"""The overview: units by factors for one release, what moved, its exports, and the signature of a
psychologist."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reporting.accounts import Role
from reporting.audit import AuditEvent
from reporting.exports import overview_rows
from reporting.pages.desk import Desk
from reporting.pages.download import Format, download
from reporting.pages.signed_in import signed_in_account
from reporting.pages.signing import Signing
from reporting.showing.board import Overview, overview_of
from reporting.showing.visible import Hidden
from signals.contributions.measures import MEASURES, Pole


def create_blueprint(desk: Desk, signing: Signing) -> Blueprint:
    """Return the blueprint of /<lang>/overview and its exports."""
    blueprint = Blueprint("overview", __name__, url_prefix="/<lang>/overview")

    @blueprint.get("/")
    @blueprint.get("/<window>")
    def show(lang: str, window: str | None = None) -> str | Response:
        if "window" in request.args:  # the chooser is a form, so that it works without a script
            return redirect(url_for("overview.show", window=request.args["window"]), 303)
        history = desk.history(window)
        if history is None:
            waiting = desk.shelf.waiting(signed_in_account().role)
            return render_template("staff/empty.html", waiting=waiting)
        overview = overview_of(history)
        return render_template(
            "staff/overview.html",
            say=desk.sentences(history),
            overview=overview,
            windows=desk.windows(),
            first=len(history.releases) == 1,
            poles=[(pole, [measure for measure in MEASURES if measure.pole is pole]) for pole in Pole],
            reasons=_reasons(overview),
            signature=signing.state_of(history.latest, signed_in_account().role),
        )

    @blueprint.get("/<window>/table.<any(csv, json):written>")
    def export(lang: str, window: str, written: Format) -> Response:
        history = desk.history(window)
        if history is None:
            abort(404)
        desk.note(AuditEvent.EXPORTED, f"overview {window} {written}")
        return download(
            overview_rows(overview_of(history)), history.latest, desk.house, written, f"havre-{window}"
        )

    @blueprint.post("/<window>/sign")
    def sign(lang: str, window: str) -> Response:
        account = signed_in_account()
        history = desk.history(window)
        if history is None or account.role is not Role.PSYCHOLOGIST:
            abort(404)
        signing.sign(history.latest, account, desk.clock())
        return redirect(url_for("overview.show", window=window), 303)

    return blueprint


def _reasons(overview: Overview) -> list[str]:
    """The reasons met in the tables, so that each is explained once under them."""
    met = {
        shown.reason
        for row in overview.rows
        for shown in (row.people, *row.figures.values())
        if isinstance(shown, Hidden)
    }
    return sorted(met)
