"""The trends of one unit: a line, a sentence and a table for each factor, with where to act."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reporting.audit import AuditEvent
from reporting.charts import trend_figures
from reporting.exports import unit_rows
from reporting.pages.desk import Desk
from reporting.pages.download import Format, download
from reporting.showing.board import UnitTrends, trends_of
from reporting.showing.history import History
from signals.contributions.measures import MEASURES, Dimension, Pole


def create_blueprint(desk: Desk) -> Blueprint:
    """Return the blueprint of /<lang>/units/<unit> and its exports."""
    blueprint = Blueprint("unit", __name__, url_prefix="/<lang>/units/<unit>")

    def found(unit: str, window: str | None) -> tuple[History, UnitTrends]:
        history = desk.history(window)
        trends = None if history is None else trends_of(history, unit)
        if history is None or trends is None:
            abort(404)
        return history, trends

    @blueprint.get("/")
    @blueprint.get("/<window>")
    def show(lang: str, unit: str, window: str | None = None) -> str | Response:
        if "window" in request.args:  # the chooser is a form, so that it works without a script
            return redirect(url_for("unit.show", unit=unit, window=request.args["window"]), 303)
        history, trends = found(unit, window)
        say = desk.sentences(history)
        hierarchy = history.latest.hierarchy
        return render_template(
            "staff/unit.html",
            say=say,
            trends=trends,
            windows=desk.windows(),
            above=hierarchy.parents[unit],
            inside=hierarchy.children(unit),
            dimensions=[
                (
                    dimension,
                    [trends.trends[measure] for measure in MEASURES if measure.dimension is dimension],
                )
                for dimension in Dimension
            ],
            figures={
                measure: trend_figures(trend, say.chart_words(trend))
                for measure, trend in trends.trends.items()
            },
            Pole=Pole,
        )

    @blueprint.get("/<window>/table.<any(csv, json):written>")
    def export(lang: str, unit: str, window: str, written: Format) -> Response:
        history, trends = found(unit, window)
        desk.note(AuditEvent.EXPORTED, f"unit {unit} {window} {written}")
        name = f"havre-{window}-{unit}"
        return download(unit_rows(trends), history.latest, desk.house, written, name)

    return blueprint
