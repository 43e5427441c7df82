"""The words of the pages: per-language TOML files with the same entries, checked when the application starts.

A package keeps its words in `words/fr.toml` and `words/en.toml`, under one top table named for the room
(`chat.`, `staff.`, `guidance.`, `employer.`, `web.`), so that the merged keys never collide.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOCALES: tuple[str, ...] = ("fr", "en")
"""The languages of the pages, the default first."""

Entry = str | tuple[str, ...]


class WordsError(Exception):
    """The word files cannot be used; the sentence names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence of the pages, by locale and dotted key."""

    entries: Mapping[str, Mapping[str, Entry]]

    @classmethod
    def load(cls, directories: Sequence[Path]) -> Words:
        """Read `fr.toml` and `en.toml` of each directory.

        Raises WordsError when a file is missing or malformed, when an entry exists in one language only or is
        given twice, and when the two languages of an entry do not take the same values.
        """
        entries: dict[str, dict[str, Entry]] = {locale: {} for locale in LOCALES}
        for directory in directories:
            for locale in LOCALES:
                _merge(directory / f"{locale}.toml", entries[locale])
        _check_same(entries)
        return cls(entries)

    def text(self, locale: str, key: str, **values: object) -> str:
        """Return the sentence `key`, with each `{name}` replaced by its value; plain text, to be escaped."""
        entry = self._entry(locale, key)
        if not isinstance(entry, str):
            raise WordsError(f"'{key}' is a list of lines; ask for it with lines().")
        return entry.format(**values) if values else entry

    def lines(self, locale: str, key: str) -> tuple[str, ...]:
        """Return the lines of the list `key`."""
        entry = self._entry(locale, key)
        if isinstance(entry, str):
            raise WordsError(f"'{key}' is one sentence; ask for it with text().")
        return entry

    def _entry(self, locale: str, key: str) -> Entry:
        try:
            return self.entries[locale][key]
        except KeyError:
            raise WordsError(f"No words for '{key}' in '{locale}'; add it to a words file.") from None


def _merge(path: Path, into: dict[str, Entry]) -> None:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WordsError(f"{path}: this file of words is missing; write it like its twin.") from None
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"{path}: not valid TOML ({error}).") from None
    for key, entry in _flatten(tables, path):
        if key in into:
            raise WordsError(f"{path}: '{key}' is already given by another file; keep one of them.")
        into[key] = entry


def _flatten(table: Mapping[str, object], path: Path, prefix: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flatten(value, path, f"{key}.")
        elif isinstance(value, str):
            yield key, value
        elif isinstance(value, list) and all(isinstance(line, str) for line in value):
            yield key, tuple(value)
        else:
            raise WordsError(f"{path}: '{key}' must be a sentence or a list of sentences.")


def _check_same(entries: Mapping[str, Mapping[str, Entry]]) -> None:
    first, *others = LOCALES
    for other in others:
        for here, there in ((first, other), (other, first)):
            missing = sorted(entries[here].keys() - entries[there].keys())
            if missing:
                raise WordsError(f"'{missing[0]}' has words in '{here}' and none in '{there}'; write them.")
        for key, entry in entries[first].items():
            if _values(entry) != _values(entries[other][key]):
                raise WordsError(f"'{key}' does not take the same {{values}} in '{first}' and in '{other}'.")


def _values(entry: Entry) -> tuple[bool, frozenset[str]]:
    sentences: Iterable[str] = (entry,) if isinstance(entry, str) else entry
    names = {name for sentence in sentences for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return isinstance(entry, str), frozenset(names)
