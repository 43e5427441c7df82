"""The dialogue act: how often it is right, in both languages, on sentences that nothing learns from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.acts import Judged, accuracy, judge, sentences
from signals.reading import LANGUAGES, Language

TRAINING = Path(__file__).parents[2] / "signals" / "training" / "data" / "workplace"

ENOUGH: Mapping[Language, float] = {"fr": 0.90, "en": 0.90}
"""The share of right acts that was asked for and reached; these numbers only ever go up."""


@pytest.fixture(scope="module")
def judged() -> dict[Language, list[Judged]]:
    return {language: judge(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_act_that_the_conversation_goes_by_is_right(
    judged: dict[Language, list[Judged]], language: Language
) -> None:
    right, of = accuracy(judged[language], alone=False)
    assert right / of >= ENOUGH[language]


def test_the_set_is_large_and_knows_every_act() -> None:
    rows = {language: sentences(language) for language in LANGUAGES}
    assert sum(map(len, rows.values())) >= 1_500
    for language in LANGUAGES:
        assert len({act for _, act in rows[language]}) >= 20


def test_nothing_learns_from_the_set() -> None:
    learnt = {
        json.loads(line)["text"].casefold()
        for path in TRAINING.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line.split()) > 12  # A bare "ok" or "merci" is the same for everybody.
    }
    for language in LANGUAGES:
        assert not learnt.intersection(text.casefold() for text, _ in sentences(language))
