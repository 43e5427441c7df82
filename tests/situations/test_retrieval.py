"""Situations found by the sentences that they resemble: how often that is right, and when it stays silent."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.evidence import NEAR_ENOUGH
from chatbot.conversation.understanding import understand
from chatbot.library.anchors import Anchors
from chatbot.library.retrieval import INDEX, NONE, IndexUnreadable, Near, Retrieval, _load, sentences
from chatbot.library.retrieval_index import digest
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader
from signals.reading import Language

HERE = Path(__file__).parent
ANCHORS = Anchors.load()
RETRIEVAL = Retrieval.load()

Placed = list[tuple[Language, str, str, tuple[float, ...]]]


@pytest.fixture(scope="module")
def placed() -> Placed:
    """The development sentences: language, situation, text, embedding."""
    encoder = OnnxEncoder.load()
    rows: Placed = []
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        sheet = tomllib.loads((HERE / f"development_{language}.toml").read_text(encoding="utf-8"))
        texts = [(situation, text) for situation, written in sheet.items() for text in written]
        scores = encoder.scores([text for _, text in texts])
        rows += [
            (language, situation, text, score.embedding)
            for (situation, text), score in zip(texts, scores, strict=True)
        ]
    return rows


def first(embedding: tuple[float, ...], among: Retrieval = RETRIEVAL) -> Near:
    return among.nearest(embedding)[0]


def test_the_index_was_written_from_these_sentences_by_this_encoder() -> None:
    with np.load(INDEX, allow_pickle=False) as written:
        assert str(written["digest"]) == digest(), "run: python -m chatbot.library.retrieval_index"
        assert tuple(map(str, written["ids"])) == tuple(each.id for each in sentences())


def test_every_situation_has_sentences_in_both_languages_and_in_the_development_set() -> None:
    counts: dict[tuple[str, str], int] = {}
    for each in sentences():
        key = (each.id[:2], each.situation)
        counts[key] = counts.get(key, 0) + 1
    known = {*ANCHORS.known, "none"}
    for language in ("fr", "en"):
        assert {situation for lang, situation in counts if lang == language} == known
        assert all(count >= 12 for (lang, _), count in counts.items() if lang == language)
        sheet = tomllib.loads((HERE / f"development_{language}.toml").read_text(encoding="utf-8"))
        assert set(sheet) == known
        assert all(len(written) >= 8 for written in sheet.values())
        learnt = {each.text.casefold() for each in sentences()}
        assert not learnt.intersection(text.casefold() for written in sheet.values() for text in written)


def shares(placed: Placed, among: Mapping[Language, Retrieval]) -> dict[Language, float]:
    """The share of development sentences whose first situation is theirs, by language."""
    right: dict[Language, list[bool]] = {"fr": [], "en": []}
    for language, situation, _, embedding in placed:
        if situation != NONE:
            right[language].append(first(embedding, among[language]).situation == situation)
    return {language: sum(found) / len(found) for language, found in right.items()}


def only(language: str) -> Retrieval:
    """The index of one language's sentences."""
    kept = [at for at, name in enumerate(RETRIEVAL.ids) if name.startswith(language)]
    places = RETRIEVAL.places[kept]
    ids = tuple(RETRIEVAL.ids[at] for at in kept)
    names = [name.split(".")[1] for name in ids]
    spans = {name: np.flatnonzero(np.array(names) == name) for name in dict.fromkeys(names)}
    lengths = {name: float(np.linalg.norm(places[span].mean(axis=0))) for name, span in spans.items()}
    return Retrieval(ids, places, RETRIEVAL.centre, spans, lengths)


def test_the_right_situation_comes_first_more_often_than_not(placed: Placed) -> None:
    found = shares(placed, {"fr": RETRIEVAL, "en": RETRIEVAL})
    assert found["fr"] >= 0.58
    assert found["en"] >= 0.58


def test_a_sentence_finds_its_situation_in_the_other_language(placed: Placed) -> None:
    found = shares(placed, {"fr": only("en"), "en": only("fr")})
    assert found["fr"] >= 0.55
    assert found["en"] >= 0.54


def test_what_is_near_enough_is_right_four_times_in_five(placed: Placed) -> None:
    near = [(situation, first(embedding)) for _, situation, _, embedding in placed]
    given_out = [
        (situation, each)
        for situation, each in near
        if each.similarity >= NEAR_ENOUGH and each.situation != NONE
    ]
    right = sum(situation == each.situation for situation, each in given_out)
    assert right / len(given_out) >= 0.77
    assert len(given_out) >= 0.4 * len(near)


def test_small_talk_lies_near_no_situation(placed: Placed) -> None:
    talk = [first(embedding) for _, situation, _, embedding in placed if situation == NONE]
    believed = [each for each in talk if each.situation != NONE and each.similarity >= NEAR_ENOUGH]
    assert len(believed) <= 0.04 * len(talk)


def test_the_conversation_understands_more_with_it(placed: Placed) -> None:
    reader = Reader(Gate.load(), OnnxEncoder.load())
    texts = [(language, situation, text) for language, situation, text, _ in placed if situation != NONE]
    readings = reader.read_many([text for _, _, text in texts], [language for language, _, _ in texts])
    better = worse = 0
    for (language, situation, text), reading in zip(texts, readings, strict=True):
        with_it = understand(text, reading, ANCHORS, language, RETRIEVAL)
        without = understand(text, reading, ANCHORS, language)
        if with_it.situations != without.situations:
            assert with_it.guessed, text
        right = situation in with_it.situations[:1]
        was_right = situation in without.situations[:1]
        better += right and not was_right
        worse += was_right and not right
    assert better >= 40
    assert worse <= 0.15 * better


def test_a_share_is_one_of_all_shares() -> None:
    embedding = tuple((RETRIEVAL.places[0] + RETRIEVAL.centre).tolist())
    every = RETRIEVAL.nearest(embedding, most=100)
    assert math.isclose(sum(each.similarity for each in every), 1.0, abs_tol=1e-6)
    assert every[0].sentence_id == RETRIEVAL.ids[0]
    assert RETRIEVAL.nearest(()) == ()
    assert RETRIEVAL.nearest(tuple(RETRIEVAL.centre.tolist())) == ()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_any_place_gets_an_answer_in_order(seed: int) -> None:
    embedding = tuple(np.random.default_rng(seed).uniform(-1, 1, 768).tolist())
    found = [each.similarity for each in RETRIEVAL.nearest(embedding)]
    assert found == sorted(found, reverse=True)


def test_a_missing_or_damaged_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnreadable, match="retrieval_index"):
        _load(tmp_path / "index.npz")
    (tmp_path / "index.npz").write_bytes(b"not an index")
    with pytest.raises(IndexUnreadable, match="retrieval_index"):
        _load(tmp_path / "index.npz")
