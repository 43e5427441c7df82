"""What the two stores keep, column by column, in the language of the document.

The models say it in English. The French of each of these sentences is in columns_fr.toml, found by the
English sentence itself: when a column changes its purpose or its retention, the old French can no longer be
shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData

from config.dossier.citations import Lang

FRENCH = Path(__file__).parent / "columns_fr.toml"


class ColumnUnsaid(Exception):
    """A column does not say, in one of the languages, what it is for or how long it stays."""


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """A column: what it is for, and until when it stays."""

    name: str
    purpose: str
    kept: str


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table and its columns."""

    name: str
    columns: tuple[KeptColumn, ...]


@dataclass(frozen=True, slots=True)
class KeptStore:
    """One of the stores: "intake" or "releases"."""

    name: str
    tables: tuple[KeptTable, ...]


def kept_stores(stores: Mapping[str, MetaData], lang: Lang) -> tuple[KeptStore, ...]:
    """Every column of `stores`, tables in the order of their names; raise ColumnUnsaid for a silent one."""
    french = _french() if lang == "fr" else None
    return tuple(
        KeptStore(
            name,
            tuple(
                KeptTable(
                    table.name,
                    tuple(
                        KeptColumn(
                            column.name,
                            _said(table.name, column.name, column.info.get("purpose"), french),
                            _said(table.name, column.name, column.info.get("retention"), french),
                        )
                        for column in table.columns
                    ),
                )
                for table in sorted(metadata.tables.values(), key=lambda table: table.name)
            ),
        )
        for name, metadata in stores.items()
    )


def _said(table: str, column: str, english: object, french: Mapping[str, str] | None) -> str:
    if not isinstance(english, str) or not english.strip():
        raise ColumnUnsaid(f"The column {table}.{column} has no purpose or no retention: add it to its info.")
    if french is None:
        return english
    if english not in french:
        raise ColumnUnsaid(f"The column {table}.{column} has no French for “{english}”: add it to {FRENCH}.")
    return french[english]


def _french() -> Mapping[str, str]:
    written = tomllib.loads(FRENCH.read_text(encoding="utf-8"))
    return {sentence["en"]: sentence["fr"] for sentence in written["sentence"]}
