"""From one message to a reading: the danger gate and the encoder, and the language they are read in."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, TypeVar

from signals.contributions.measures import MEASURES
from signals.danger.card import Danger
from signals.danger.engine import Found
from signals.danger.gate import Gate
from signals.encoder.interface import Encoder, Scores, Thresholds
from signals.reading import EMOTIONS, Act, Language, Reading

LONGEST = 20_000
"""Characters read of one message; of a longer one, the first and the last half of this are read."""

SHORT = 12
"""Messages with fewer letters than this are too short to tell their language: the page's language is kept."""

SURE = 0.8
"""How sure the encoder must be to leave the language that the page suggests."""

FOREIGN = 0.5
"""How sure the encoder must be that a message is in a language that is not read here, to say so."""

FOREIGN_WORDS = 3
"""How many words it takes to be sure of that: names and exclamations belong to every language."""

FOREIGN_SIGNS = 4
"""The same in scripts that write no spaces (Chinese, Japanese, Thai)."""

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")

Label = TypeVar("Label")

_ACTS = tuple(Act)
_ANGLES: Mapping[str, Literal["fatigue", "conflict", "organisation"]] = {
    "fatigue": "fatigue", "conflict": "conflict", "organisation": "organisation",
}  # fmt: skip
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. Danger is assessed whatever happens to the encoder, which may be absent (None)."""

    gate: Gate
    encoder: Encoder | None

    def read(self, text: str, language: Language | None = None) -> Reading:
        """Return the reading of `text`; `language` is what the page suggests. Never raises on any text.

        Without an encoder, or when it fails, `understood` is False and the danger is that of the rules.
        """
        return self.read_many([text], [language])[0]

    def read_many(
        self, texts: Sequence[str], languages: Sequence[Language | None], *, settled: bool = False
    ) -> list[Reading]:
        """Return the reading of each text, in order. With `settled`, a language that is given is not
        questioned."""
        cleaned = [clean(text) for text in texts]
        found, scores = self._found_and_scores(cleaned)
        if self.encoder is None or scores is None:
            return [
                Reading(language=hint or "fr", danger=self.gate.decide(rules, None), understood=False)
                for rules, hint in zip(found, languages, strict=True)
            ]
        readings = []
        for text, hint, rules, score in zip(cleaned, languages, found, scores, strict=True):
            language = hint if settled and hint else spoken(text, score, hint)
            danger = self.gate.decide(rules, score.danger)
            readings.append(_reading(text, score, language, self.encoder.thresholds, danger))
        return readings

    def _found_and_scores(self, texts: Sequence[str]) -> tuple[list[Found], Sequence[Scores] | None]:
        """Return what the rules found and what the encoder says, of each text."""
        if len(texts) == 1:
            return [self.gate.find(texts[0])], self._scores(texts)
        # The encoder computes outside the interpreter, so that the rules are searched meanwhile.
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(self._scores, texts)
            found = [self.gate.find(text) for text in texts]
            return found, asked.result()

    def _scores(self, texts: Sequence[str]) -> Sequence[Scores] | None:
        if self.encoder is None:
            return None
        try:
            return self.encoder.scores(texts)
        # Whatever fails in the encoder, the person must still get the danger gate and an answer.
        except Exception as error:
            # The kind alone: an error's words may quote what was typed.
            _LOG.warning("the encoder failed: %s", type(error).__name__)
            return None


def clean(text: str) -> str:
    """Return `text` in NFC, bounded, with lone surrogates replaced and NUL dropped; never raises."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return unicodedata.normalize("NFC", text)


def spoken(text: str, scores: Scores, hint: Language | None) -> Language:
    """Return the language of a message: the encoder's, unless the page's is likelier or the text too
    short."""
    if hint is None:
        return scores.language
    letters = sum(character.isalpha() for character in text)
    if letters < SHORT or scores.language_confidence < SURE:
        return hint
    return scores.language


def foreign(text: str, scores: Scores) -> bool:
    """Tell whether a message is in a language that is not read here: long enough, and the encoder sure."""
    letters = sum(character.isalpha() for character in text)
    words = letters >= SHORT and len(text.split()) >= FOREIGN_WORDS
    # Some scripts write no spaces, and say in a sign what we say in a word.
    signs = len(_UNSPACED.findall(text)) >= FOREIGN_SIGNS
    return (words or signs) and scores.foreign >= FOREIGN


def _reading(
    text: str, scores: Scores, language: Language, thresholds: Thresholds, danger: Danger
) -> Reading:
    act = max(range(len(_ACTS)), key=lambda index: scores.acts[index])
    angle = max(scores.origin, key=lambda name: scores.origin[name])
    clear = scores.origin[angle] >= thresholds.origin
    return Reading(
        language=language,
        emotions=dict(zip(EMOTIONS, scores.emotions, strict=True)),
        emotion_labels=_over(EMOTIONS, scores.emotions, thresholds.emotions[language]),
        factors=dict(zip(MEASURES, scores.factors, strict=True)),
        factor_labels=_over(MEASURES, scores.factors, thresholds.factors[language]),
        act=_ACTS[act],
        act_confidence=scores.acts[act],
        origin=_ANGLES.get(angle) if clear else None,
        danger=danger,
        embedding=scores.embedding,
        foreign=foreign(text, scores),
    )


def _over(labels: Sequence[Label], scores: Sequence[float], floors: Sequence[float]) -> tuple[Label, ...]:
    """Return the labels at or over their threshold, the likeliest first."""
    over = [
        (score, label) for label, score, floor in zip(labels, scores, floors, strict=True) if score >= floor
    ]
    return tuple(label for _, label in sorted(over, key=lambda pair: -pair[0]))
