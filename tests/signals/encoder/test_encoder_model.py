"""The model that ships: what it loads, how it answers, how it refuses."""

import json
import math
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoTokenizer

from signals.encoder.interface import EncoderUnavailable
from signals.encoder.labels import ACTS, DANGERS, HEADS, ORIGINS
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.reading import EMOTIONS

TEXTS = [
    "Merci, ça m'a fait du bien d'en parler.",
    "ok",
    "",
    "My manager shouted at me in front of the whole team and I cried in the car.",
    "🙂",
    "\ud83d alone",
    "trop de boulot " * 40,
]


@pytest.fixture(scope="module")
def encoder():
    return OnnxEncoder.load()


def test_every_answer_is_whole_and_shares_add_up(encoder):
    for scores in encoder.scores(TEXTS):
        assert len(scores.emotions) == 28
        assert len(scores.factors) == 12
        assert len(scores.acts) == len(ACTS)
        assert tuple(scores.danger) == DANGERS
        assert tuple(scores.origin) == ORIGINS
        for shared in (scores.acts, scores.danger.values(), scores.origin.values()):
            assert math.isclose(sum(shared), 1.0, abs_tol=1e-3)
        assert all(0.0 <= value <= 1.0 for value in (*scores.emotions, *scores.factors))
        assert 0.5 <= scores.language_confidence <= 1.0


def test_answers_keep_the_order_of_the_texts(encoder):
    clear = [
        "Thank you so much, I really appreciate it",
        "J'ai tellement peur d'y retourner lundi. " * 14,
        "mdr j'ai trop ri",
        "I'm terrified of going back there " * 6,
        "Merci du fond du cœur",
    ]
    together = encoder.scores(clear)
    for text, in_company in zip(clear, together, strict=True):
        alone = encoder.scores([text])[0]
        assert alone.language == in_company.language
        # int8 scales are set per batch, so company moves a probability; it never makes it another text's.
        assert alone.emotions == pytest.approx(in_company.emotions, abs=0.3)
        assert (
            EMOTIONS[max(range(28), key=alone.emotions.__getitem__)]
            == (EMOTIONS[max(range(28), key=in_company.emotions.__getitem__)])
        )


def test_no_text_gives_no_score(encoder):
    assert list(encoder.scores([])) == []


def test_several_threads_may_ask_at_once(encoder):
    expected = [encoder.scores([text])[0].language for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            got = list(pool.map(lambda text: encoder.scores([text])[0].language, TEXTS))
            assert got == expected


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("Merci du fond du cœur pour votre aide !", "gratitude"),
        ("Thank you so much, I really appreciate it", "gratitude"),
        ("mdr j'ai trop ri", "amusement"),
        ("I'm terrified of going back there", "fear"),
    ],
)
def test_plain_emotions_are_read(encoder, text, emotion):
    scores = encoder.scores([text])[0]
    assert EMOTIONS[max(range(28), key=scores.emotions.__getitem__)] == emotion


def test_the_languages_are_told_apart(encoder):
    french, english = encoder.scores(["Je n'ai pas eu le temps de manger", "I had no time to eat today"])
    assert (french.language, english.language) == ("fr", "en")


def test_danger_in_the_middle_of_a_very_long_text_is_not_missed(encoder):
    filling = "La réunion a duré deux heures et nous avons parlé du budget de l'année prochaine. " * 25
    calm, grave = encoder.scores(
        [filling * 2, filling + "Je veux mourir, je vais me tuer ce soir. " + filling]
    )
    assert calm.danger["none"] > 0.9
    assert grave.danger["none"] < calm.danger["none"] - 0.1


def test_the_directory_ships_small_with_a_card():
    assert sum(path.stat().st_size for path in MODEL_DIRECTORY.iterdir()) < 40_000_000
    assert "must not be used" in (MODEL_DIRECTORY / "model-card.md").read_text(encoding="utf-8")


