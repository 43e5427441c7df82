"""The authored words: same ids in both languages, within limits, nothing forbidden, no sentence written
twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from saying import check_forbidden

from chatbot.conversation.answering import _ANSWERS
from chatbot.conversation.forward import OPEN_QUESTIONS
from chatbot.conversation.measuring import sentences, words
from chatbot.library.anchors import Anchors
from chatbot.library.choices import Choices
from chatbot.library.replies import LONGEST_LABEL, Replies
from signals.contributions.measures import MEASURES, Pole
from signals.reading import LANGUAGES, Act, Language

REPLIES = Replies.load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_pieces(language: Language) -> None:
    assert len(list(REPLIES.said(language))) >= 180


def test_both_languages_have_the_same_ids() -> None:
    ids = [
        {piece.id for pool in REPLIES.pools[language].values() for piece in pool} for language in LANGUAGES
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_written_twice(language: Language) -> None:
    said = Counter(
        sentence
        for piece in REPLIES.said(language)
        if not piece.id.startswith(("acts.other_language", "questions."))
        for sentence in sentences(piece.text)
    )
    assert [sentence for sentence, times in said.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_is_short_and_says_nothing_forbidden(language: Language) -> None:
    for piece in REPLIES.said(language):
        check_forbidden(piece.text, language)
        for sentence in sentences(piece.text):
            assert words(sentence) <= 32, f"{piece.id}: a sentence of {words(sentence)} words"
        assert piece.text == piece.text.strip()


def test_french_is_set_as_french() -> None:
    for pool in REPLIES.pools["fr"].values():
        for piece in pool:
            if piece.id.startswith("acts.other_language"):
                continue
            assert "'" not in piece.text, f"{piece.id}: a straight apostrophe"
            assert not re.search(r"[^\u00a0][;!?»]|[^\u00a0\d]:|«[^\u00a0]", piece.text), (
                f"{piece.id}: a missing no-break space"
            )
            assert not re.search(r"\b(tu|ton|ta|tes)\b", re.sub(r"«.*?»", "", piece.text)), f"{piece.id}: tu"
            assert "·" not in piece.text, f"{piece.id}: rephrase instead of a middle dot"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_several_answers(language: Language) -> None:
    assert set(_ANSWERS) | {Act.GOODBYE} == set(Act)
    special = {
        Act.NARRATIVE: "reflect.general",
        Act.ASK_EXERCISE: "steps.intro",
        Act.ASK_REFERRAL: "people.intro",
        Act.DEPENDENCE: "acts.dependence_first",
    }
    for act in Act:
        assert len(REPLIES.pool(special.get(act, f"acts.{act.value}"), language)) >= 3, act


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_situation_has_its_words(language: Language) -> None:
    for name in Anchors.load().known:
        assert REPLIES.pool(f"advice.{name}", language), f"advice.{name}"
        assert REPLIES.one(f"questions.detail.{name}", language).endswith("?")
        assert 2 <= len(REPLIES.pool(f"labels.detail.{name}", language)) <= 4
        if name != "harassment":
            assert len(REPLIES.pool(f"reflect.{name}", language)) >= 2, f"reflect.{name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_its_cause_and_its_line(language: Language) -> None:
    for measure in MEASURES:
        assert REPLIES.pool(f"weigh.{measure.slug}", language)
        if measure.pole is Pole.RISK:
            assert len(REPLIES.pool(f"cause.{measure.slug}", language)) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_a_thumb_and_differ_within_a_question(language: Language) -> None:
    for name, pool in REPLIES.pools[language].items():
        if name.startswith("labels."):
            labels = [piece.text for piece in pool]
            assert len(set(labels)) == len(labels), name
            assert all(len(label) <= LONGEST_LABEL for label in labels)


def test_the_labels_of_a_question_fill_two_to_four_places() -> None:
    for name in ("start", "origin", "since", "wish", "support", "lean_on", "after", "third"):
        assert 2 <= len(REPLIES.pool(f"labels.{name}", "fr")) <= 4


def test_choices_only_name_what_exists() -> None:
    choices = Choices.load()
    assert set(choices.situations.values()) <= {*Anchors.load().known, "relations", "work"}
    assert all(len(measures) <= 2 for measures in choices.measures.values())


def test_every_open_question_exists() -> None:
    for question in OPEN_QUESTIONS:
        assert REPLIES.one(f"questions.{question}", "fr").count("?") == 1
