"""What my employer sees, for the employee app: the same released and rounded figures, in plain words.

Nothing here is kinder or harsher than the staff pages: both read `reporting.showing`. It works without a
script.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, g, render_template

from reporting.pages.sentences import spoken_day
from reporting.showing.board import UnitRow, overview_of
from reporting.showing.figures import Figure
from reporting.showing.history import history_until
from reporting.store import ReleaseReader
from signals.contributions.measures import MEASURES, Measure, Pole
from signals.contributions.windows import parse_window

_FOLDER = Path(__file__).parent


def create_employer_view(releases: ReleaseReader, *, simulated: bool) -> Blueprint:
    """Return the blueprint of /<lang>/employer (endpoint `employer.show`).

    `releases` are those that the employer may read (signed, when the installation asks for it). The template
    extends the frame `employee.html`, which says when the organisation is simulated; words are in
    `reporting/pages/words`, table `employer`.
    """
    blueprint = Blueprint(
        "employer",
        __name__,
        template_folder=str(_FOLDER / "templates"),
        static_folder=str(_FOLDER / "static"),
        static_url_path="/employer",
    )

    @blueprint.get("/<lang>/employer")
    def show(lang: str) -> str:
        history = history_until(releases.all())
        if history is None:
            return render_template("employer/view.html", overview=None, simulated=simulated)
        release = history.latest
        window = parse_window(release.window)
        return render_template(
            "employer/view.html",
            overview=overview_of(history),
            simulated=simulated,
            first=spoken_day(window.start, str(g.locale)),
            last=spoken_day(window.end - timedelta(days=1), str(g.locale)),
            least=release.policy.k + release.policy.coalition,
            poles=[(pole, [measure for measure in MEASURES if measure.pole is pole]) for pole in Pole],
            shown=_shown,
        )

    return blueprint


def _shown(row: UnitRow, measures: list[Measure]) -> tuple[list[tuple[str, Figure]], list[str]]:
    """The figures of a unit to be read, and the names of those that are not shown."""
    figures = [(_word(measure), row.figures[measure]) for measure in measures]
    read = [(word, figure) for word, figure in figures if isinstance(figure, Figure)]
    hidden = [word for word, figure in figures if not isinstance(figure, Figure)]
    return read, hidden


def _word(measure: Measure) -> str:
    return f"employer.name.{measure.dimension.value}_{measure.pole.value}"
