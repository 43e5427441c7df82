"""The page of a manager: the nearest published group for each factor. Never a person, never a number of
people.

A manager reads one group only, the smallest published one that contains their unit; no other unit is named
but those above it, so that nothing can be compared. Social relations follow the rule of
`reporting.showing.visible`: they are read in the nearest group of two teams or more.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from reporting.charts import trend_figures
from reporting.pages.desk import Desk
from reporting.pages.signed_in import signed_in_account
from reporting.showing.board import Trend, name_of, nearest_published, trend_of
from reporting.showing.history import History
from signals.contributions.measures import MEASURES, Dimension, Measure


@dataclass(frozen=True, slots=True)
class GroupTrend:
    """A factor in the nearest published group; `group` and `trend` are None when no group has a figure."""

    measure: Measure
    group: str | None
    trend: Trend | None


def create_blueprint(desk: Desk) -> Blueprint:
    """Return the blueprint of /<lang>/team."""
    blueprint = Blueprint("team", __name__, url_prefix="/<lang>/team")

    @blueprint.get("/")
    def show(lang: str) -> str:
        unit = signed_in_account().unit
        history = desk.history(None)
        say = desk.sentences(history)
        if history is None or unit is None:
            return render_template("staff/team_empty.html", unit=unit)
        groups = {measure: _nearest(history, unit, measure) for measure in MEASURES}
        return render_template(
            "staff/team.html",
            say=say,
            unit_name=desk.house.unit_names.get(unit, unit),
            release=history.latest,
            dimensions=[
                (dimension, [groups[measure] for measure in MEASURES if measure.dimension is dimension])
                for dimension in Dimension
            ],
            figures={
                measure: trend_figures(group.trend, say.chart_words(group.trend))
                for measure, group in groups.items()
                if group.trend is not None
            },
        )

    return blueprint


def _nearest(history: History, unit: str, measure: Measure) -> GroupTrend:
    release = history.latest
    group = nearest_published(release, unit, measure)
    if group is None:
        return GroupTrend(measure, None, None)
    return GroupTrend(measure, name_of(release, group), trend_of(history, group, measure))
