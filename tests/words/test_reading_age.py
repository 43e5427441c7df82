"""How old a reader has to be: the counting is right, and what an employee reads stays easy."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading_age import LANGS, Lang, authored, centile, judge, measure
from benchmarks.syllables import english, french

HEARD_IN_FRENCH = {
    "je": 1, "vous": 1, "travail": 2, "travailler": 3, "fille": 1, "feuille": 1, "million": 2,
    "réunion": 3, "équipe": 2, "l’équipe": 2, "responsable": 3, "collègue": 2, "collègues": 2,
    "famille": 2, "employé": 3, "employeur": 3, "essayer": 3, "pays": 1, "maïs": 2, "Noël": 2, "chaos": 2,
    "oublier": 3, "crier": 2, "cruel": 2, "poésie": 3, "nuit": 1, "oui": 1, "hier": 1, "bien": 1,
    "souvent": 2, "exactement": 4, "aujourd’hui": 3, "quelques": 1, "guerre": 1, "langue": 1, "vie": 1,
    "idée": 2, "journée": 2, "créer": 2, "théorie": 3, "respirer": 3, "confidentialité": 6, "n’est": 1,
    "œil": 1, "cœur": 1, "heure": 1, "aider": 2, "aide": 1, "chaque": 1, "entreprise": 3, "psychologue": 3,
    "médecin": 3, "les": 1, "août": 1, "voyage": 2, "ennuyeux": 3, "situation": 3, "attention": 3,
    "précaution": 3, "numéro": 3, "réalité": 4, "fatigue": 2, "fatiguée": 3, "guidé": 2, "seule": 1,
}  # fmt: skip
HEARD_IN_ENGLISH = {
    "the": 1, "people": 2, "work": 1, "manager": 3, "colleague": 2, "tired": 2, "exercise": 3,
    "breathing": 2, "little": 2, "table": 2, "wanted": 2, "helped": 1, "needed": 2, "places": 2,
    "times": 1, "makes": 1, "changes": 2, "wishes": 2, "situation": 4, "attention": 3, "video": 3,
    "idea": 3, "serious": 3, "social": 2, "special": 2, "create": 2, "created": 3, "being": 2,
    "anxious": 2, "employer": 3, "employee": 3, "something": 2, "everything": 3, "simple": 2, "you": 1,
    "don’t": 1, "doesn’t": 2, "it’s": 1, "here": 1, "are": 1, "easy": 2, "saying": 2, "once": 1, "used": 1,
    "alone": 2, "able": 2, "confidentiality": 6, "psychologist": 4, "responsible": 4, "organisation": 5,
    "representative": 5, "anonymous": 4, "medicine": 3, "experience": 4, "audience": 3, "lion": 2,
    "period": 3, "various": 3, "carrying": 3, "studied": 2, "worried": 2, "pages": 2, "language": 2,
    "advice": 2, "eyes": 1,
}  # fmt: skip

MOST_MEDIAN = 11
"""Years. The aim is a reader of 12; measured: 10.6 in French, 9.2 in English."""

MOST_MEAN = 11
MOST_AT_95 = 14
"""Nineteen pieces in twenty ask for no more; the twentieth names a law or an illness exactly. Measured:
12.6 and 13.4."""

FEWEST_PIECES = 700


@pytest.mark.parametrize(("word", "heard"), HEARD_IN_FRENCH.items())
def test_syllables_of_french_words(word: str, heard: int) -> None:
    assert french(word) == heard


@pytest.mark.parametrize(("word", "heard"), HEARD_IN_ENGLISH.items())
def test_syllables_of_english_words(word: str, heard: int) -> None:
    assert english(word) == heard


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzàâéèêëîïôûùçœ’'", min_size=1, max_size=20))
@settings(deadline=None)
def test_every_word_has_at_least_one_syllable_and_no_more_than_its_letters(word: str) -> None:
    for count in (french(word), english(word)):
        assert 1 <= count <= len(word)


def test_short_sentences_of_short_words_are_for_the_young() -> None:
    assert measure("The cat sat on the mat. It was not fat.", "en").age < 7
    assert measure("Le chat dort sur le lit. Il est gris.", "fr").age < 9.5


def test_a_sentence_of_an_administration_is_for_adults() -> None:
    heavy = {
        "fr": "L’identification des responsabilités organisationnelles conditionne la régularisation.",
        "en": "Preliminary identification of organisational responsibilities determines the regularisation.",
    }
    assert all(measure(heavy[lang], lang).age > 18 for lang in LANGS)


def test_known_figures() -> None:
    """Flesch and Kincaid by hand: 6 words, 1 sentence, 6 syllables; LIX of the same has no long word."""
    found = measure("The cat sat on the mat.", "en")
    assert found.age == pytest.approx(0.39 * 6 + 11.8 - 15.59 + 5.5)
    assert found.lix == 6


@pytest.mark.parametrize("lang", LANGS)
def test_what_an_employee_reads_is_for_a_reader_of_about_twelve(lang: Lang) -> None:
    ages = [found.age for _, found in judge(authored(lang))]
    assert len(ages) >= FEWEST_PIECES
    assert statistics.median(ages) <= MOST_MEDIAN
    assert statistics.mean(ages) <= MOST_MEAN
    assert centile(ages, 95) <= MOST_AT_95


@pytest.mark.parametrize("lang", LANGS)
def test_the_frame_of_every_page_is_no_harder_than_the_conversation(lang: Lang) -> None:
    ages = [found.age for piece, found in judge(authored(lang)) if "pages/words" in piece.file]
    assert max(ages) <= 15
