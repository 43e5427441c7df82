"""The limits of a reply, measured as the tests and the reader measure them."""

from __future__ import annotations

import re

MOST_WORDS = 90
MOST_SENTENCES = 5
FEWEST_SENTENCES = 2

_END = re.compile(r"[.!?…]+[»”\"]?(?=\s|$)")


def words(text: str) -> int:
    """Return how many words a text has, punctuation set apart by no-break spaces not counted."""
    return len([word for word in text.split() if any(char.isalnum() for char in word)])


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, trimmed; a colon or a semicolon does not end one."""
    found, start = [], 0
    for match in _END.finditer(text):
        found.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return [sentence for sentence in [*found, rest] if any(char.isalnum() for char in sentence)]
