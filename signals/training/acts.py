"""Learn the head for dialogue acts (`signals.encoder.acts`) from the training rows and a trained encoder."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from signals.encoder.acts import FILE, PIECES, WORDS, Floats, spelling
from signals.encoder.labels import ACTS
from signals.encoder.onnx import OnnxEncoder
from signals.training.act_graph import Learnt, act_graph
from signals.training.rows import Row

DIMENSIONS = 128
"""Directions kept of the 768 along which messages differ; fewer are lighter and vote as well."""

TOLD = 1_200
"""Plain statements about work that stand among the messages as told."""

WEAKNESS = 5.0
"""The inverse of the regularisation of the words' weights."""


def taught(rows: Sequence[Row], seed: int) -> list[Row]:
    """Return the rows with an act: all those written for one, and a draw of plain statements."""
    known = [row for row in rows if row.act is not None]
    written = [row for row in known if row.source.startswith("acts")]
    told = [row for row in known if not row.source.startswith("acts")]
    return [*written, *random.Random(seed).sample(told, min(TOLD, len(told)))]


def spelt(texts: Sequence[str]) -> csr_array:
    """Return the spelling of texts as a sparse matrix."""
    found = [spelling(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    values = np.concatenate([values for _, values in found])
    places = np.concatenate([places for places, _ in found])
    return csr_array((values, places, ends), shape=(len(texts), PIECES + WORDS))


def learn(texts: Sequence[str], embeddings: Floats, acts: NDArray[np.intp]) -> Learnt:
    """Learn the head from messages, where they lie, and their acts (all of which occur)."""
    centre = embeddings.mean(axis=0)
    _, _, axes = np.linalg.svd(embeddings - centre, full_matrices=False)
    directions = axes[:DIMENSIONS].T.astype(np.float16)
    words = LogisticRegression(C=WEAKNESS, max_iter=150, tol=1e-3).fit(spelt(texts) * SCALE, acts)
    return Learnt(
        centre=centre,
        directions=directions,
        places=(embeddings - centre) @ directions.astype(np.float32),
        acts=acts,
        weights=words.coef_.T * SCALE,
        bias=words.intercept_,
    )


SCALE = 2.0
"""How loud spelling is before regularisation."""


def write_head(rows: Sequence[Row], model: Path, seed: int) -> int:
    """Learn the head for the encoder in `model` and write it there; return how many rows it knows."""
    chosen = taught(rows, seed)
    texts = [row.text for row in chosen]
    scores = OnnxEncoder.load(model, threads=2, headed=False).scores(texts)
    embeddings = np.array([score.embedding for score in scores], dtype=np.float32)
    acts = np.array([ACTS.index(row.act or "") for row in chosen], dtype=np.intp)
    written = act_graph(learn(texts, embeddings, acts)).SerializeToString()
    np.savez_compressed(
        model / FILE, graph=np.array(digest(model)), head=np.frombuffer(written, dtype=np.uint8)
    )
    return len(chosen)


def digest(model: Path) -> str:
    """Return the digest of the graph that a head belongs to."""
    return hashlib.sha256((model / "model.onnx").read_bytes()).hexdigest()
