"""The head for dialogue acts: what it reads of a message, and that it belongs to the graph beside it."""

import hashlib
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.encoder.acts import FILE, LONGEST, PIECES, WORDS, ActHead, pieces, plain, spelling
from signals.encoder.interface import EncoderUnavailable
from signals.encoder.labels import ACTS
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY


@pytest.fixture(scope="module")
def head():
    return ActHead.load(MODEL_DIRECTORY / FILE)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ça va PAS ?!", "ca va pas ? !"),
        ("J’ai cœur à l'œuvre…", "j ai coeur a l oeuvre"),
        ("🙂🙂 ok", "* ok"),
        ("...", ""),
    ],
)
def test_a_message_is_read_without_accents_capitals_and_punctuation(text, folded):
    assert plain(text) == folded


def test_of_a_long_message_the_beginning_and_the_end_are_spelt():
    folded = plain("merci " * 500 + "fin")
    assert len(folded) <= LONGEST + 1
    assert folded.startswith("merci")
    assert folded.endswith("fin")


@given(st.text("abcé?*19", min_size=1, max_size=9), st.text("abcé?*19", min_size=1, max_size=9))
def test_pieces_are_those_of_each_word_with_the_spaces_around_it(one, other):
    assert pieces([one, other]) == pieces([one]) + pieces([other])
    length = len(one.encode()) + 2
    assert len(pieces([one])) == sum(max(0, length - size + 1) for size in (2, 3, 4, 5))
    assert all(0 <= number < PIECES for number in pieces([one]))
    # A word that another begins with shares all its pieces but those that hold its last space.
    assert len(set(pieces([one])) - set(pieces([one + other]))) <= 4


@given(st.text(max_size=200))
@settings(deadline=None)
def test_however_long_a_message_its_pieces_and_its_words_weigh_one_each(text):
    places, values = spelling(text)
    added = np.zeros(PIECES + WORDS)
    np.add.at(added, places, values)
    said = 1.0 if plain(text) else 0.0
    assert np.linalg.norm(added[:PIECES]) == pytest.approx(said, abs=1e-5)
    assert np.linalg.norm(added[PIECES:]) == pytest.approx(said, abs=1e-5)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_text_has_a_share_for_every_act(text):
    head = ActHead.load(MODEL_DIRECTORY / FILE)
    places, values = spelling(text)
    assert len(places) == len(values)
    even = np.full(len(ACTS), 1 / len(ACTS), dtype=np.float32)
    shares = head.shares(text, np.eye(1, 768, dtype=np.float32)[0], even)
    assert len(shares) == len(ACTS)
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert abs(sum(shares) - 1.0) < 1e-4


def test_words_count_where_the_encoder_hesitates(head):
    even = np.full(len(ACTS), 1 / len(ACTS), dtype=np.float32)
    nowhere = np.eye(1, 768, dtype=np.float32)[0]
    shares = head.shares("merci beaucoup", nowhere, even)
    assert shares[ACTS.index("thanks")] > shares[ACTS.index("insult")]


def test_the_head_was_learnt_from_the_graph_beside_it():
    # Both are written by `make model`, the head after the graph.
    from_graph = hashlib.sha256((MODEL_DIRECTORY / "model.onnx").read_bytes())
    with np.load(MODEL_DIRECTORY / FILE, allow_pickle=False) as written:
        assert str(written["graph"]) == from_graph.hexdigest()


def test_the_head_is_light():
    sizes = {path.name: path.stat().st_size for path in MODEL_DIRECTORY.iterdir()}
    assert sizes[FILE] < 2_000_000
    assert sum(sizes.values()) <= 40_000_000


def test_a_damaged_head_is_refused(tmp_path):
    model = tmp_path / "model"
    shutil.copytree(MODEL_DIRECTORY, model, ignore=shutil.ignore_patterns(FILE))
    whole = (MODEL_DIRECTORY / FILE).read_bytes()
    third = len(whole) // 3
    for damaged in (b"not a head", b"", whole[:third], whole[:third] + bytes(third) + whole[2 * third :]):
        (model / FILE).write_bytes(damaged)
        with pytest.raises(EncoderUnavailable, match="install"):
            OnnxEncoder.load(model)
    np.savez(model / FILE, places=np.zeros((2, 2)), acts=np.zeros(2, dtype=np.uint8))
    with pytest.raises(EncoderUnavailable, match="install"):
        OnnxEncoder.load(model)


def test_without_its_head_the_encoder_gives_the_graphs_own_acts():
    text = "Est-ce que mon chef peut lire ce que j'écris ici ?"
    plainly = OnnxEncoder.load(headed=False).scores([text])[0]
    headed = OnnxEncoder.load().scores([text])[0]
    assert plainly.acts != headed.acts
    assert plainly.danger == headed.danger
    assert plainly.embedding == headed.embedding
