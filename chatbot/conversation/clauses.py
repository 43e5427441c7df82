"""Cutting a message into clauses that could be given back to the person."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 14
"""Words over which a clause is too long to be given back."""

SHORTEST = 2

_SENTENCE_END = re.compile(r"[.!…;\n]+|\s[-–—]\s|:\s")
_TYPED_APOSTROPHE = re.compile(r"[']")
_NOT_WORDS = re.compile(r"[^\w\s’,?/+%-]", re.UNICODE)


def sentences(message: str) -> Iterator[str]:
    """Yield the sentences of a message, with typographic apostrophes and without emoji or quotes.

    A sentence that asks something is not yielded: giving a question back would be odd.
    """
    for part in _SENTENCE_END.split(_TYPED_APOSTROPHE.sub("’", message)):
        for piece in re.split(r"(?<=\?)", part):
            if "?" not in piece and not _has_quotes(piece):
                yield " ".join(_NOT_WORDS.sub(" ", piece).split())


def clauses(message: str) -> Iterator[str]:
    """Yield candidate clauses, best first: whole sentences, then what stands between commas."""
    whole = [sentence for sentence in sentences(message) if sentence]
    yield from (sentence for sentence in whole if "," not in sentence)
    for sentence in whole:
        if "," in sentence:
            yield from (part.strip() for part in sentence.split(",") if part.strip())


def _has_quotes(piece: str) -> bool:
    return any(mark in piece for mark in '«»“”"')
