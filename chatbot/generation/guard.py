"""Whether the words of a model may stand in for words that a person wrote: on any doubt, no.

Pure. The authored words are the measure of everything: what they do not say may not be said, how they speak
to the person may not change. Cheap checks come first; hearing (the encoder, the danger rules) comes last.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatbot.conversation.measuring import MOST_SENTENCES, MOST_WORDS, sentences, words
from chatbot.generation.lexicon import Lexicon, plain
from signals.reading import Language

LONGER, SHORTER = 1.5, 0.6
"""How many times the authored words a rephrasing may have, at most and at least."""

SHARED = 0.3
"""The part of the longer words (by their beginnings) that the two must have in common, either way."""

_BEGINNING = 5
_SIGNS = frozenset(" \u00a0\u202f.,;:!?…’'«»“”()-–—")
_JOINED = re.compile(r"[.,;:!?…](?=\w)|--")
"""A sign with no space after it, as in the address of a page."""

_SENTENCE_START = re.compile(r"(?:^|[.!?…]\s+|[«“(]\s*)$")


class Refusal(StrEnum):
    """Why a rephrasing was not kept: a kind, never a text."""

    EMPTY = "empty"
    UNCHANGED = "unchanged"
    SIGNS = "signs"
    SHAPE = "shape"
    LIMITS = "limits"
    QUESTIONS = "questions"
    NUMBER = "number"
    NAME = "name"
    BROUGHT = "brought"
    NEGATION = "negation"
    REPEATED = "repeated"
    DRIFTED = "drifted"
    LANGUAGE = "language"
    DANGER = "danger"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Kept:
    """The rephrasing may be said; `text` is how it is printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The authored words go out."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class Heard:
    """What our reader hears in a text: its language, whether it speaks of danger, where its meaning is."""

    language: Language
    danger: bool
    embedding: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """The judge of one language.

    `said` holds the plain sentences of the whole library, `nearest` is the least similarity of two embeddings
    that counts as one meaning.
    """

    language: Language
    lexicon: Lexicon
    said: Container[str]
    hear: Callable[[str], Heard]
    nearest: float

    def judge(self, authored: str, proposed: str, around: str = "") -> Kept | Refused:
        """Say whether `proposed` may replace `authored` in a reply whose other words are `around`."""
        text = printed(proposed, self.language)
        reason = self._refusal(authored, text, around) or self._unheard(authored, text)
        return Kept(text) if reason is None else Refused(reason)

    def _refusal(self, authored: str, text: str, around: str) -> Refusal | None:
        whole = f"{around} {text}".strip()
        found = sentences(text)
        checks: tuple[tuple[Refusal, Callable[[], bool]], ...] = (
            (Refusal.EMPTY, lambda: not found),
            (Refusal.UNCHANGED, lambda: plain(text) == plain(authored)),
            (Refusal.SIGNS, lambda: not all(_may_stand(char) for char in text)),
            (Refusal.SIGNS, lambda: _JOINED.search(text) is not None),
            (Refusal.SHAPE, lambda: text[-1] not in ".!?…»)" or not text[0].isupper()),
            (Refusal.LIMITS, lambda: words(whole) > MOST_WORDS or len(sentences(whole)) > MOST_SENTENCES),
            (Refusal.LIMITS, lambda: not SHORTER <= words(text) / max(1, words(authored)) <= LONGER),
            (Refusal.LIMITS, lambda: not 0 <= len(sentences(authored)) - len(found) <= 1),
            (Refusal.QUESTIONS, lambda: text.count("?") != authored.count("?")),
            (Refusal.QUESTIONS, lambda: text.count("!") > authored.count("!")),
            (Refusal.NUMBER, lambda: any(char.isdigit() for char in text)),
            (Refusal.NAME, lambda: not set(_names(text)) <= set(plain(authored).split())),
            (Refusal.BROUGHT, lambda: self.lexicon.brings(authored, text) is not None),
            (Refusal.NEGATION, lambda: self.lexicon.negations(text) != self.lexicon.negations(authored)),
            (Refusal.REPEATED, lambda: self._repeats(authored, text, around)),
            (Refusal.DRIFTED, lambda: _shared(authored, text) < SHARED),
            (Refusal.DRIFTED, lambda: not all(_beginnings(each) & _beginnings(authored) for each in found)),
        )
        return next((reason for reason, refused in checks if refused()), None)

    def _repeats(self, authored: str, text: str, around: str) -> bool:
        """Whether a sentence stands twice, or is one that Havre says elsewhere, perhaps before."""
        own = {plain(sentence) for sentence in sentences(authored)}
        new = [plain(sentence) for sentence in sentences(text)]
        beside = {plain(sentence) for sentence in sentences(around)}
        return len(set(new)) < len(new) or any(
            sentence in beside or (sentence in self.said and sentence not in own) for sentence in new
        )

    def _unheard(self, authored: str, text: str) -> Refusal | None:
        meant, heard = self.hear(authored), self.hear(text)
        if heard.danger:
            return Refusal.DANGER
        if heard.language != self.language:
            return Refusal.LANGUAGE
        if similarity(meant.embedding, heard.embedding) < self.nearest:
            return Refusal.MEANING
        return None


def similarity(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the cosine of two embeddings; -1 when either is missing or they cannot be compared."""
    if not one or len(one) != len(other):
        return -1.0
    lengths = math.hypot(*one) * math.hypot(*other)
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else math.nan
    return cosine if math.isfinite(cosine) else -1.0


def printed(proposed: str, language: Language) -> str:
    """Return the model's words as the house prints them: one line, its apostrophes, its no-break spaces."""
    text = unicodedata.normalize("NFC", " ".join(proposed.split(" ")).strip())
    for opening, closing in (('"', '"'), ("“", "”"), ("«", "»")):
        inside = text.removeprefix(opening).removesuffix(closing)
        if len(inside) == len(text) - 2 and opening not in inside and closing not in inside:
            text = inside.strip(" \u00a0\u202f")
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    if language == "fr":
        text = re.sub(r"(?<=\S)[ \u202f]?(?=[;:!?»])", "\u00a0", text).replace("« ", "«\u00a0")
        text = text.replace("\u00a0\u00a0", "\u00a0")
    return text


def _may_stand(char: str) -> bool:
    """Say whether a sign belongs in a plain sentence: no line end, mark-up, link, emoji or other script."""
    if char in _SIGNS or char in "0123456789":
        return True
    return unicodedata.category(char) in {"Lu", "Ll"} and unicodedata.name(char, "").startswith("LATIN")


def _names(text: str) -> Iterator[str]:
    """Yield the words with a capital where no sentence begins (English "I" aside), and those in capitals."""
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match.group()
        inside = not _SENTENCE_START.search(text[: match.start()])
        if word != "I" and word[0].isupper() and (inside or (len(word) > 1 and word.isupper())):
            yield plain(word)


def _shared(authored: str, text: str) -> float:
    """Return how much of the longer words of each is in the other, the lower of the two shares."""
    mine, theirs = _beginnings(authored), _beginnings(text)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / max(len(mine), len(theirs))


def _beginnings(text: str) -> set[str]:
    return {word[:_BEGINNING] for word in plain(text).split() if len(word) > 3}
