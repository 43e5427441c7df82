"""The situation that a message lies near: its embedding compared with sentences written for each.

No model of its own: the encoder has already placed the message, and the nearest sentences of each situation
speak for it. Sentences that tell no situation speak too ("none"), so that small talk is no story. The index
beside the sentences holds their places; `python -m chatbot.library.retrieval_index` writes it again after the
sentences or the encoder change, and a test fails until that is done.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.library.anchor_rules import read_sheet

FOLDER = Path(__file__).with_name("situations")
INDEX = FOLDER / "index.npz"

NONE = "none"
"""Sentences that tell no situation."""

NEIGHBOURS = 3
"""How many sentences speak for each situation: its nearest ones."""

WHOLE = 0.5
"""What the middle of all its sentences counts beside its nearest ones."""

SHARPNESS = 10.0
"""How much more a nearer situation counts: 0.1 more counts e times more."""


class IndexUnreadable(Exception):
    """The index of situations is missing or of another shape; the sentence says which command writes it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the sheets. Its id is stable as long as its sheet is ("fr.overload.3")."""

    id: str
    situation: str
    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A situation that a message lies near: `similarity` is its share among all situations and none (0 to 1),
    `sentence_id` its nearest sentence."""

    situation: str
    similarity: float
    sentence_id: str


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The sentences' places, centred and of length 1: which are of each situation (`spans`), and how far
    their middle lies from the centre (`lengths`)."""

    ids: tuple[str, ...]
    places: NDArray[np.float32]
    centre: NDArray[np.float32]
    spans: Mapping[str, NDArray[np.intp]]
    lengths: Mapping[str, float]

    @classmethod
    def load(cls) -> Retrieval:
        """Read the index that ships; IndexUnreadable when it is missing or damaged."""
        return _load(INDEX)

    def nearest(self, embedding: Sequence[float], most: int = 3) -> tuple[Near, ...]:
        """Return the situations that a message lies near, the nearest first; none without an embedding.

        A share is no probability: how large it must be to be believed was chosen on sentences apart.
        """
        if len(embedding) != self.centre.shape[0]:
            return ()
        place = np.asarray(embedding, dtype=np.float32) - self.centre
        length = float(np.linalg.norm(place))
        if not length:
            return ()
        # Not `@`: the library under it would take the core of another turn for a product this small.
        cosines = np.einsum("ij,j->i", self.places, place / length)
        scores: dict[str, float] = {}
        closest: dict[str, int] = {}
        for name, span in self.spans.items():
            ranked = span[np.argsort(-cosines[span])]
            # The mean product with the sentences is the product with their middle, but for its length.
            whole = float(cosines[span].mean()) / self.lengths[name]
            scores[name] = float(cosines[ranked[:NEIGHBOURS]].mean()) + WHOLE * whole
            closest[name] = int(ranked[0])
        best = max(scores.values())
        weights = {name: math.exp(SHARPNESS * (score - best)) for name, score in scores.items()}
        total = sum(weights.values())
        first = sorted(weights.items(), key=lambda item: -item[1])[:most]
        return tuple(Near(name, weight / total, self.ids[closest[name]]) for name, weight in first)


def sentences(folder: Path = FOLDER) -> Iterator[Sentence]:
    """Give every sentence of both sheets, in order."""
    for language in ("fr", "en"):
        for situation, entry in read_sheet(folder / f"{language}.toml").items():
            written: Any = entry
            for number, text in enumerate(written["sentences"]):
                yield Sentence(f"{language}.{situation}.{number}", situation, text)


@cache
def _load(path: Path) -> Retrieval:
    mend = "write it with: python -m chatbot.library.retrieval_index"
    try:
        with np.load(path, allow_pickle=False) as written:
            ids, situations = (tuple(map(str, written[name])) for name in ("ids", "situations"))
            steps = written["places"].astype(np.float32) * written["scales"].astype(np.float32)[:, None]
            centre = written["centre"].astype(np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise IndexUnreadable(f"{path} cannot be read ({type(error).__name__}); {mend}.") from None
    if steps.shape != (len(ids), centre.shape[0]) or len(situations) != len(ids):
        raise IndexUnreadable(f"{path} is of another shape; {mend}.")
    places = steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-9)
    spans = {
        name: np.flatnonzero(np.array([each == name for each in situations]))
        for name in dict.fromkeys(situations)
    }
    lengths = {name: float(np.linalg.norm(places[span].mean(axis=0))) for name, span in spans.items()}
    return Retrieval(ids, places, centre, spans, lengths)


__all__ = ["FOLDER", "INDEX", "NONE", "IndexUnreadable", "Near", "Retrieval", "Sentence", "sentences"]
