"""Make a sentence look as if it had been typed on a phone, without changing what it says."""

from __future__ import annotations

import random
import unicodedata

SHARE = 0.3
"""How many of the repeated rows are altered."""


def without_accents(text: str) -> str:
    """Return the text with its accents dropped, as many type it."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def with_slip(text: str, draw: random.Random) -> str:
    """Return the text with two neighbouring letters of one longer word swapped, or one letter lost."""
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    index = draw.choice(long)
    word = words[index]
    at = draw.randrange(1, len(word) - 2)
    if draw.random() < 0.5:
        words[index] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        words[index] = word[:at] + word[at + 1 :]
    return " ".join(words)


def typed(text: str, draw: random.Random) -> str:
    """Return the text, altered with probability SHARE."""
    if draw.random() >= SHARE:
        return text
    manner = draw.randrange(5)
    if manner == 0:
        return text.lower()
    if manner == 1:
        return without_accents(text)
    if manner == 2:
        return text.rstrip(" .!?…") or text
    if manner == 3:
        return without_accents(text.lower()).replace("'", "").rstrip(" .!?")
    return with_slip(text, draw)
