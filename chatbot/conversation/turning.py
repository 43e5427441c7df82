"""Turning a person's clause towards them: "j'en peux plus de mon chef" -> "vous n'en pouvez plus de votre
chef", or "tu n'en peux plus de ton chef" when they are said tu.

Only what can be done safely and grammatically is done: every first-person verb must be known or perfectly
regular, every clause must be whole, nobody else may be spoken to. Otherwise the answer is None, and the
conversation uses its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.conversation.clauses import LONGEST, SHORTEST
from chatbot.conversation.turning_english import turn_english
from chatbot.conversation.turning_french import French
from chatbot.conversation.turning_words import TurningWords, turning_words
from chatbot.library.voice import Voice
from signals.reading import Language

_ELIDED = re.compile(r"\b([jmtsldcn]|qu|jusqu|lorsqu|puisqu)’", re.IGNORECASE)
_BEING = re.compile(
    r"\b(?:vous (?:n’)?(?:êtes|étiez|serez)|tu (?:n’)?(?:es|étais|seras)"
    r"|you are|you’re|you were|you weren’t) "
)
_WHO = frozenset({"who", "nobody", "one", "anyone", "someone", "nowhere"})
_THEM: Mapping[Voice, frozenset[str]] = {
    "fr": frozenset({"vous", "votre", "vos", "vous-même"}),
    "fr-tu": frozenset({"tu", "te", "t’", "toi", "ton", "ta", "tes", "toi-même"}),
    "en": frozenset({"you", "your", "you’re", "you’ve", "you’d", "you’ll", "yours", "yourself"}),
}
"""What a turned clause holds when the person is in it."""


def turned(clause: str, voice: Voice) -> str | None:
    """Return the clause turned towards the person, in lower case and without a full stop, or None."""
    words = turning_words(voice)
    french = French(words, familiar=voice == "fr-tu") if voice != "en" else None
    spaced = clause.replace(",", " ")
    tokens = spaced.split() if french is None else french.tokens(_ELIDED.sub(r"\1’ ", spaced))
    tokens = _without_openers(tokens, words.lists["openers"])
    if not _may_be_turned([token.casefold() for token in tokens], words):
        return None
    done = turn_english(tokens, words) if french is None else french.turn(tokens)
    # A clause in which the person is not named would come back unchanged: nothing was heard in it of them.
    if done is None or not _THEM[voice].intersection(token.casefold() for token in done):
        return None
    text = _joined(done)
    return None if _reads_as_ours(text, words) or _is_harsh(text, words) else text


def _may_be_turned(plain: Sequence[str], words: TurningWords) -> bool:
    """Say whether a clause has a length, a beginning and an end that can be given back, and nothing
    refused."""
    length = len([token for token in plain if not token.endswith("’")]) + (plain[:1] == ["j’"])
    return (
        SHORTEST <= length <= LONGEST
        and plain[0] in words.lists["subjects"]
        and (plain[-1] not in words.lists["dangling"] or _ends_well(plain))
        and not words.lists["refused"].intersection(plain)
        and not any("-je" in token for token in plain)
    )


def _ends_well(plain: Sequence[str]) -> bool:
    """Say whether a clause whose last word often waits for another is whole: "où j'en suis", "I dread going
    in"."""
    last, before = plain[-1], plain[-2] if len(plain) > 1 else ""
    match last:
        case "suis":
            return before == "en"
        case "trop":
            return before not in {"suis", "est", "sont", "étais", "était"}
        case "to":
            return before in {"talk", "turn", "speak", "go"} and bool(_WHO.intersection(plain))
        case "in":
            return before in {"going", "go", "gone", "went", "come", "coming", "fit"}
        case "her" | "his":
            return before in {"with", "at", "of", "for", "to", "from", "by", "about", "on", "like", "without"}
        case _:
            return False


def is_vulgar(text: str, language: Language) -> bool:
    """Say whether a text holds what we do not want to repeat: coarse words, or comfort that is not ours."""
    words = turning_words(language)
    spoken = {word.casefold() for word in re.findall(r"[\w’-]+", text)}
    return bool(words.lists["vulgar"] & spoken) or _reads_as_ours(text, words)


def _reads_as_ours(text: str, words: TurningWords) -> bool:
    return any(phrase in text.casefold() for phrase in words.lists["never_back"])


def _is_harsh(text: str, words: TurningWords) -> bool:
    """Say whether a turned clause is hard on the person ("vous êtes nulle") without saying who thinks so."""
    hard = next(
        (found for phrase in words.lists["harsh_anywhere"] if (found := text.find(phrase)) >= 0), None
    )
    for being in _BEING.finditer(text):
        # At most two words between: "vous êtes vraiment trop bête".
        near = " ".join(text[being.end() :].split()[:4])
        if any(re.search(rf"^(?:\S+ ){{0,2}}{phrase}\b", near) for phrase in words.lists["harsh"]):
            hard = being.start() if hard is None else min(hard, being.start())
    if hard is None:
        return False
    return not words.lists["said_by"].intersection(re.split(r"[ ’]", text[:hard]))


def _without_openers(tokens: list[str], openers: frozenset[str]) -> list[str]:
    while tokens:
        if [token.casefold() for token in tokens[:2]] == ["no", "one"]:
            break
        if tokens[0].casefold() in openers and len(tokens) > 1:
            tokens = tokens[1:]
        elif len(tokens) > 2 and " ".join(tokens[:2]).casefold().replace("’ ", "’") in openers:
            tokens = tokens[2:]
        elif len(tokens) > 2 and tokens[0].casefold() == "moi" and tokens[1].casefold() in {"je", "j’"}:
            tokens = tokens[1:]
        else:
            break
    return tokens


def _joined(tokens: Sequence[str]) -> str:
    text = ""
    for token in tokens:
        glued = bool(text) and text.endswith("’") and bool(_ELIDED.search(text[-8:]))
        text += token if not text or glued else f" {token}"
    return text
