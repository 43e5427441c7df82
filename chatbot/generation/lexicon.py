"""The words that a rephrased reply may not bring in, and what the model is asked (words/*.toml)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from chatbot.library.anchors import fold
from signals.reading import Language

_FOLDER = Path(__file__).with_name("words")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


class LexiconError(ValueError):
    """A word file cannot be used; the sentence names the file, the table and the mend."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `brought` and `kinds` are families of words, `request` is what the model is told."""

    brought: Mapping[str, re.Pattern[str]]
    kinds: Mapping[str, re.Pattern[str]]
    negation: re.Pattern[str]
    request: str

    @classmethod
    def load(cls, language: Language) -> Lexicon:
        """Read the words of a language; LexiconError when the file is damaged."""
        return _load(_FOLDER / f"{language}.toml")

    def brings(self, authored: str, proposed: str) -> str | None:
        """Return the family of a word that `proposed` has and `authored` has not; None when there is none."""
        before, after = plain(authored), plain(proposed)
        for name, pattern in self.brought.items():
            if Counter(pattern.findall(after)) - Counter(pattern.findall(before)):
                return name
        for name, pattern in self.kinds.items():
            if pattern.search(after) and not pattern.search(before):
                return name
        return None

    def negations(self, text: str) -> int:
        """Return how many times a text says no."""
        return len(self.negation.findall(plain(text)))


def plain(text: str) -> str:
    """Return a text as bare words: no case, accent, apostrophe, hyphen or other sign between them."""
    return _NOT_A_WORD.sub(" ", fold(text)).strip()


@cache
def _load(path: Path) -> Lexicon:
    with path.open("rb") as sheet:
        values = tomllib.load(sheet)
    request = values.get("request", {}).get("system")
    if not isinstance(request, str) or not request:
        raise LexiconError(f"{path.name}, [request]: write system, the sentence that the model is given.")
    return Lexicon(
        brought=_families(path, values, "brought"),
        kinds=_families(path, values, "kinds"),
        negation=_families(path, values, "negations")["words"],
        request=request,
    )


def _families(path: Path, values: Mapping[str, object], table: str) -> Mapping[str, re.Pattern[str]]:
    families = values.get(table)
    if not isinstance(families, dict) or not families:
        raise LexiconError(f"{path.name}: the table [{table}] is missing; write its lists of words.")
    return {name: _pattern(path, f"{table}.{name}", words) for name, words in families.items()}


def _pattern(path: Path, name: str, words: object) -> re.Pattern[str]:
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise LexiconError(f"{path.name}, {name}: write a list of words between quotes.")
    ways = sorted(cast("list[str]", words), key=len, reverse=True)
    for word in ways:
        if plain(word) != word.removesuffix("*"):
            raise LexiconError(f"{path.name}, {name}: write '{word}' as '{plain(word)}', in bare words.")
    escaped = "|".join(word.removesuffix("*") + ("[a-z]*" if word.endswith("*") else "") for word in ways)
    return re.compile(rf"\b(?:{escaped})\b")
