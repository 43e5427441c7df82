"""Cutting a message into clauses that could be given back to the person."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 14
"""Words over which a clause is too long to be given back."""

SHORTEST = 2

_FIRST_CLAUSE = 3
"""Words that a clause takes at least before another one may run into it."""

_WHOLE_CLAUSE = 4
"""Words from which the end of a run-on sentence is worth giving back."""

_SUBJECT = re.compile(r"(?:je|il|elle|on|ils|elles|ça|i|he|she|they|we|it)$|(?:j|c|ça|i|he|she|they|we|it)’")
_DETERMINERS = frozenset({"mon", "ma", "mes", "le", "la", "les", "une", "un", "my", "the", "a", "our", "nos"})
_LED_ON = re.compile(r"’$|ing$")
_LEADS_ON = frozenset(
    {
        "que", "quand", "lorsque", "si", "comme", "parce", "puisque", "dont", "où", "et", "ou", "mais",
        "puis", "donc", "car", "alors", "ce", "qui", "quoi", "de", "à", "pour", "sans", "tout", "est-ce",
        "pourquoi", "comment", "combien", "tellement", "chaque", "fois", "and", "but", "or", "so",
        "that", "when", "if", "because", "as", "since", "while", "before", "after", "until", "till",
        "than", "what", "why", "how", "where", "who", "which", "whenever", "though", "although",
        "unless", "like", "all", "thing", "things", "way", "time", "day", "moment", "reason",
        "everything", "anything", "nothing", "something", "work", "job", "people", "person", "one",
        "place", "think", "know", "feel", "say", "said", "told", "wish", "hope", "guess", "mean",
        "believe", "realise", "realize", "afraid", "scared", "sure", "sorry", "glad", "me", "him",
        "them", "us", "her", "did", "do", "does", "am", "is", "are", "was", "can", "should", "feeling",
    }
)  # fmt: skip
"""Words after which a subject goes on with the same sentence instead of beginning another."""

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
    whole = [part for sentence in sentences(message) if sentence for part in _run_on_parts(sentence)]
    yield from (sentence for sentence in whole if "," not in sentence)
    for sentence in whole:
        if "," in sentence:
            yield from (part.strip() for part in sentence.split(",") if part.strip())


def _run_on_parts(sentence: str) -> tuple[str, ...]:
    """Return a sentence as it is, or, when it runs two clauses together ("je suis crevée le soir je pleure
    dans la voiture"), its last clause alone: the only one whose beginning and end are sure."""
    words = sentence.split()
    plain = [word.casefold() for word in words]
    starts = [
        index
        for index in range(_FIRST_CLAUSE, len(plain))
        if _SUBJECT.match(plain[index])
        and not plain[index - 1].endswith(",")
        and plain[index - 1] not in _LEADS_ON
        and not _LED_ON.search(plain[index - 1])
        and (_SUBJECT.match(plain[0]) or plain[0] in _DETERMINERS)
    ]
    if not starts:
        return (sentence,)
    last = words[starts[-1] :]
    return (" ".join(last),) if len(last) >= _WHOLE_CLAUSE else ()


def _has_quotes(piece: str) -> bool:
    return any(mark in piece for mark in '«»“”"')
