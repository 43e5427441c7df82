"""The errors that say most: the surest wrong answers on the development sets, a few of each kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from signals.danger.gate import Gate
from signals.encoder.interface import Thresholds
from signals.encoder.labels import ACTS, FACTORS, NO_CARD
from signals.evaluation.figures import cards
from signals.evaluation.scored import Scored
from signals.reading import LANGUAGES, Language

EACH = 4
"""How many examples of each kind and language."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One sentence of ours that is read wrong: the kind of error, what it is, what was read."""

    language: str
    kind: str
    text: str
    truth: str
    read: str


def mistakes(everything: Scored, thresholds: Thresholds, gate: Gate) -> list[Mistake]:
    """Return the surest errors on the development sets."""
    found = []
    for language in LANGUAGES:
        spoken = everything.speaking(language)
        found += _factors(spoken.where(lambda row: row.source == "factors"), thresholds, language)
        found += _acts(spoken.where(lambda row: row.source == "acts"), language)
        found += _danger(spoken.where(lambda row: row.source in ("danger", "ordinary")), gate, language)
    return found


def _factors(part: Scored, thresholds: Thresholds, language: Language) -> list[Mistake]:
    truth, scores = part.factors()
    floors = np.array(thresholds.factors[language])
    kinds = {
        "factor missed": np.where(truth, floors - scores, -1.0),
        "factor heard where there is none": np.where(truth, -1.0, scores - floors),
    }
    found = []
    for kind, distance in kinds.items():
        for place in np.argsort(-distance.max(axis=1))[:EACH]:
            if distance[place].max() > 0:
                found.append(
                    Mistake(
                        language,
                        kind,
                        part.rows[place].text,
                        _names(truth[place]),
                        _names(scores[place] >= floors),
                    )
                )
    return found


def _names(row: np.typing.NDArray[np.bool_]) -> str:
    return ", ".join(name for name, there in zip(FACTORS, row, strict=True) if there) or "none"


def _acts(part: Scored, language: str) -> list[Mistake]:
    truth, scores = part.acts()
    wrong = np.where(truth.argmax(axis=1) == scores.argmax(axis=1), -1.0, scores.max(axis=1))
    return [
        Mistake(
            language,
            "act",
            part.rows[place].text,
            ACTS[int(truth[place].argmax())],
            ACTS[int(scores[place].argmax())],
        )
        for place in np.argsort(-wrong)[:EACH]
        if wrong[place] > 0
    ]


def _danger(part: Scored, gate: Gate, language: str) -> list[Mistake]:
    given = cards(part, gate)
    calm = np.array([score.danger[NO_CARD] for score in part.scores])
    missed = [at for at, row in enumerate(part.rows) if row.danger != NO_CARD and given[at] == NO_CARD]
    false = [at for at, row in enumerate(part.rows) if row.danger == NO_CARD and given[at] != NO_CARD]
    surest = [
        ("danger missed", sorted(missed, key=lambda at: -calm[at])),
        ("false alarm", sorted(false, key=lambda at: calm[at])),
    ]
    return [
        Mistake(language, kind, part.rows[at].text, part.rows[at].danger or NO_CARD, given[at])
        for kind, places in surest
        for at in places[:EACH]
    ]
