"""The cards: complete, in both languages, in every country, and free of what must never be said."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chatbot.conversation.safety import ANSWERS, ESCALATIONS
from chatbot.library.cards import Cards, CardText
from referrals.emergency import countries, numbers_for
from referrals.freshness import released_on
from signals.danger.card import Card
from signals.reading import LANGUAGES, Language

CARDS = Cards.load()
EVERY = [
    (card, variant, lang) for card in Card for variant in sorted(CARDS.variants(card)) for lang in LANGUAGES
]
NEVER_SAID = [
    # Crisis guide, section 4: crime and success words, promises, dependence, exercises, blame, diagnosis.
    r"commettre|commit ",
    r"réussi|raté|succe|fail",
    r"tout ira bien|will be (?:fine|all right|ok)",
    r"promettez|promise",
    r"continuez à me parler|keep talking to me",
    r"respirez|inspirez|breathe|exercice|exercise|gratitude",
    r"dépress|depress|burn-?out|bipol|psychos|schizo",
    r"je vous signale|report you|alert",
    r"à cause de votre|because of your",
    r"médicament|pill|dose|corde|rope|arme|weapon|couteau|knife",
    r"où êtes-vous|comment vous appelez|where are you|your name",
]


def shown(card: Card, variant: str, lang: Language, country: str = "FR") -> CardText:
    return CARDS.card(card, lang, numbers_for(country, lang), variant)


@pytest.mark.parametrize(("card", "variant", "lang"), EVERY)
def test_nothing_that_must_never_be_said(card: Card, variant: str, lang: Language) -> None:
    text = shown(card, variant, lang)
    words = " ".join([*text.paragraphs, *(answer.label for answer in text.quick_replies)])
    assert [never for never in NEVER_SAID if re.search(never, words, re.IGNORECASE)] == []
    for paragraph in text.paragraphs:
        for sentence in re.split(r"(?<=[.!?:]) ", paragraph):
            assert len(sentence.split()) <= 24, sentence


@pytest.mark.parametrize("country", [*countries(), "elsewhere"])
def test_every_country_gets_whole_sentences_and_a_number(country: str) -> None:
    for card, variant, lang in EVERY:
        text = shown(card, variant, lang, country)
        assert text.paragraphs
        assert text.calls
        assert not re.search(r"[{}]|None", " ".join(text.paragraphs))


def test_the_gravest_cards_say_that_it_is_a_program_that_nobody_reads() -> None:
    for card in (Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT):
        assert "personne ne lit" in " ".join(shown(card, "first", "fr").paragraphs)
        assert "nobody reads" in " ".join(shown(card, "first", "en").paragraphs)


def test_every_answer_on_a_card_is_known_and_leads_to_a_text() -> None:
    for card, variant, lang in EVERY:
        for answer in shown(card, variant, lang).quick_replies:
            assert answer.id in ANSWERS or answer.id in ESCALATIONS, answer.id
    for card, variant, _ in ANSWERS.values():
        assert variant in CARDS.variants(card), (card, variant)


def test_every_card_has_its_first_second_and_soft_showing() -> None:
    for card in Card:
        assert {"first", "again", "soft"} <= CARDS.variants(card)


def test_the_texts_were_read_within_six_months_of_the_release() -> None:
    assert released_on() - CARDS.reviewed_on <= timedelta(days=183)


def test_a_first_showing_asks_one_question_at_most() -> None:
    for card, variant, lang in EVERY:
        assert " ".join(shown(card, variant, lang).paragraphs).count("?") <= 1, (card, variant, lang)


@pytest.mark.parametrize(
    ("lang", "folded", "answer"),
    [
        ("fr", " c est juste une facon de parler . ", "card.Q.speaking"),
        ("en", " just a way of speaking ", "card.Q.speaking"),
        ("fr", " je sais pas ", "card.Q.unsure"),
        ("en", " he did it again ", None),
    ],
)
def test_the_question_of_a_doubt_can_be_answered_in_words(
    lang: Language, folded: str, answer: str | None
) -> None:
    assert CARDS.answer(Card.AMBIGUOUS, lang, folded) == answer


@pytest.mark.parametrize("card", [Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT])
def test_what_is_held_for_a_life_is_not_let_go_by_words(card: Card) -> None:
    for lang in LANGUAGES:
        assert CARDS.answer(card, lang, " just a way of speaking c est une facon de parler ") is None


def test_every_typed_answer_is_an_answer_of_its_card() -> None:
    for (_, card), phrases in CARDS.typed.items():
        for choice in phrases.values():
            assert ANSWERS[choice][0] is card
