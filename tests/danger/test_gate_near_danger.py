"""Sentences an inch away from a danger, and dangers an inch away from an ordinary sentence, side by side.

Goodbyes, threats told, shame, being the only one, stopping something, dying as an idiom, alcohol told
(near_*); what is denied, what is over, and the words that only look like a denial (denied_*).
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from danger_sentences import Sentence, read_sentences

from signals.danger.card import Card
from signals.danger.gate import Gate


@pytest.fixture(params=["near_fr", "near_en", "denied_fr", "denied_en"])
def near(request: pytest.FixtureRequest) -> Sequence[Sentence]:
    return read_sentences(request.param)


def test_there_are_enough_of_both_sides_none_twice(near: Sequence[Sentence]) -> None:
    assert len({sentence.text for sentence in near}) == len(near)
    assert sum(sentence.card is None for sentence in near) >= 60
    assert sum(sentence.card is not None for sentence in near) >= 30


def test_each_gets_its_card_and_no_other(gate: Gate, near: Sequence[Sentence]) -> None:
    wrong = [
        (sentence.text, sentence.card, found)
        for sentence in near
        if (found := gate.assess(sentence.text).card) is not sentence.card
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("ciao pour de bon", Card.PASSIVE_IDEATION),
        ("ciao pour de bon, j'ai plus la force", Card.PLAN_OR_ACT),
        ("ciao pour de bon, pardon pour tout", Card.PLAN_OR_ACT),
        ("adieu et merci", Card.PASSIVE_IDEATION),
        ("adieu et merci, ne m'attendez pas", Card.PLAN_OR_ACT),
        ("adieu, prenez soin de vous tous", Card.PLAN_OR_ACT),
        ("ciao cette fois", None),
        ("right, bye properly this time", None),
        ("right, bye properly this time, I'm sorry for everything", Card.PLAN_OR_ACT),
        ("goodnight, and sorry about the sandwich", None),
        ("goodnight, and sorry for everything", Card.PLAN_OR_ACT),
    ],
)
def test_a_goodbye_is_as_grave_as_the_words_beside_it(gate: Gate, text: str, card: Card | None) -> None:
    assert gate.assess(text).card is card
