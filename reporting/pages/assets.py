"""The files of the staff pages: their style, their small scripts, and Plotly from the installed package."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import plotly
from flask import Blueprint, Response, send_file

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

_OWN_STYLE = re.compile(r'getElementById\("([0-9a-f]{64})"\)')
"""Plotly carries the style of a map library and adds it to the page unless an element has this id."""

_FOLDER = Path(__file__).parent


def create_blueprint() -> Blueprint:
    """Return the blueprint of /staff/... (endpoint `assets.static`) and /plotly.min.js (`assets.charts`).

    The address of Plotly carries its version, so that browsers may keep its 4 MB for a year.
    """
    blueprint = Blueprint(
        "assets",
        __name__,
        static_folder=str(_FOLDER / "static"),
        static_url_path="/staff",
        template_folder=str(_FOLDER / "templates"),
    )

    @blueprint.get("/plotly.min.js")
    def charts() -> Response:
        return send_file(PLOTLY, mimetype="text/javascript", max_age=31_536_000, conditional=True)

    @blueprint.app_context_processor
    def _version() -> dict[str, object]:
        return {"plotly_version": plotly.__version__, "plotly_style_ids": plotly_style_ids}

    return blueprint


@lru_cache(maxsize=1)
def plotly_style_ids() -> tuple[str, ...]:
    """The ids of the styles that the installed Plotly would write into the page, which the policy refuses.

    A page that draws charts has elements with these ids, and Plotly then leaves them alone.
    """
    return tuple(sorted(set(_OWN_STYLE.findall(PLOTLY.read_text(encoding="utf-8")))))
