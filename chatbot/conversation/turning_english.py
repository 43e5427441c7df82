"""Turning an English clause: "I can't stand my boss" -> "you can't stand your boss"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chatbot.conversation.turning_words import TurningWords

_AFTER_I = {"am": "are", "was": "were", "wasn’t": "weren’t"}
_BETWEEN = frozenset({"never", "always", "just", "really", "still", "also", "only", "often", "so", "already"})
_MINE = frozenset({"i", "i’m", "im", "i’ve", "ive", "i’d", "i’ll", "we", "we’re", "we’ve", "we’d", "we’ll"})
_THEY = frozenset(
    {
        "he",
        "she",
        "it",
        "they",
        "nobody",
        "everyone",
        "everybody",
        "everything",
        "nothing",
        "someone",
        "somebody",
    }
)
_NOT_A_VERB = frozenset({"and", "or", "but", "who", "that", "else", "with", "of", "in", "at", "to", "for"})
_THING = frozenset(
    {"a", "an", "the", "my", "our", "his", "her", "their", "this", "that", "every", "no", "to"}
)


def turn_english(tokens: Sequence[str], words: TurningWords) -> list[str] | None:
    """Return the words turned towards the person; None when anything is unsure."""
    plain = [token.casefold() for token in tokens]
    if not _may_begin(plain, words):
        return None
    out: list[str] = []
    for index, word in enumerate(plain):
        if word in _AFTER_I and _follows_i(plain, index):
            out.append(_AFTER_I[word])
        else:
            out.append(words.map.get(word, tokens[index] if index else word))
    # "He told me I was late" would be said back with "you" twice in a row.
    return None if ("you", "you") in pairwise(out) else out


def _may_begin(plain: Sequence[str], words: TurningWords) -> bool:
    """Say whether a clause begins with the person, a word of time before them, or is a whole sentence."""
    whole = plain[0].endswith(("’s", "’re", "’ve", "’ll")) or plain[0] in {"hes", "shes", "theyre"}
    if plain[0] in _MINE or (whole and len(plain) > 1):
        return True
    first = next((index for index, word in enumerate(plain) if word in _MINE), None)
    if first is not None and " ".join(plain[:first]) in words.lists["leading"]:
        return True
    if plain[0] in _THEY and len(plain) > 1:
        return plain[1] not in _NOT_A_VERB
    if list(plain[:2]) == ["no", "one"] and len(plain) > 2:
        return plain[2] not in _NOT_A_VERB
    return any(
        word in words.lists["others_do"] and not _is_part_of_a_name(plain, index)
        for index, word in enumerate(plain)
        if index
    )


def _is_part_of_a_name(plain: Sequence[str], index: int) -> bool:
    """Say whether a word that may be a verb is the noun of a name, or the verb of what it has: "the meeting I
    had"."""
    before = plain[index - 1]
    return before in _THING or (before in _MINE and plain[index - 2] != "and")


def _follows_i(plain: Sequence[str], index: int) -> bool:
    before = plain[index - 1 : index]
    return before == ["i"] or (
        before[:1] != [] and before[0] in _BETWEEN and plain[index - 2 : index - 1] == ["i"]
    )
