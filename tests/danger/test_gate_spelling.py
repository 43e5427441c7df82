"""How danger may be written: spellings, smileys, and whose danger it is."""

from __future__ import annotations

import pytest

from signals.danger.card import Card
from signals.danger.gate import Gate

SMILEYS = ["", " 🙂", " 😂😂", " lol", " mdr", " xD", " :)"]


@pytest.mark.parametrize("smiley", SMILEYS)
@pytest.mark.parametrize("text", ["je veux me tuer", "ce soir je me pends", "I want to kill myself"])
def test_a_smiley_never_lowers_a_plan_or_a_wish(text: str, smiley: str, gate: Gate) -> None:
    assert gate.assess(text + smiley) == gate.assess(text)


@pytest.mark.parametrize(
    "text",
    [
        "Je veux me suicider",
        "JE VEUX ME SUICIDER",
        "je veux me suiciiiider",
        "je veux me s u i c i d e r",
        "je veux me s.u.i.c.i.d.e.r",
        "je veux me suic1der",
        "jveux me suicider",
        "je veux me sucider",
        "je  veux\tme sui\u200bcider",
        "je veux me ｓｕｉｃｉｄｅｒ",
    ],
)
def test_a_spelling_hides_nothing(text: str, gate: Gate) -> None:
    assert gate.assess(text).card in {Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT}


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("mon fils veut se tuer", Card.OTHER_PERSON),
        ("ma collègue est frappée par son mari", Card.OTHER_PERSON),
        ("mon mari frappe notre fils", Card.VIOLENCE_SUFFERED),
        ("my friend wants to kill herself", Card.OTHER_PERSON),
        ("my partner hits our daughter", Card.VIOLENCE_SUFFERED),
    ],
)
def test_someone_else_s_danger_is_t_and_a_child_hurt_is_e(text: str, card: Card, gate: Gate) -> None:
    assert gate.assess(text).card is card


@pytest.mark.parametrize(
    ("text", "card"),
    [
        # A restriction is not a negation, and a serious adverb cancels the idiom.
        ("je ne pense plus qu'à mourir", Card.ACTIVE_IDEATION),
        ("kms, et je rigole pas", Card.ACTIVE_IDEATION),
        ("je veux crever, pour de vrai", Card.ACTIVE_IDEATION),
        ("envie d'en finir. non pas avec ce rapport. avec tout", Card.ACTIVE_IDEATION),
        ("je n'arrête pas de penser à me tuer", Card.ACTIVE_IDEATION),
        ("j'veux pu vivre", Card.PASSIVE_IDEATION),
        ("je suis infirmière et je pense à me tuer", Card.ACTIVE_IDEATION),
    ],
)
def test_the_small_words_that_decide(text: str, card: Card, gate: Gate) -> None:
    assert gate.assess(text).card is card
