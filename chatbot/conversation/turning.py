"""Turning a person's clause towards them: "j'en peux plus de mon chef" -> "vous n'en pouvez plus de votre
chef".

Only what can be done safely and grammatically is done: every first-person verb must be known or perfectly
regular, every clause must be whole, nobody else may be spoken to. Otherwise the answer is None, and the
conversation uses its own words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from chatbot.conversation.clauses import LONGEST, SHORTEST
from chatbot.library.voice import Voice, language_of
from signals.reading import Language

_SHEETS = Path(__file__).parent.parent / "library" / "turning"
_VOWELS = "aeiouyhàâäéèêëîïôöùûüœ"
_JOINERS = frozenset({"et", "ou", "puis", "mais"})
_NEGATIVE = frozenset({"pas", "jamais", "rien"})
_AFTER_I = {"am": "are", "was": "were", "wasn’t": "weren’t"}
_LOST_NEGATIONS = (["pas"], ["plus"], ["jamais"])
_TOO_OFTEN_MORE = frozenset({"de", "d’", "que", "qu’"})
_ELIDED = re.compile(r"\b([jmtsldcn]|qu|jusqu|lorsqu|puisqu)’", re.IGNORECASE)
_THEM = frozenset(
    {"vous", "votre", "vos", "you", "your", "you’re", "you’ve", "you’d", "you’ll", "yours", "yourself"}
)
"""What a turned clause holds when the person is in it."""

_GLUED = re.compile(r"^j(?=[bcdfgkmnpqrstvz])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    lists: Mapping[str, frozenset[str]]
    map: Mapping[str, str]


@cache
def _words(language: Language) -> _Words:
    with (_SHEETS / f"{language}.toml").open("rb") as sheet:
        values = tomllib.load(sheet)
    lists = {
        name: frozenset(words) for name, words in cast("Mapping[str, list[str]]", values["lists"]).items()
    }
    return _Words(lists, values["verbs" if language == "fr" else "words"])


def turned(clause: str, voice: Voice) -> str | None:
    """Return the clause turned towards the person, in lower case and without a full stop, or None."""
    language = language_of(voice)
    words = _words(language)
    tokens = _tokens(clause, language)
    tokens = _without_openers(tokens, words.lists["openers"])
    if not _may_be_turned(clause, [token.casefold() for token in tokens], words, language):
        return None
    done = _turn_french(tokens, words) if language == "fr" else _turn_english(tokens, words)
    if done is None or (language == "fr" and _negation_is_missing(done)):
        return None
    # A clause in which the person is not named would come back unchanged: nothing was heard in it of them.
    return _joined(done) if _THEM.intersection(token.casefold() for token in done) else None


def _may_be_turned(clause: str, plain: Sequence[str], words: _Words, language: Language) -> bool:
    """Say whether a clause has a length, a beginning and an end that can be given back, and nothing
    refused."""
    length = len([token for token in plain if not token.endswith("’")])
    return (
        SHORTEST <= length <= LONGEST
        and plain[0] in words.lists["subjects"]
        and plain[-1] not in words.lists["dangling"]
        and not words.lists["refused"].intersection(plain)
        and not any("-je" in token for token in plain)
        and not _reads_as_ours(clause, language)
    )


def _negation_is_missing(tokens: Sequence[str]) -> bool:
    """Say whether a "pas" has lost its "ne": fine when spoken, careless when written back."""
    if tokens[0].casefold() == "personne" and not {"ne", "n’"}.intersection(tokens):
        return True
    return any(
        token in {"pas", "jamais"} and not {"ne", "n’"}.intersection(tokens[max(0, index - 6) : index])
        for index, token in enumerate(tokens)
    )


def is_vulgar(text: str, language: Language) -> bool:
    """Say whether a text holds what we do not want to repeat: coarse words, or comfort that is not ours."""
    spoken = {word.casefold() for word in re.findall(r"[\w’-]+", text)}
    return bool(_words(language).lists["vulgar"] & spoken) or _reads_as_ours(text, language)


def _reads_as_ours(text: str, language: Language) -> bool:
    return any(phrase in text.casefold() for phrase in _words(language).lists["never_back"])


def _tokens(clause: str, language: Language) -> list[str]:
    if language == "en":
        return clause.replace(",", " ").split()
    spaced = _ELIDED.sub(r"\1’ ", clause.replace(",", " "))
    return [part for token in spaced.split() for part in _unglued(token)]


def _unglued(token: str) -> list[str]:
    """Return "jsuis" as "je suis" when what follows the j is a verb we know; the token otherwise."""
    if token.casefold() in {"chuis", "chui", "jsui"}:
        return ["je", "suis"]
    rest = _GLUED.sub("", token).casefold()
    if rest != token.casefold() and rest in _words("fr").map:
        return ["je", rest]
    return [token]


def _without_openers(tokens: list[str], openers: frozenset[str]) -> list[str]:
    while tokens:
        if tokens[0].casefold() in openers and len(tokens) > 1:
            tokens = tokens[1:]
        elif len(tokens) > 2 and " ".join(tokens[:2]).casefold().replace("’ ", "’") in openers:
            tokens = tokens[2:]
        else:
            break
    return tokens


def _turn_english(tokens: Sequence[str], words: _Words) -> list[str] | None:
    plain = [token.casefold() for token in tokens]
    mine = plain[0] in {"i", "i’m", "im", "i’ve", "ive", "i’d", "i’ll"}
    if not mine and not words.lists["others_do"].intersection(plain):
        return None
    out: list[str] = []
    for index, word in enumerate(plain):
        if word in _AFTER_I and "i" in plain[max(0, index - 2) : index]:
            out.append(_AFTER_I[word])
        else:
            out.append(words.map.get(word, tokens[index] if index else word))
    return out


def _turn_french(tokens: Sequence[str], words: _Words) -> list[str] | None:
    plain = [token.casefold() for token in tokens]
    if plain[0] not in {"je", "j’"} and not _is_whole(plain, words.lists["others_do"]):
        return None
    for before, after in pairwise(plain):
        if before in _JOINERS and after not in words.lists["after_and"]:
            return None
    out: list[str] = []
    index = 0
    while index < len(plain):
        if plain[index] in {"je", "j’"}:
            done = _turn_verb(plain, index + 1, words)
            if done is None:
                return None
            turned_tokens, index = done
            out += ["vous", *turned_tokens]
        else:
            if plain[index : index + 2] == ["c’", "est"] and plain[index + 2 : index + 3] in _LOST_NEGATIONS:
                out += ["ce", "n’"]
            else:
                out.append(_turn_word(tokens[index], lower=index == 0))
            index += 1
    return out


def _is_whole(plain: Sequence[str], others_do: frozenset[str]) -> bool:
    """Say whether a clause about someone else is a sentence: a known verb, with its "ne" if it is
    negative."""
    negative = _NEGATIVE.union({"plus"}).intersection(plain)
    return bool(others_do.intersection(plain[1:])) and (
        not negative or bool({"ne", "n’"}.intersection(plain))
    )


def _turn_verb(plain: Sequence[str], start: int, words: _Words) -> tuple[list[str], int] | None:
    """Turn what follows "je": its negation, its pronouns, its verb. Return the tokens and the next place."""
    clitics: list[str] = []
    index = start
    negated = index < len(plain) and plain[index] in {"ne", "n’"}
    index += negated
    while index < len(plain) - 1 and plain[index] in words.lists["clitics"]:
        clitics.append(_turn_word(plain[index], lower=False))
        index += 1
    if index >= len(plain):
        return None
    verb, after = plain[index], plain[index + 1 :]
    form = _second_person(verb, words.map)
    if form is None:
        return None
    if not negated and after and after[0] in _NEGATIVE | {"plus"}:
        if after[0] == "plus" and not _is_no_longer(verb, after[1:], words):
            return None
        negated = True
    body = [*clitics, form]
    if negated:
        body.insert(0, "n’" if body[0][0] in _VOWELS else "ne")
    return body, index + 1


def _is_no_longer(verb: str, after: Sequence[str], words: _Words) -> bool:
    """Say whether "plus" without "ne" means "no longer"; unsure counts as no."""
    if verb == "peux":
        return True
    following = after[0] if after else ""
    if verb == "ai":
        return following in words.lists["no_longer_after_have"]
    return verb in words.lists["plus_is_no_longer"] and following not in _TOO_OFTEN_MORE


def _second_person(verb: str, irregular: Mapping[str, str]) -> str | None:
    """Return the "vous" form of a first-person verb, or None when neither known nor regular."""
    if verb in irregular:
        return irregular[verb]
    if not verb.isalpha() or len(verb) < 4:
        return None
    if verb.endswith("ais"):
        stem = verb[:-3]
        stem = (
            stem[:-1] if stem.endswith("ge") else stem.removesuffix("ç") + "c" if stem.endswith("ç") else stem
        )
        return f"{stem}iez"
    if verb.endswith("rai"):
        return f"{verb[:-2]}ez"
    changing = "è" in verb or verb.endswith(("elle", "ette", "oie", "uie", "aie", "aye"))
    if verb.endswith("e") and not changing:
        return f"{verb[:-1]}ez"
    return None


def _turn_word(token: str, *, lower: bool) -> str:
    swaps = {"mon": "votre", "ma": "votre", "mes": "vos", "me": "vous", "m’": "vous", "moi": "vous"}
    swapped = swaps.get(token.casefold())
    if swapped is not None:
        return swapped
    if token.casefold() == "moi-même":
        return "vous-même"
    return token.casefold() if lower else token


def _joined(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        glued = bool(text) and text.endswith("’") and bool(_ELIDED.search(text[-8:]))
        text += token if not text or glued else f" {token}"
    return text
