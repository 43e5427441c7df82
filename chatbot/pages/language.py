"""The language of a page, as the typed value that the libraries of words ask for."""

from __future__ import annotations

from referrals.sheets import Lang


def lang_of(segment: str) -> Lang:
    """Return the language of a first path segment; French for anything that is not one."""
    return "en" if segment == "en" else "fr"
