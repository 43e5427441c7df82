"""Typed reading of the hand-written TOML sheets (numbers, resources, guidance, steps).

A sheet is written by people, so every complaint names the file, the entry, the field, and what to write.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

Lang = Literal["fr", "en"]
"""The two languages that every word of Havre exists in."""

LANGS: tuple[Lang, ...] = get_args(Lang)

Confidence = Literal["high", "medium", "low"]
"""How far a fact was verified: `low` is kept in the sheet for the next check and not shown to anyone."""


class SheetError(ValueError):
    """A sheet cannot be used; the message is a sentence that says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a sheet, with the place it came from."""

    path: Path
    name: str
    values: Mapping[str, object]

    def fault(self, mend: str) -> SheetError:
        """Return (not raise) the error for this entry."""
        return SheetError(f"{self.path.name}, [{self.name}]: {mend}")

    def text(self, field: str) -> str:
        """Return a required, non-empty string."""
        value = self.values.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f'write {field} = "..." (some text).')
        return value

    def text_or_none(self, field: str) -> str | None:
        """Return a string, or None when the field is absent."""
        return self.text(field) if field in self.values else None

    def words(self, field: str, lang: Lang) -> str:
        """Return the words of `lang` from a field written {fr = "...", en = "..."}."""
        value = self.table(field)
        return value.text(lang)

    def text_or_words(self, field: str, lang: Lang) -> str:
        """Return a text that is the same in both languages, or the words of `lang`."""
        return self.text(field) if isinstance(self.values.get(field), str) else self.words(field, lang)

    def texts(self, field: str, *, at_least: int = 0) -> tuple[str, ...]:
        """Return a list of non-empty strings; an absent field is an empty list."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(f'write {field} = ["...", "..."] (a list of texts).')
        if len(value) < at_least:
            raise self.fault(f"{field} needs at least {at_least} line(s).")
        return tuple(cast("list[str]", value))

    def chosen(self, field: str, allowed: frozenset[str]) -> str:
        """Return a string that must be one of `allowed`."""
        value = self.text(field)
        if value not in allowed:
            raise self.fault(f"{field} is '{value}'; write one of {', '.join(sorted(allowed))}.")
        return value

    def chosen_many(self, field: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """Return a list of distinct strings, each one of `allowed`."""
        values = self.texts(field)
        for value in values:
            if value not in allowed:
                raise self.fault(f"{field} holds '{value}'; write some of {', '.join(sorted(allowed))}.")
        if len(set(values)) != len(values):
            raise self.fault(f"{field} says the same thing twice; keep one.")
        return values

    def whole(self, field: str, *, low: int, high: int) -> int:
        """Return an integer within [low, high]."""
        value = self.values.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.fault(f"write {field} as a whole number from {low} to {high}.")
        return value

    def yes_no(self, field: str, *, absent: bool | None = None) -> bool:
        """Return a boolean; `absent` is the value of a missing field (None: it is required)."""
        value = self.values.get(field, absent)
        if not isinstance(value, bool):
            raise self.fault(f"write {field} = true or {field} = false.")
        return value

    def day(self, field: str) -> date:
        """Return a date, written without quotes (2026-10-07)."""
        value = self.values.get(field)
        if type(value) is not date:
            raise self.fault(f"write {field} = 2026-10-07 (a date, without quotes).")
        return value

    def confidence(self) -> Confidence:
        """Return how far the fact was verified."""
        return cast(Confidence, self.chosen("confidence", frozenset(get_args(Confidence))))

    def table(self, field: str) -> Entry:
        """Return the table under `field`."""
        value = self.values.get(field)
        if not isinstance(value, dict):
            raise self.fault(f"the part '{field}' is missing; write it as a table.")
        return Entry(self.path, f"{self.name}.{field}" if self.name else field, value)

    def tables(self, field: str) -> Iterator[tuple[str, Entry]]:
        """Yield the named tables under `field`, in the order of the file."""
        parent = self.table(field)
        for name in parent.values:
            yield name, parent.table(name)

    def rows(self, field: str) -> tuple[Entry, ...]:
        """Return the list of tables under `field` ([[...]]); an absent field is an empty list."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(f"write {field} as a list of tables ([[{field}]]).")
        return tuple(
            Entry(self.path, f"{self.name}.{field}[{place}]", item) for place, item in enumerate(value)
        )

    def only(self, *fields: str) -> None:
        """Refuse a field that no one reads: most often a misspelt name."""
        unknown = sorted(set(self.values) - set(fields))
        if unknown:
            raise self.fault(f"'{unknown[0]}' is not a field here; write some of {', '.join(fields)}.")


def read_sheet(path: Path) -> Entry:
    """Read the sheet at `path`; SheetError when it is missing or is not TOML (with the line)."""
    try:
        with path.open("rb") as stream:
            values = tomllib.load(stream)
    except FileNotFoundError:
        raise SheetError(f"{path.name} is missing from {path.parent.name}/; put the file back.") from None
    except tomllib.TOMLDecodeError as error:
        raise SheetError(f"{path.name} is not readable as TOML: {error}.") from None
    return Entry(path, "", values)
