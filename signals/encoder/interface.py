"""What the rest of Havre knows of an encoder: texts in, probabilities out, and the thresholds that go with
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from signals.reading import Language


class EncoderUnavailable(Exception):
    """The encoder cannot be loaded or cannot answer; the message says what is wrong and the mend, never a
    text."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The probabilities of one text, each in [0, 1], and where the text lies among others.

    `emotions` follows EMOTIONS, `factors` follows MEASURES, `acts` follows the order of Act. Emotions and
    factors are independent of each other; acts, danger classes, languages and origins share 1 each.
    `danger` maps `none`, `A` ... `T` and `origin` maps `none`, `fatigue`, `conflict`, `organisation`.
    `language` is the likelier of the two that are read and `language_confidence` its share of both (at least
    one half); `foreign` is the probability that the text is in neither.
    `embedding` is a vector of length 1 (768 numbers): texts that say the same lie close, whatever the
    language; it is empty when the encoder gives none.
    """

    emotions: tuple[float, ...]
    factors: tuple[float, ...]
    acts: tuple[float, ...]
    danger: Mapping[str, float]
    language: Language
    language_confidence: float
    foreign: float
    origin: Mapping[str, float]
    embedding: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability a label is given, per language, in the order of the labels.

    `danger` is the recommendation of the training for each card; the gate has the last word on danger and
    its own file of thresholds. `origin` is the probability from which an angle is taken as clear.
    """

    emotions: Mapping[Language, tuple[float, ...]]
    factors: Mapping[Language, tuple[float, ...]]
    danger: Mapping[str, float]
    origin: float


class Encoder(Protocol):
    """Anything that reads texts. Safe to call from several threads."""

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds that were chosen for this encoder's probabilities."""
        ...

    def scores(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Return the scores of each text, in order; raise EncoderUnavailable when it cannot."""
        ...
