"""Both databases for the stores of this folder."""

from both_databases import home

__all__ = ["home"]
