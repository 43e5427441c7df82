"""From what a tired thumb typed to the canonical words that danger rules name.

Accents, case, typographic signs, glued and shortened spellings, digits for letters and spaced letters go;
words and the ends of sentences stay. Smileys become pauses: they never change a meaning (crisis guide, 7f).
Nothing here keeps the text: a function of one string, without a log.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from signals.danger.spelling import Spelling

STOP: Final = "."
PAUSE: Final = ","
MAX_CHARACTERS: Final = 20_000

_LOOKALIKES: Final = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´′", "'"),
        **dict(zip("аеорсухіѕԁмткοιαεıøł", "aeopcyxisdmtkoiaeiol", strict=True)),
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "…": " ... ",
    }
)
"""Typographic signs, ligatures, and letters of other alphabets that look like ours."""

_ENGLISH: Final = (
    (re.compile(r"\bcan'?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bain't\b"), "is not"),
    (re.compile(r"(?<=[a-z])n't\b"), " not"),
    (re.compile(r"\b(he|she|it|that|what|who|there|here|how|where|everything|nobody|nothing)'s\b"), r"\1 is"),
    (re.compile(r"(?<=[a-z0-9])'s(?![a-z])"), ""),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"(?<=[a-z])'re\b"), " are"),
    (re.compile(r"(?<=[a-z])'ve\b"), " have"),
    (re.compile(r"(?<=[a-z])'ll\b"), " will"),
    (re.compile(r"(?<=[a-z])'d\b"), " would"),
    (re.compile(r"\b(\w+in)'(?![a-z])"), r"\1g"),
    # "c" alone stands for "c'est" in a text message; here the rest is written out.
    (re.compile(r"\bc'est\b"), "ce est"),
    (re.compile(r"\baujourd'hui\b"), "aujourdhui"),
    (re.compile(r"\bn\+1\b|\bn\+2\b"), "chef"),
)
_SPACED: Final = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ .\-_*]{1,2}){2,30}[a-z0-9](?![a-z0-9'])")
_TOKEN: Final = re.compile(
    r"[a-z0-9]+(?:[*@$!+|]+[a-z0-9]+)*"
    r"|\.{2,}"
    r"|[.!?\n]"
    r"|[,;:()\[\]]"
    r"|(?<=\s)[-–—]+(?=\s)|[–—]"
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF]+"
    r"|[:;]-?[()dp]\b"
)
_NUMBER_POINT: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_SENTENCE_ENDS: Final = frozenset(".!?\n")


@dataclass(frozen=True, slots=True)
class Normaliser:
    """Turns a message into canonical words, STOP at sentence ends and PAUSE at commas."""

    spelling: Spelling

    def words(self, text: str) -> list[str]:
        """The canonical words of any string; of a very long one, its beginning and its end."""
        if len(text) > MAX_CHARACTERS:
            half = MAX_CHARACTERS // 2
            text = f"{text[:half]}\n{text[-half:]}"
        plain = self._join_spaced(fold(text))
        words: list[str] = []
        # The same word comes back often; what it was read as lives for this message only.
        read: dict[tuple[str, str], tuple[str, ...]] = {}
        for token in _TOKEN.findall(plain):
            known = (token, words[-1] if words else STOP)
            if known not in read:
                read[known] = tuple(self._canonical(*known))
            words.extend(read[known])
        return words

    def _canonical(self, token: str, before: str) -> Iterator[str]:
        if token in _SENTENCE_ENDS:
            yield STOP
        elif not token[0].isalnum():
            yield PAUSE
        else:
            yield from self.spelling.expand(token, before)

    def _join_spaced(self, plain: str) -> str:
        return _SPACED.sub(lambda run: self.spelling.joined(run.group(0)), plain)


def fold(text: str) -> str:
    """Case, accents, compatibility forms, invisible characters and English contractions undone."""
    text = unicodedata.normalize("NFKC", text[: MAX_CHARACTERS + 1]).casefold()[: 2 * MAX_CHARACTERS]
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES))
    text = "".join(sign for sign in decomposed if unicodedata.category(sign) not in {"Mn", "Cf"})
    text = _NUMBER_POINT.sub("", text)
    if "'" in text or "can" in text:
        for expression, replacement in _ENGLISH:
            text = expression.sub(replacement, text)
    return text
