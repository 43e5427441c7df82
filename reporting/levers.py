"""What can be done about a factor: the meaning, the levers, the QVCT subject and the question for each
measure.

The words are in `levers/fr.toml` and `levers/en.toml`, with the same keys; a missing or empty one is an error
at loading. Levers act on the work (primary prevention), never on the resistance of people. Source and date in
the files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from signals.contributions.measures import MEASURES, Dimension, Measure, Pole

Locale = Literal["fr", "en"]

LOCALES: tuple[Locale, ...] = ("fr", "en")

_FOLDER = Path(__file__).with_name("levers")


class LeversUnreadable(ValueError):
    """A lever file misses a key, or a value is not of the kind expected; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Lever:
    """What a page says of one measure, in one language."""

    name: str
    meaning: str
    parts: tuple[str, ...]
    levers: tuple[str, ...]
    qvct: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class LeverSheet:
    """The levers of one language, with the names of dimensions and what they rest on."""

    dimensions: Mapping[Dimension, str]
    short: Mapping[Dimension, str]
    levers: Mapping[Measure, Lever]
    source: str
    verified_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Levers:
    """The levers in both languages."""

    sheets: Mapping[Locale, LeverSheet]

    @classmethod
    def load(cls, folder: Path = _FOLDER) -> Levers:
        """Read both languages; raise LeversUnreadable with the file, the key and the mend."""
        return cls({locale: _sheet(folder / f"{locale}.toml") for locale in LOCALES})

    def sheet(self, locale: str) -> LeverSheet:
        """Return the levers of a locale; French when the locale is another one."""
        return self.sheets["en" if locale == "en" else "fr"]


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of a file that knows where it is, so that an error can say it."""

    file: Path
    path: str
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "a sentence")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self._wrong(key, "a list of sentences")
        return tuple(value)

    def table(self, key: str) -> _Table:
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "a table")
        return _Table(self.file, f"{self.path}{key}.", value)

    def _wrong(self, key: str, expected: str) -> LeversUnreadable:
        return LeversUnreadable(
            f"{self.file.name}: '{self.path}{key}' is not {expected}; write it in this file."
        )


def _sheet(file: Path) -> LeverSheet:
    top = _Table(file, "", tomllib.loads(file.read_text(encoding="utf-8")))
    return LeverSheet(
        dimensions={dimension: top.table(dimension).text("name") for dimension in Dimension},
        short={dimension: top.table(dimension).text("short") for dimension in Dimension},
        levers={measure: _lever(top, measure) for measure in MEASURES},
        source=top.text("source"),
        verified_on=date.fromisoformat(top.text("verified_on")),
        confidence=top.text("confidence"),
    )


def _lever(top: _Table, measure: Measure) -> Lever:
    dimension = top.table(measure.dimension)
    pole = dimension.table(Pole(measure.pole))
    subjects = top.table("qvct")
    return Lever(
        name=pole.text("name"),
        meaning=pole.text("meaning"),
        parts=pole.texts("parts"),
        levers=pole.texts("levers"),
        qvct=tuple(subjects.text(subject) for subject in dimension.texts("qvct")),
        question=pole.text("question"),
    )
