"""docs/privacy.md: what is kept where, why and for how long, read from the models of the two stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, MetaData, Table

WORDS = Path(__file__).parent


class ColumnUnexplained(Exception):
    """A column has no purpose or no retention; the message names it."""


def _cell(column: Column[object], key: str, table: Table) -> str:
    text = column.info.get(key)
    if not isinstance(text, str) or not text.strip():
        raise ColumnUnexplained(f"{table.name}.{column.name} has no `{key}`: add it to the column's info.")
    return text.replace("|", "\\|")


def _table(table: Table) -> Iterator[str]:
    yield f"\n#### `{table.name}`\n"
    yield "| Column | Purpose | Kept |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_cell(column, 'purpose', table)} | {_cell(column, 'retention', table)} |"


def privacy_page(stores: dict[str, MetaData]) -> str:
    """Return the whole page for the stores given by name; raise ColumnUnexplained for a silent column."""
    lines = [(WORDS / "privacy_opening.md").read_text(encoding="utf-8")]
    for name, metadata in stores.items():
        lines.append(f"\n### The {name} store")
        for table in metadata.sorted_tables:
            lines.extend(_table(table))
    lines.append((WORDS / "privacy_closing.md").read_text(encoding="utf-8"))
    return "\n".join(lines)