def test_transformers_reads_its_configuration_and_tokenizer():
    config = AutoConfig.from_pretrained(MODEL_DIRECTORY, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(MODEL_DIRECTORY, local_files_only=True)
    assert len(tokenizer) == config.vocab_size
    assert tokenizer("ça va")["input_ids"][0] == tokenizer.cls_token_id
    assert tokenizer.unk_token_id not in tokenizer("J'en ai ras le bol, vraiment ! What a day…")["input_ids"]


@pytest.fixture(scope="module")
def tokenizers():
    whole = AutoTokenizer.from_pretrained(MODEL_DIRECTORY, local_files_only=True).backend_tokenizer
    return whole, Tokenizer.from_file(str(MODEL_DIRECTORY / "tokenizer.json"))


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_the_tokenizer_file_gives_the_same_pieces_with_and_without_transformers(tokenizers, text):
    text = text.encode("utf-8", "replace").decode("utf-8")
    whole, alone = tokenizers
    assert (
        whole.encode(text, add_special_tokens=False).ids == alone.encode(text, add_special_tokens=False).ids
    )


def test_importing_says_nothing_and_brings_no_torch():
    code = "import sys, signals.encoder.onnx; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def copied(tmp_path):
    place = tmp_path / "model"
    place.mkdir()
    for path in MODEL_DIRECTORY.iterdir():
        (place / path.name).symlink_to(path)
    return place


def test_a_reading_takes_no_core_but_its_own():
    # A library that wakes a thread per core would slow the turns that the other workers answer.
    script = """
import time
from chatbot.library.retrieval import Retrieval
from signals.encoder.onnx import OnnxEncoder
encoder, retrieval = OnnxEncoder.load(threads=1), Retrieval.load()
def read():
    retrieval.nearest(encoder.scores(["Mon chef me crie dessus et je ne dors plus."])[0].embedding)
read()
whole, own = time.process_time(), time.thread_time()
for _ in range(60):
    read()
print((time.process_time() - whole) / (time.thread_time() - own))
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(told.stdout) < 1.1


@pytest.mark.parametrize("missing", ["model.onnx", "labels.json", "thresholds.json", "acts.npz"])
def test_a_missing_file_is_named(copied, missing):
    (copied / missing).unlink()
    with pytest.raises(EncoderUnavailable, match="install"):
        OnnxEncoder.load(copied)


def test_a_damaged_graph_is_refused(copied):
    (copied / "model.onnx").unlink()
    (copied / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        OnnxEncoder.load(copied)


def test_a_model_made_for_other_labels_is_refused(copied):
    labels = {head: list(names) for head, names in HEADS.items()}
    labels["acts"].reverse()
    (copied / "labels.json").unlink()
    (copied / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match="other labels"):
        OnnxEncoder.load(copied)


def test_thresholds_must_cover_every_label(copied):
    thresholds = json.loads((copied / "thresholds.json").read_text(encoding="utf-8"))
    del thresholds["emotions"]["fr"]["joy"]
    (copied / "thresholds.json").unlink()
    (copied / "thresholds.json").write_text(json.dumps(thresholds), encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match="joy"):
        OnnxEncoder.load(copied)
    thresholds["emotions"]["fr"]["joy"] = 1.5
    (copied / "thresholds.json").write_text(json.dumps(thresholds), encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match="no probability"):
        OnnxEncoder.load(copied)


def test_the_copy_itself_loads(copied):
    shutil.copytree(copied, copied.with_name("again"))
    assert OnnxEncoder.load(copied.with_name("again")).scores(["bonjour"])[0].language == "fr"


def cosine(one, other):
    return sum(left * right for left, right in zip(one.embedding, other.embedding, strict=True))


def test_every_text_has_its_place_among_others(encoder):
    french, english, other, nothing = encoder.scores(
        [
            "Mon chef m'a crié dessus devant tout le monde.",
            "My boss yelled at me in front of everyone.",
            "Quelle recette pour ce soir ?",
            "",
        ]
    )
    for scores in (french, english, other, nothing):
        assert len(scores.embedding) == 768
        assert math.isclose(math.hypot(*scores.embedding), 1.0, abs_tol=1e-4)
    assert cosine(french, english) > cosine(french, other)
