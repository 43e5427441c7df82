"""The laws of the gate: it answers any text, the model can only add, its files are checked when read."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.danger.card import NO_DANGER, Card
from signals.danger.gate import Gate, stricter
from signals.danger.rules import DIRECTORY, RulesError, read_rules
from signals.danger.thresholds import THRESHOLDS_FILE, read_thresholds

CARDS = [None, *Card]
PROBABILITY = st.floats(0.0, 1.0)
MODEL = st.none() | st.dictionaries(st.sampled_from(["none", *[card.value for card in Card]]), PROBABILITY)
PIECES = st.sampled_from(
    [
        "je",
        "veux",
        "mourir",
        "pas",
        "me",
        "tuer",
        "soir",
        "I",
        "want",
        "die",
        "kill",
        "myself",
        "not",
        "s",
        "u",
        "i",
        "k*ll",
        "sui6de",
        "mon",
        "fils",
        "chef",
        "couteau",
        "gaz",
        "voix",
        "é",
        "l'",
        "qu'",
        ",",
        ".",
        "!",
        "😀",
        "́",
    ]
)


@pytest.mark.parametrize(("first", "second"), list(product(CARDS, CARDS)))
def test_the_stricter_of_two_is_one_of_them_whatever_their_order(
    first: Card | None, second: Card | None
) -> None:
    assert stricter(first, second) is stricter(second, first)
    assert stricter(first, second) in {first, second}
    assert stricter(first, None) is first


@given(text=st.text(max_size=400) | st.lists(PIECES, max_size=60).map(" ".join), model=MODEL)
@settings(deadline=None, max_examples=150)
def test_any_text_is_answered_and_the_model_only_adds(
    gate: Gate, text: str, model: dict[str, float] | None
) -> None:
    alone, together = gate.assess(text), gate.assess(text, model)
    assert stricter(alone.card, together.card) is together.card
    assert (together.card is None) == (together.kind is None)
    assert gate.assess(text) == alone


def test_no_model_and_a_sure_none_say_the_same(gate: Gate) -> None:
    for text in ("bonjour", "je veux mourir", "ce projet me tue"):
        assert gate.assess(text, None) == gate.assess(text, {"none": 1.0}) == gate.assess(text, {})


@pytest.mark.parametrize("card", list(Card))
def test_the_model_alone_raises_a_card_at_its_threshold(card: Card, gate: Gate) -> None:
    limit = gate.thresholds.alone.card[card]
    found = gate.assess("la journée a été longue", {"none": 0.5, card.value: limit})
    assert (found.card, found.rule) == (card, None)
    below = gate.assess("la journée a été longue", {"none": 0.5, card.value: limit - 0.01})
    asked = card in {Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT}
    assert below.card is (Card.PASSIVE_IDEATION if asked else None)


@pytest.mark.parametrize(
    "model",
    [
        {"none": 0.2, "C": 0.8},
        {"none": 0.2, "B": 0.8},
        {"none": 0.1, "A": 0.3, "B": 0.3, "C": 0.3},
        {"none": 0.04, "C": 0.6, "E": 0.36},
    ],
)
def test_a_model_that_doubts_about_the_persons_own_life_asks_the_plain_question(
    gate: Gate, model: dict[str, float]
) -> None:
    assert gate.assess("la journée a été longue", model).card is Card.PASSIVE_IDEATION
    weak = {card: chance / 2 for card, chance in model.items() if card != "none"}
    assert gate.assess("la journée a été longue", {"none": 1 - sum(weak.values()), **weak}) == NO_DANGER


def test_a_rule_is_not_softened_by_a_model_that_doubts(gate: Gate) -> None:
    assert gate.assess("ce soir je me pends", {"none": 0.4, "C": 0.6}).card is Card.PLAN_OR_ACT


def test_a_nearly_certain_danger_without_a_clear_card_gets_the_likeliest(gate: Gate) -> None:
    spread = {"none": 0.05, "H": 0.5, "T": 0.45}
    assert gate.assess("la journée a été longue", spread).card is Card.DANGER_AT_WORK


def test_words_that_a_guard_explains_ask_more_of_the_model(gate: Gate) -> None:
    model = {"none": 0.08, "B": 0.92}
    assert gate.assess("je ne pense pas à mourir", model) == NO_DANGER
    assert gate.assess("la journée a été longue", model).card is Card.ACTIVE_IDEATION
    assert gate.assess("je ne pense pas à mourir", {"none": 0.02, "B": 0.98}).card is Card.ACTIVE_IDEATION


def test_the_guarded_thresholds_are_never_lower() -> None:
    thresholds = read_thresholds()
    levels = (thresholds.alone, thresholds.guarded, thresholds.explained)
    for lower, higher in pairwise(levels):
        assert all(higher.card[card] >= lower.card[card] for card in Card)
        assert higher.any >= lower.any


def test_an_ordinary_meaning_asks_more_of_the_model_but_never_silences_it(gate: Gate) -> None:
    told = "il me traite de touriste"
    assert gate.assess(told, {"none": 0.07, "E": 0.93}) == NO_DANGER
    assert gate.assess(told, {"none": 0.01, "E": 0.99}).card is Card.VIOLENCE_SUFFERED
    bread = "chui le seul a faire vivre la famille"
    assert gate.assess(bread, {"none": 0.01, "A": 0.98}) == NO_DANGER
    assert gate.assess(bread, {"none": 0.0, "A": 0.995}).card is Card.PASSIVE_IDEATION


@pytest.mark.parametrize(
    "text",
    [
        "il me traite de tous les noms et il me frappe",
        "je suis le seul à faire vivre la famille et je pense à mourir",
        "thinking of stopping it all",
        "je ne vois plus personne, j'ai plus envie de vivre",
    ],
)
def test_a_word_of_danger_keeps_an_ordinary_meaning_from_explaining_the_message(
    gate: Gate, text: str
) -> None:
    assert not gate.engine.find(text).explained


def broken_rules(tmp_path: Path, name: str, old: str, new: str) -> Path:
    for path in DIRECTORY.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            text.replace(old, new, 1) if path.name == name else text, encoding="utf-8"
        )
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "guards.toml",
            'name = "told_off"\nscope = "message"',
            'name = "told_off"\nscope = "clause"',
            "told_off",
        ),
        ("farewell.toml", 'card = "C"', 'card = "Z"', "fr_goodbye"),
        ("farewell.toml", 'name = "fr_goodbye"', 'name = "en_goodbye"', "two rules are named 'en_goodbye'"),
        ("farewell.toml", '"reported", ', '"reputed", ', "names the guard 'reputed'"),
        ("guards.toml", 'scope = "inside"', 'scope = "nowhere"', "guard 'negated'"),
        ("lexicon.toml", "", "]", "cannot be read"),
    ],
)
def test_a_damaged_file_is_named_with_its_mend(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(RulesError, match=said):
        read_rules(broken_rules(tmp_path, name, old, new))


def test_a_pattern_that_cannot_be_read_names_its_rule(tmp_path: Path) -> None:
    broken = broken_rules(tmp_path, "farewell.toml", '"adieu $"', '"adieu ("')
    with pytest.raises(RulesError, match=r"farewell\.toml, rule 'fr_bare_farewell'"):
        Gate.load(broken)


def test_a_threshold_outside_zero_to_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(
        THRESHOLDS_FILE.read_text(encoding="utf-8").replace("A = 0.", "A = 7.", 1), encoding="utf-8"
    )
    with pytest.raises(RulesError, match="outside 0 to 1"):
        read_thresholds(path)
    path.write_text("[alone]\nA = 0.5\n", encoding="utf-8")
    with pytest.raises(RulesError, match="lacks or misspells"):
        read_thresholds(path)
