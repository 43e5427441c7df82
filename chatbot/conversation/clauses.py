"""Cutting a message into clauses that could be given back to the person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from signals.reading import Language

LONGEST = 14
"""Words over which a clause is too long to be given back."""

SHORTEST = 2

_FIRST_CLAUSE = 3
"""Words that a clause takes at least before another one may run into it."""

_WHOLE_CLAUSE = 4
"""Words from which the end of a run-on sentence is worth giving back."""

_SUBJECT: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?:je|il|elle|on|ils|elles|ça)$|(?:j|c|ça)’"),
    "en": re.compile(r"(?:i|he|she|they|we|it)$|(?:i|he|she|they|we|it)’"),
}
_TELLING = frozenset({"told", "tells", "tell", "warned", "warns", "reminds", "reminded", "asked", "asks"})
"""Verbs after whose object another clause goes on with the same sentence: "I told my boss I was ill"."""

_OF_IT = frozenset(
    {
        "is",
        "was",
        "makes",
        "made",
        "feels",
        "keeps",
        "takes",
        "hurts",
        "gets",
        "got",
        "has",
        "had",
        "never",
        "just",
    }
)
"""Words that show that "it" is a subject, not what the verb before is about."""

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
        "believe", "realise", "realize", "says", "thinks", "knows", "wishes", "hopes", "feels", "means",
        "thought", "knew", "felt", "believes", "realised", "realized", "heard", "hear", "swear", "bet",
        "noticed", "saw", "see", "nobody", "someone", "anyone",
        "afraid", "scared", "sure", "sorry", "glad", "me", "him",
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


def clauses(message: str, language: Language) -> Iterator[str]:
    """Yield candidate clauses, best first: whole sentences, then what stands between commas."""
    whole = [
        part for sentence in sentences(message) if sentence for part in _run_on_parts(sentence, language)
    ]
    yield from (sentence for sentence in whole if "," not in sentence)
    for sentence in whole:
        if "," in sentence:
            yield from (part.strip() for part in sentence.split(",") if part.strip())


def _run_on_parts(sentence: str, language: Language) -> tuple[str, ...]:
    """Return a sentence as it is, or, when it runs two clauses together ("je suis crevée le soir je pleure
    dans la voiture"), its last clause alone: the only one whose beginning and end are sure."""
    words = sentence.split()
    plain = [word.casefold() for word in words]
    subject = _SUBJECT[language]
    starts = [
        index
        for index in range(_FIRST_CLAUSE, len(plain))
        if _begins(plain, index, subject) and (subject.match(plain[0]) or plain[0] in _DETERMINERS)
    ]
    if not starts:
        return (sentence,)
    last = words[starts[-1] :]
    return (" ".join(last),) if len(last) >= _WHOLE_CLAUSE else ()


def _begins(plain: Sequence[str], index: int, subject: re.Pattern[str]) -> bool:
    """Say whether another clause begins at this word, rather than the same one going on."""
    word, before = plain[index], plain[index - 1]
    if not subject.match(word) or before.endswith(",") or before in _LEADS_ON or _LED_ON.search(before):
        return False
    if word == "it":
        return plain[index + 1 : index + 2] != [] and plain[index + 1] in _OF_IT
    return not _TELLING.intersection(plain[:index])


def _has_quotes(piece: str) -> bool:
    return any(mark in piece for mark in '«»“”"')
