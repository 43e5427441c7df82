"""How anchors are written: a message folded to plain words, rules over them, the sheets they come from."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast


class AnchorsError(ValueError):
    """A sheet of anchors cannot be used; the sentence names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of recognising something: any of `words`, and any of `along` if given, and none of `unless`.

    `longest` is the number of words over which the rule is silent (None: any length).
    """

    words: tuple[str, ...]
    along: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    longest: int | None = None

    def holds(self, text: str, length: int) -> bool:
        """Say whether a text folded by `fold` is recognised."""
        return (
            (self.longest is None or length <= self.longest)
            and any(word in text for word in self.words)
            and (not self.along or any(word in text for word in self.along))
            and not any(word in text for word in self.unless)
        )


def fold(message: str) -> str:
    """Return a message as the anchors read it: no accent, capital or apostrophe, padded with spaces.

    Sentence ends become " . ", so that an anchor never spans two sentences; question marks stay.
    """
    plain = unicodedata.normalize("NFKD", message.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"\?+", " ? ", plain)
    plain = re.sub(r"[.!;:,…\n()]+", " . ", plain)
    plain = re.sub(r"[^a-z0-9+?.]+", " ", plain)
    return f" {' '.join(plain.split())} "


def read_sheet(path: Path) -> dict[str, object]:
    """Return the values of a TOML file."""
    with path.open("rb") as sheet:
        return tomllib.load(sheet)


class Sheet:
    """One file of anchors, with its named lists."""

    def __init__(self, path: Path) -> None:
        """Read the file; its lists are looked up by "@name"."""
        self.path = path
        self.values = read_sheet(path)
        self._lists = cast("Mapping[str, list[str]]", self.values.get("lists", {}))

    def tables(self, group: str) -> tuple[str, ...]:
        """Return the names written under a group."""
        return tuple(cast("Mapping[str, object]", self.values.get(group, {})))

    def table(self, group: str, name: str) -> Mapping[str, object]:
        """Return one entry of a group."""
        return cast("Mapping[str, Mapping[str, object]]", self.values[group])[name]

    def rules(self, group: str, name: str) -> Iterator[Rule]:
        """Return the rules of one entry, in order."""
        for table in cast("list[Mapping[str, object]]", self.table(group, name)["rule"]):
            yield Rule(
                words=self.signs(table, "words"),
                along=self.signs(table, "with"),
                unless=self.signs(table, "unless"),
                longest=cast("int | None", table.get("longest")),
            )

    def signs(self, table: Mapping[str, object], field: str) -> tuple[str, ...]:
        """Return the written words of a field as padded strings to look for."""
        signs: list[str] = []
        for word in cast("list[str]", table.get(field, [])):
            signs += self.named(word) if word.startswith("@") else [_padded(word)]
        return tuple(signs)

    def named(self, name: str) -> tuple[str, ...]:
        """Return the list that "@name" stands for."""
        try:
            return tuple(_padded(word) for word in self._lists[name[1:]])
        except KeyError:
            raise AnchorsError(
                f"{self.path}: the list '{name}' does not exist; write it in [lists]."
            ) from None


def _padded(word: str) -> str:
    return f" {word[:-1]}" if word.endswith("*") else f" {word} "
