"""The `transformers` backend, with real models of the library, tiny and untrained: the interface holds, the
labels land where the label file says, and what is wrong is said in a sentence."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")

from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification  # noqa: E402

from signals.encoder.hugging_face import LabelFile, TransformersEncoder  # noqa: E402
from signals.encoder.interface import EncoderUnavailable  # noqa: E402
from signals.encoder.labels import ACTS, DANGERS  # noqa: E402
from signals.encoder.onnx import OnnxEncoder  # noqa: E402
from signals.encoder.place import MODEL_DIRECTORY  # noqa: E402
from signals.reading import EMOTIONS  # noqa: E402

TEXTS = ["Merci, ça m'a fait du bien d'en parler.", "ok", "", "🙂", "\ud83d alone", "trop de boulot " * 300]
LABELS = """
activation = "{activation}"
threshold = 0.4
[labels]
LABEL_0 = "joy"
LABEL_1 = "sadness"
LABEL_2 = "sadness"
"""


@pytest.fixture(scope="module")
def shipped() -> OnnxEncoder:
    return OnnxEncoder.load()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    tokenizer = AutoTokenizer.from_pretrained(MODEL_DIRECTORY, local_files_only=True)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, num_labels=4, pad_token_id=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def label_file(folder: Path, text: str) -> Path:
    path = folder / "labels.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["softmax", "sigmoid"])
def encoder(
    request: pytest.FixtureRequest,
    directory: Path,
    shipped: OnnxEncoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> TransformersEncoder:
    labels = label_file(tmp_path_factory.mktemp("labels"), LABELS.format(activation=request.param))
    return TransformersEncoder.load(directory, labels, shipped)


def test_every_answer_is_whole(encoder: TransformersEncoder) -> None:
    for scores in encoder.scores(TEXTS):
        assert len(scores.emotions) == len(EMOTIONS)
        assert len(scores.acts) == len(ACTS)
        assert tuple(scores.danger) == DANGERS
        assert all(0.0 <= chance <= 1.0 for chance in scores.emotions)
        assert math.isclose(sum(scores.danger.values()), 1.0, abs_tol=1e-3)


def test_only_the_emotions_are_the_other_model_s(encoder: TransformersEncoder, shipped: OnnxEncoder) -> None:
    ours, theirs = encoder.scores(TEXTS[:1])[0], shipped.scores(TEXTS[:1])[0]
    assert (ours.danger, ours.acts, ours.factors) == (theirs.danger, theirs.acts, theirs.factors)
    named = {name for name, chance in zip(EMOTIONS, ours.emotions, strict=True) if chance > 0}
    assert named == {"joy", "sadness"}


def test_two_labels_may_mean_one_emotion(encoder: TransformersEncoder) -> None:
    assert encoder.places == {"joy": (0,), "sadness": (1, 2)}
    assert encoder.thresholds.emotions["fr"] == (0.4,) * len(EMOTIONS)


def test_answers_keep_the_order_of_the_texts(encoder: TransformersEncoder) -> None:
    together = encoder.scores(TEXTS)
    for text, in_company in zip(TEXTS, together, strict=True):
        assert encoder.scores([text])[0].emotions == pytest.approx(in_company.emotions, abs=1e-3)
    assert list(encoder.scores([])) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[labels]\nLABEL_0 = 'rage'\n", "LABEL_0 means 'rage'"),
        ("activation = 'softmax'\n", "maps no label"),
        ("activation = 'none'\n[labels]\nLABEL_0 = 'joy'\n", "sigmoid"),
        ("threshold = 2\n[labels]\nLABEL_0 = 'joy'\n", "write a probability"),
        ("[labels\n", "is not TOML"),
        ("[labels]\nLABEL_9 = 'joy'\n", "no label 'LABEL_9'"),
    ],
)
def test_a_wrong_label_file_is_said(
    text: str, sentence: str, tmp_path: Path, directory: Path, shipped: OnnxEncoder
) -> None:
    with pytest.raises(EncoderUnavailable, match=sentence):
        TransformersEncoder.load(directory, label_file(tmp_path, text), shipped)


def test_a_missing_file_or_folder_is_said(tmp_path: Path, shipped: OnnxEncoder) -> None:
    with pytest.raises(EncoderUnavailable, match="cannot be read"):
        LabelFile.read(tmp_path / "none.toml")
    labels = label_file(tmp_path, LABELS.format(activation="softmax"))
    with pytest.raises(EncoderUnavailable, match="is no folder"):
        TransformersEncoder.load(tmp_path / "none", labels, shipped)
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        TransformersEncoder.load(tmp_path, labels, shipped)
