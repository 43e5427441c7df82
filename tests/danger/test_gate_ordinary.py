"""Ordinary sentences get no card: work, nights, medicines as prescribed, jokes, trade talk (guide, 1.4)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from danger_sentences import Sentence, read_sentences

from signals.danger.gate import Gate

ORDINARY_MOST = 0.005


@pytest.fixture(params=["ordinary_fr", "ordinary_en"])
def ordinary(request: pytest.FixtureRequest) -> Sequence[Sentence]:
    return read_sentences(request.param)


def test_there_are_at_least_150_of_each_language_none_twice(ordinary: Sequence[Sentence]) -> None:
    assert len({sentence.text for sentence in ordinary}) == len(ordinary) >= 150
    assert all(sentence.card is None for sentence in ordinary)


def test_the_rules_leave_ordinary_sentences_alone(gate: Gate, ordinary: Sequence[Sentence]) -> None:
    alarms = [sentence.text for sentence in ordinary if gate.assess(sentence.text).card is not None]
    assert len(alarms) / len(ordinary) <= ORDINARY_MOST, alarms


def test_one_word_that_two_groups_of_cues_name_is_one_sign(gate: Gate) -> None:
    assert gate.assess("No mask on.").card is None
    assert gate.assess("no mask, and they told us to keep sanding the asbestos").card is not None
