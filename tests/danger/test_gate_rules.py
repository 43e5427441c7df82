"""The rules as written: every example holds, and what the development set measures does not slip back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from danger_sentences import Sentence

from signals.danger.card import Card
from signals.danger.gate import Gate
from signals.danger.rules import RuleText, read_rules

RULES = read_rules().rules
GRAVEST = {"plan_intent", "attempt", "preparation", "active", "self_harm"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fires_on_its_examples_and_on_no_counter_example(rule: RuleText, gate: Gate) -> None:
    for text in rule.yes:
        assert rule.name in {fired.name for fired in gate.engine.find(text).fired}, text
    for text in rule.no:
        assert rule.name not in {fired.name for fired in gate.engine.find(text).fired}, text


def test_every_card_has_a_rule_in_both_languages() -> None:
    assert {(rule.card, rule.language) for rule in RULES} == {
        (card, lang) for card in Card for lang in ("fr", "en")
    }


def test_the_examples_are_not_the_development_sentences(sentences: Sequence[Sentence]) -> None:
    examples = {text for rule in RULES for text in (*rule.yes, *rule.no)}
    assert not examples & {sentence.text for sentence in sentences}


def test_the_development_set_keeps_its_recall(gate: Gate, sentences: Sequence[Sentence]) -> None:
    dangers = [sentence for sentence in sentences if sentence.card is not None]
    caught = [gate.assess(sentence.text).card is not None for sentence in dangers]
    assert sum(caught) / len(caught) >= 0.93


def test_the_gravest_kinds_of_the_development_set_keep_theirs(
    gate: Gate, sentences: Sequence[Sentence]
) -> None:
    dangers = [sentence for sentence in sentences if sentence.kind in GRAVEST]
    missed = [sentence.text for sentence in dangers if gate.assess(sentence.text).card is None]
    assert len(missed) / len(dangers) <= 0.04, missed


def test_few_harmless_sentences_of_the_development_set_get_a_card(
    gate: Gate, sentences: Sequence[Sentence]
) -> None:
    harmless = [sentence for sentence in sentences if sentence.card is None]
    alarms = [sentence.text for sentence in harmless if gate.assess(sentence.text).card is not None]
    assert len(alarms) / len(harmless) <= 0.02, alarms
