"""The authored reply pieces: every word that Havre says outside the danger cards, the steps and the
directory.

One file per move in replies/fr and replies/en, the same ids in both. A piece is one line of text; the
pieces of one table are variants of each other, so that nothing has to be said twice. Questions live in
questions.toml only, labels of quick replies in labels.toml only; the loader refuses anything else.

replies/fr is said with vous. replies/fr-tu holds, under the same ids, the pieces whose words change when the
person is said tu; the voice "fr-tu" is the first covered by the second.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from chatbot.library.addressing import vous_word
from chatbot.library.voice import Voice
from signals.reading import LANGUAGES

_FOLDER = Path(__file__).with_name("replies")

LONGEST_PIECE = 55
"""Words of the longest piece: a reply is at most 90 words and holds two or three pieces."""

LONGEST_LABEL = 32
"""Signs of the longest quick reply label: two of them fit side by side on a small phone."""

SLOTS: Mapping[str, frozenset[str]] = {
    "echo": frozenset({"fragment", "Fragment", "que", "quote"}),
    "feel": frozenset({"one", "two"}),
    "reflect": frozenset({"first", "second", "First"}),
    "steps": frozenset({"name", "minutes", "one", "two", "minutes_two"}),
    "since": frozenset({"Duration"}),
    "acts": frozenset({"person", "Person"}),
    "people": frozenset({"person", "Person"}),
}
"""Which files may hold which {places}, filled in at the moment of speaking."""

_LABELS, _QUESTIONS = "labels", "questions"
_NOT_SAID = frozenset({_LABELS, "feelings", "topics", "picture_lines", "relations"})
ABOUT_VOUS = frozenset({"acts.register_vous"})
"""Pools that answer whoever asks to be said vous: they say vous in every voice."""

_CODE_LENGTH = 5
_PLACE = re.compile(r"{(\w*)}")


class RepliesError(ValueError):
    """The reply files cannot be used; the sentence names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One authored text. `code` stands for its id in the sealed state, where room is short."""

    id: str
    text: str
    code: str


_Pools = dict[str, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class Replies:
    """Every piece in every voice."""

    pools: Mapping[Voice, Mapping[str, tuple[Piece, ...]]]

    @classmethod
    def load(cls) -> Replies:
        """Read and check the files; RepliesError for a missing translation, a bad place or a misplaced
        question, or vous said where tu is."""
        return _load()

    def pool(self, name: str, voice: Voice) -> tuple[Piece, ...]:
        """Return the variants of a table ("reflect.boss"); empty when there is no such table."""
        return self.pools[voice].get(name, ())

    def one(self, piece_id: str, voice: Voice) -> str:
        """Return the text of one piece by its whole id; KeyError when it does not exist."""
        pool, _, _ = piece_id.rpartition(".")
        for piece in self.pool(pool, voice):
            if piece.id == piece_id:
                return piece.text
        raise KeyError(f"there is no reply piece '{piece_id}'")

    def label(self, choice: str, voice: Voice) -> str:
        """Return the label of a quick reply by its id; KeyError when it does not exist."""
        return self.one(f"{_LABELS}.{choice}", voice)

    def is_choice(self, choice: str) -> bool:
        """Say whether a quick reply id exists."""
        pool, _, _ = f"{_LABELS}.{choice}".rpartition(".")
        return any(piece.id == f"{_LABELS}.{choice}" for piece in self.pool(pool, "fr"))

    def said(self, voice: Voice) -> Iterator[Piece]:
        """Yield every piece that can be said as it is: not the labels, nor the words that fill places."""
        for name, pieces in self.pools[voice].items():
            if name.partition(".")[0] not in _NOT_SAID:
                yield from pieces


@cache
def _load() -> Replies:
    pools: dict[Voice, _Pools] = {language: _read(_FOLDER / language) for language in LANGUAGES}
    ids = {language: {p.id for pool in pools[language].values() for p in pool} for language in LANGUAGES}
    for missing in sorted(ids["fr"] ^ ids["en"]):
        where = "en" if missing in ids["fr"] else "fr"
        raise RepliesError(
            f"replies/{where}: '{missing}' is missing; write it, or remove it from the other language."
        )
    codes: dict[str, str] = {}
    for piece in (p for pool in pools["fr"].values() for p in pool):
        if codes.setdefault(piece.code, piece.id) != piece.id:
            raise RepliesError(
                f"'{piece.id}' and '{codes[piece.code]}' get the same short code; rename one of them."
            )
    pools["fr-tu"] = _said_with_tu(pools["fr"], _read(_FOLDER / "fr-tu"))
    return Replies(pools)


def _said_with_tu(formal: _Pools, familiar: _Pools) -> _Pools:
    """Return the French pieces with those of fr-tu in place of their twins; RepliesError when a piece has no
    twin, says the same, has other places or says vous, or when one that says vous is not there."""
    twins = {piece.id: piece for pool in formal.values() for piece in pool}
    own = {piece.id: piece for pool in familiar.values() for piece in pool}
    for piece in own.values():
        twin = twins.get(piece.id)
        where = f"fr-tu/{piece.id.partition('.')[0]}.toml, '{piece.id}'"
        if twin is None:
            raise RepliesError(f"{where}: replies/fr has no such piece; remove it, or correct its name.")
        if piece.text == twin.text:
            raise RepliesError(f"{where}: it says the same as replies/fr; remove it.")
        if set(_PLACE.findall(piece.text)) != set(_PLACE.findall(twin.text)):
            raise RepliesError(f"{where}: write the same {{places}} as in replies/fr.")
        if (word := vous_word(piece.text)) is not None:
            raise RepliesError(f"{where}: '{word}' says vous; say tu.")
    said = {name: tuple(own.get(piece.id, piece) for piece in pool) for name, pool in formal.items()}
    left = [
        piece.id
        for name, pool in said.items()
        for piece in pool
        if name not in ABOUT_VOUS and vous_word(piece.text) is not None
    ]
    if left:
        raise RepliesError(
            f"replies/fr-tu: {', '.join(left)} say vous in replies/fr and have no words with tu; write them"
            " in the file of the same name."
        )
    return said


def _read(folder: Path) -> dict[str, tuple[Piece, ...]]:
    pools: dict[str, list[Piece]] = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as sheet:
            values = tomllib.load(sheet)
        for name, text in _flat(values, path.stem):
            _check(path, name, text)
            pools.setdefault(name.rpartition(".")[0], []).append(Piece(name, text, _code(name)))
    return {name: tuple(pieces) for name, pieces in pools.items()}


def _flat(values: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict):
            yield from _flat(cast("Mapping[str, object]", value), name)
        elif isinstance(value, str) and value.strip():
            yield name, value
        else:
            raise RepliesError(f"replies, '{name}': write a text between quotes.")


def _check(path: Path, name: str, text: str) -> None:
    where = f"{path.parent.name}/{path.name}, '{name}'"
    unknown = set(_PLACE.findall(text)) - SLOTS.get(path.stem, frozenset())
    if unknown:
        raise RepliesError(f"{where}: {{{min(unknown)}}} cannot be filled in; remove it.")
    if path.stem == _LABELS and len(text) > LONGEST_LABEL:
        raise RepliesError(f"{where}: {len(text)} signs; a label has at most {LONGEST_LABEL}.")
    if ("?" in text) != (path.stem == _QUESTIONS):
        raise RepliesError(f"{where}: questions are asked in questions.toml, and only there.")
    if len(text.split()) > LONGEST_PIECE:
        raise RepliesError(f"{where}: more than {LONGEST_PIECE} words; shorten it.")


def _code(name: str) -> str:
    return hashlib.blake2s(name.encode(), digest_size=8).hexdigest()[:_CODE_LENGTH]
