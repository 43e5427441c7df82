"""Giving the person's own words back, turned towards them or quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chatbot.conversation.clauses import clauses, sentences
from chatbot.conversation.turning import is_vulgar, turned
from chatbot.library.anchors import Anchors
from chatbot.library.voice import Voice, language_of
from signals.reading import Language

QUOTED = 4
"""Words over which a message is not quoted whole."""

_WORD = 2
_TELLING = 5
"""Words from which one clause of two is worth repeating although no word of feeling is in it."""

_PRESENTING = re.compile(
    r"(?:c’est|c’était|it’s|it was) |(?:vous avez|tu as|you are|you’re) \d+|(?:you are|you’re) (?:in|on|at) "
    r"|(?:vous êtes|tu es|you’re|you are) (?:a |an )?\w+ (?:en|au|à|de|in|on|at|for) "
)
"""How a clause goes that only presents what the next one tells ("it's my boss", "I'm a nurse at...")."""

_DONE_TO = re.compile(
    r"\b(?:on|il|elle|ils|elles|ça|qui)\b[^,;]{0,24} m(?:e|’)\b|\b(?:on|il|elle) m’"
    r"|\b(?:he|she|they|it)\b.{0,24} me\b",
    re.IGNORECASE,
)
"""How a clause goes that tells of something done to the person."""

_BRIEF = 6
"""Words over which a clause tells more than what it presents."""

_ANSWERING = frozenset({"non", "oui", "ouais", "no", "yes", "yeah", "ok", "okay"})

_CANDIDATES = 12
"""Clauses looked at in one message: the first ones are where people say what they came to say."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A piece of the message that can be said back.

    `turned`: a clause with its pronouns shifted, in lower case. `quoted` and `word`: the person's exact
    words.
    """

    kind: Literal["turned", "quoted", "word"]
    text: str


def find_echo(message: str, voice: Voice, anchors: Anchors) -> Echo | None:
    """Return the piece of a message that says most, in a form that is safe to repeat and in the voice that
    speaks to the person; None when there is none."""
    best: tuple[int, str] | None = None
    candidates = list(_candidates(message, language_of(voice)))
    # A clause that tells nothing by itself is only worth repeating when it is most of the message.
    alone = len(candidates) == 1
    for clause in candidates:
        form = turned(clause, voice)
        if form is not None:
            weight = anchors.weight(clause) + _is_done_to(clause) - _presents(form)
            weight += 2 * anchors.places(clause)
            if best is None or weight > best[0]:
                best = (weight, form)
    if best is not None and (best[0] > 0 or (best[0] == 0 and (alone or _is_half(best[1], candidates)))):
        return Echo("turned", best[1])
    # Exact words are only worth quoting when something was felt or lived in them.
    return _quoted(message, language_of(voice)) if anchors.weight(message) else None


def _is_done_to(clause: str) -> bool:
    """Say whether a clause tells of something done to the person: it is what they came to say."""
    return _DONE_TO.search(clause) is not None


def _presents(form: str) -> bool:
    return len(form.split()) <= _BRIEF and _PRESENTING.match(form) is not None


def _is_half(form: str, candidates: list[str]) -> bool:
    return len(candidates) == 2 and len(form.split()) >= _TELLING


def _candidates(message: str, language: Language) -> Iterator[str]:
    for index, clause in enumerate(clauses(message, language)):
        if index >= _CANDIDATES:
            return
        yield clause


def _quoted(message: str, language: Language) -> Echo | None:
    whole = [sentence for sentence in sentences(message) if sentence]
    if len(whole) != 1 or is_vulgar(whole[0], language) or not any(char.isalpha() for char in whole[0]):
        return None
    words = whole[0].split()
    if len(words) > QUOTED or words[0].casefold() in _ANSWERING:
        return None
    kind: Literal["quoted", "word"] = "word" if len(words) <= _WORD else "quoted"
    return Echo(kind, whole[0][0].upper() + whole[0][1:])
