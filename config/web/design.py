"""The design tokens and the ground style, served to both applications under /design/."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

STATIC_DIRECTORY = Path(__file__).parent / "static"


def blueprint() -> Blueprint:
    """Return a blueprint serving /design/tokens.css and /design/ground.css, and the template error.html."""
    return Blueprint(
        "design",
        __name__,
        static_folder=str(STATIC_DIRECTORY),
        static_url_path="/design",
        template_folder="templates",
    )
