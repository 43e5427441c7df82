"""The head for acts as a graph gives what its words say: three voices, weighed and added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]
pytest.importorskip("torch")

from signals.encoder.acts import PIECES, WORDS, ActHead, spelling  # noqa: E402
from signals.encoder.session import open_session  # noqa: E402
from signals.training.act_graph import (  # noqa: E402
    ENCODER,
    FLOOR,
    NEAREST,
    NEIGHBOURS,
    SHARPNESS,
    SPELT,
    WARMTH,
    Learnt,
    act_graph,
)

WIDTH, KEPT, ROWS, ACTS = 24, 6, 300, 5


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    draw = np.random.default_rng(11)
    axes = np.linalg.qr(draw.standard_normal((WIDTH, KEPT)))[0]
    return Learnt(
        centre=draw.standard_normal(WIDTH) * 0.1,
        directions=axes,
        places=draw.standard_normal((ROWS, KEPT)),
        acts=draw.integers(0, ACTS, ROWS),
        weights=draw.standard_normal((PIECES + WORDS, ACTS)),
        bias=draw.standard_normal(ACTS),
    )


@pytest.fixture(scope="module")
def head(learnt: Learnt) -> ActHead:
    return ActHead(open_session(act_graph(learnt).SerializeToString(), Path("acts")))


def order(learnt: Learnt, embedding: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The training messages from the nearest to the farthest, and their cosines."""
    place = (embedding - learnt.centre) @ learnt.directions
    cosines = learnt.places @ place / np.linalg.norm(learnt.places, axis=1) / np.linalg.norm(place)
    found = np.argsort(-cosines)
    return found, cosines[found]


def told(learnt: Learnt, text: str, embedding: np.ndarray, read: np.ndarray) -> np.ndarray:
    """What the head promises, in float64 and one step after the other."""
    ranked, cosines = order(learnt, embedding)
    found = ranked[:NEIGHBOURS]
    counted = np.exp(SHARPNESS * (cosines[:NEIGHBOURS] - 1.0))
    votes = np.array([counted[learnt.acts[found] == act].sum() for act in range(ACTS)]) / counted.sum()
    numbers, values = spelling(text)
    said = np.exp(values @ learnt.weights[numbers] + learnt.bias)
    voices = ((ENCODER, read), (NEAREST, votes), (SPELT, said / said.sum()))
    total = sum(weight * np.log(voice + FLOOR) for weight, voice in voices) / WARMTH
    return np.exp(total) / np.exp(total).sum()


@given(text=st.text(max_size=60), seed=st.integers(0, 10_000))
@settings(max_examples=80, deadline=None)
def test_the_graph_gives_what_the_three_voices_say(
    head: ActHead, learnt: Learnt, text: str, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    embedding = draw.standard_normal(WIDTH)
    embedding /= np.linalg.norm(embedding)
    read = draw.dirichlet(np.ones(ACTS))
    cosines = order(learnt, embedding)[1]
    # int8 may exchange the last neighbour for one that lies as near.
    assume(cosines[NEIGHBOURS - 1] - cosines[NEIGHBOURS] > 0.01)
    shares = head.shares(text, embedding.astype(np.float32), read.astype(np.float32))
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert shares == pytest.approx(told(learnt, text, embedding, read), abs=0.03)


def test_on_the_whole_int8_changes_little(head: ActHead, learnt: Learnt) -> None:
    draw = np.random.default_rng(5)
    missed = []
    for _ in range(200):
        embedding = draw.standard_normal(WIDTH)
        embedding /= np.linalg.norm(embedding)
        read = draw.dirichlet(np.ones(ACTS))
        shares = head.shares("merci bien", embedding.astype(np.float32), read.astype(np.float32))
        missed.append(np.abs(np.array(shares) - told(learnt, "merci bien", embedding, read)).max())
    assert np.mean(missed) < 0.01
