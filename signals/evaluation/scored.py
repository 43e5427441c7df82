"""Rows with what an encoder made of them, as tables of truths and probabilities."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from signals.encoder.interface import Encoder, Scores
from signals.encoder.labels import ACTS, DANGERS, FACTORS, NO_CARD
from signals.evaluation.choosing import Flags, Floats
from signals.reading import EMOTIONS
from signals.training.rows import Row


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows with their scores, in the same order."""

    rows: Sequence[Row]
    scores: Sequence[Scores]

    @classmethod
    def of(cls, rows: Sequence[Row], encoder: Encoder) -> Scored:
        """Read each of `rows` alone, as a message is in a conversation.

        Products in int8 share a scale within a batch: read together, a row's scores would depend a little on
        its company, and every figure on which rows are measured.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return cls(rows, [scores for (scores,) in pool.map(encoder.scores, ([row.text] for row in rows))])

    def where(self, wanted: Callable[[Row], bool]) -> Scored:
        """Return the part that is wanted."""
        places = [place for place, row in enumerate(self.rows) if wanted(row)]
        return Scored([self.rows[place] for place in places], [self.scores[place] for place in places])

    def speaking(self, language: str) -> Scored:
        """Return the part in one language."""
        return self.where(lambda row: row.language == language)

    def emotions(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities, one column per emotion."""
        truth = flags([row.emotions or () for row in self.rows], EMOTIONS)
        return truth, _table([score.emotions for score in self.scores], len(EMOTIONS))

    def factors(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities, one column per measure."""
        truth = flags([row.factors or () for row in self.rows], FACTORS)
        return truth, _table([score.factors for score in self.scores], len(FACTORS))

    def acts(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities, one column per act."""
        truth = flags([(row.act,) if row.act else () for row in self.rows], ACTS)
        return truth, _table([score.acts for score in self.scores], len(ACTS))

    def danger(self) -> tuple[Flags, Floats]:
        """Return truth and probabilities of the danger classes, `none` first."""
        truth = flags([(row.danger or NO_CARD,) for row in self.rows], DANGERS)
        return truth, _table(
            [[score.danger[name] for name in DANGERS] for score in self.scores], len(DANGERS)
        )


def flags(named: Sequence[Sequence[str]], labels: Sequence[str]) -> Flags:
    """Return which of `labels` each row names: one row per row, one column per label."""
    return np.array([[label in names for label in labels] for names in named], dtype=bool).reshape(
        -1, len(labels)
    )


def _table(values: Sequence[Sequence[float]], width: int) -> Floats:
    return np.array(values, dtype=float).reshape(-1, width)
