"""Both databases for the roster and the public record."""

from __future__ import annotations

from both_databases import home
from roster_house import house

__all__ = ["home", "house"]
