"""Canonical spelling of one written word: text-message forms, glued words, leetspeak and slips of the thumb.

The tables are in rules/spelling.toml. Only a short list of key words is ever guessed at (a mistyped
`suicide`), and never from a word that is itself an ordinary word (`nourrir` stays what it is).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from string import ascii_lowercase
from typing import Final

_REPEATED: Final = re.compile(r"(.)\1{2,}")
_DOUBLED: Final = re.compile(r"(.)\1")
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_MAX_GUESSES: Final = 32
_SHORTEST_GUESSED: Final = 6
_SHORTEST_MASKED: Final = 4
_LONGEST_GUESSED: Final = 14
_FEWEST_SPACED: Final = 3


@dataclass(frozen=True, slots=True)
class SpellingTables:
    """The content of rules/spelling.toml."""

    expand: Mapping[str, Sequence[str]]
    after: Mapping[str, tuple[frozenset[str], Sequence[str]]]
    elided: Sequence[str]
    keep: frozenset[str]
    key_words: Sequence[str]
    leet: Mapping[str, Sequence[str]]

    def canonical(self, word: str) -> Sequence[str]:
        """What a word of a pattern is read as in a message."""
        return self.expand.get(word, (word,))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Knows the canonical words; `expand` gives one or several for any written word."""

    expansions: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[frozenset[str], Sequence[str]]]
    known: frozenset[str]
    keep: frozenset[str]
    slips: Mapping[str, str]
    key_words: frozenset[str]
    leet: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: SpellingTables, known: frozenset[str]) -> Spelling:
        """`known` are the words that the rules name: they are never guessed at."""
        expansions = {form: tuple(words) for form, words in _elisions(tables).items()}
        expansions.update({form: tuple(words) for form, words in tables.expand.items()})
        ordinary = known | tables.keep | frozenset(expansions) | frozenset(tables.after)
        return cls(
            expansions=expansions,
            after=tables.after,
            known=known,
            keep=tables.keep,
            slips=_slips(tables.key_words, ordinary),
            key_words=frozenset(tables.key_words),
            leet=tables.leet,
        )

    def expand(self, token: str, before: str) -> Iterator[str]:
        """The canonical words of a written one; `before` is the canonical word that came just before it."""
        conditional = self.after.get(token)
        if conditional is not None and before in conditional[0]:
            yield from conditional[1]
            return
        expansion = self.expansions.get(token)
        if expansion is not None:
            yield from expansion
        elif token in self.known or token in self.keep:
            yield token
        else:
            yield from self._guess(token)

    def joined(self, run: str) -> str:
        """`s u i c i d e` as one word when the letters make a key word, else the run unchanged."""
        letters = _SIGNS.sub("", run)
        for start in range(len(letters) - _FEWEST_SPACED + 1):
            for end in range(len(letters), start + _FEWEST_SPACED - 1, -1):
                word = letters[start:end]
                whole = start == 0 and end == len(letters)
                if word in self.key_words and (whole or len(word) > _FEWEST_SPACED + 1):
                    return " ".join((*letters[:start], word, *letters[end:]))
        return run

    def _guess(self, token: str) -> Iterator[str]:
        word = self._repaired(token)
        if word is not None:
            yield from self.expansions.get(word, (word,))
        elif _SIGNS.search(token):
            for part in _SIGNS.split(token):
                yield from self.expansions.get(part, (part,))
        elif token[0] == "j" and len(token) > 2 and token[1] not in "aeiouyhr0123456789":
            # No French word begins with j and a consonant: the thumb skipped "e " (jveux, jpense).
            yield "je"
            yield from self.expand(token[1:], "je")
        else:
            yield token

    def _repaired(self, token: str) -> str | None:
        if _REPEATED.search(token):
            for kept in (r"\1\1", r"\1"):
                word = _REPEATED.sub(kept, token)
                if self._named(word):
                    return word
            single = _DOUBLED.sub(r"\1", _REPEATED.sub(r"\1", token))
            return single if self._named(single) else self.slips.get(single, _REPEATED.sub(r"\1", token))
        if not token.isalpha():
            return self._unmasked(token)
        return self.slips.get(token)

    def _named(self, word: str) -> bool:
        return word in self.known or word in self.expansions or word in self.keep

    def _unmasked(self, token: str) -> str | None:
        """`sui6de`, `su1c1de`, `k*ll`: the key word that the digits and signs hide, if there is one."""
        if not _SHORTEST_MASKED <= len(token) <= _LONGEST_GUESSED or token.isdigit():
            return None
        if "*" in token:
            shape = re.compile(re.escape(token).replace(r"\*", "[a-z]"))
            return next((word for word in sorted(self.key_words) if shape.fullmatch(word)), None)
        options = [self.leet.get(sign, (sign,)) for sign in token]
        for count, letters in enumerate(product(*options)):
            word = "".join(letters)
            if word in self.key_words:
                return word
            if count >= _MAX_GUESSES:
                break
        return None


def _elisions(tables: SpellingTables) -> dict[str, tuple[str, str]]:
    """`lidee` for l'idée, `mendormir` for m'endormir: the apostrophe skipped before a vowel."""
    glued: dict[str, tuple[str, str]] = {}
    openings = {
        "j": "je",
        "m": "me",
        "t": "te",
        "s": "se",
        "l": "le",
        "d": "de",
        "c": "ce",
        "qu": "que",
        "k": "que",
    }
    for word in tables.elided:
        for letter, whole in openings.items():
            if letter + word not in tables.keep:
                glued[letter + word] = (whole, word)
        if "n" + word not in tables.keep:
            glued["n" + word] = ("", word)
    return {form: (whole, word) for form, (whole, word) in glued.items()}


def _slips(key_words: Iterable[str], ordinary: frozenset[str]) -> dict[str, str]:
    """Every one-letter slip of a long key word (too many, too few, wrong, swapped), first letter kept."""
    slips: dict[str, str] = {}
    for word in key_words:
        if len(word) < _SHORTEST_GUESSED:
            continue
        for slip in _one_off(word):
            if slip not in ordinary and len(slip) >= _SHORTEST_GUESSED - 1:
                slips.setdefault(slip, word)
    return slips


def _one_off(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail[1:]
            yield head + letter + tail
    for letter in ascii_lowercase:
        yield word + letter
