"""Turning an English clause: "I can't stand my boss" -> "you can't stand your boss"."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.conversation.turning_words import TurningWords

_AFTER_I = {"am": "are", "was": "were", "wasn’t": "weren’t"}
_MINE = frozenset({"i", "i’m", "im", "i’ve", "ive", "i’d", "i’ll"})


def turn_english(tokens: Sequence[str], words: TurningWords) -> list[str] | None:
    """Return the words turned towards the person; None when anything is unsure."""
    plain = [token.casefold() for token in tokens]
    if plain[0] not in _MINE and not words.lists["others_do"].intersection(plain):
        return None
    out: list[str] = []
    for index, word in enumerate(plain):
        if word in _AFTER_I and "i" in plain[max(0, index - 2) : index]:
            out.append(_AFTER_I[word])
        else:
            out.append(words.map.get(word, tokens[index] if index else word))
    return out
