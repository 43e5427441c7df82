"""The guard: a good rephrasing is kept; what adds, takes away, drifts, promises or minimises is refused."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.measuring import MOST_SENTENCES, MOST_WORDS, sentences, words
from chatbot.generation.guard import Guard, Heard, Kept, Refusal, Refused, printed, similarity
from chatbot.generation.lexicon import Lexicon, plain
from chatbot.generation.passage import Authored
from chatbot.library.replies import Replies
from config.generation import judges
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader
from signals.reading import LANGUAGES, Language

SHEET: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("rephrasings.toml").read_text(encoding="utf-8")
)
GOOD = [
    (language, case["authored"], text)
    for language in LANGUAGES
    for case in SHEET[language]
    for text in case["good"]
]
BAD = [
    (language, case["authored"], text, reason)
    for language in LANGUAGES
    for case in SHEET[language]
    for text, reason in case["bad"]
]
BY_WORDS = [case for case in BAD if case[3] != Refusal.MEANING]


@cache
def library(language: Language) -> frozenset[str]:
    """Every sentence of the library, read once."""
    return Authored.of(Replies.load(), language).said


def guard(language: Language, heard: Heard | None = None) -> Guard:
    """A judge to whom everything means the same, so that only the words decide."""
    same = heard or Heard(language, danger=False, embedding=(1.0,))
    return Guard(language, Lexicon.load(language), library(language), lambda _text: same, 0.9)


@pytest.fixture(scope="module")
def real() -> dict[Language, Guard]:
    """The judges that ship, who hear with the encoder."""
    found = judges(Reader(Gate.load(), OnnxEncoder.load()), Replies.load())
    return {language: said.guard for language, said in found.items()}


@pytest.mark.parametrize(("language", "authored", "text"), GOOD)
def test_a_good_rephrasing_is_kept(
    real: dict[Language, Guard], language: Language, authored: str, text: str
) -> None:
    assert real[language].judge(authored, text) == Kept(text)


@pytest.mark.parametrize(("language", "authored", "text", "reason"), BY_WORDS)
def test_a_bad_one_is_refused_for_its_words(
    language: Language, authored: str, text: str, reason: str
) -> None:
    assert guard(language).judge(authored, text) == Refused(Refusal(reason))


@pytest.mark.parametrize(("language", "authored", "text", "reason"), BAD)
def test_a_bad_one_is_refused_by_the_judge_that_ships(
    real: dict[Language, Guard], language: Language, authored: str, text: str, reason: str
) -> None:
    assert real[language].judge(authored, text) == Refused(Refusal(reason))


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        (Heard("en", danger=False, embedding=(1.0,)), Refusal.LANGUAGE),
        (Heard("fr", danger=True, embedding=(1.0,)), Refusal.DANGER),
        (Heard("fr", danger=False, embedding=()), Refusal.MEANING),
        (Heard("fr", danger=False, embedding=(0.0,)), Refusal.MEANING),
        (Heard("fr", danger=False, embedding=(float("nan"),)), Refusal.MEANING),
    ],
)
def test_what_our_own_reader_hears_decides_last(heard: Heard, reason: Refusal) -> None:
    language, authored, text = GOOD[0]
    assert guard(language, heard).judge(authored, text) == Refused(reason)


def test_another_meaning_is_refused() -> None:
    _, authored, text = GOOD[0]
    meanings = {authored: (1.0, 0.0), text: (0.8, 0.6)}
    judge = guard("fr")
    by_meaning = Guard(
        "fr", judge.lexicon, judge.said, lambda each: Heard("fr", danger=False, embedding=meanings[each]), 0.9
    )
    assert by_meaning.judge(authored, text) == Refused(Refusal.MEANING)


def test_a_sentence_of_the_rest_of_the_library_is_not_said_in_its_place() -> None:
    authored = "Écrivez ce qui vient, l’ordre n’a pas d’importance."
    other = next(
        piece.text
        for piece in Replies.load().said("fr")
        if piece.id.startswith("forward.") and piece.text != authored and "{" not in piece.text
    )
    outcome = guard("fr").judge(
        other + " " + authored, authored.replace("Écrivez", "Écrivez tout") + " " + other
    )
    assert isinstance(outcome, Kept)
    assert isinstance(guard("fr").judge(authored, other), Refused)


def test_a_sentence_that_stands_beside_it_is_not_said_again() -> None:
    language, authored, text = GOOD[0]
    assert guard(language).judge(authored, text, around=text) == Refused(Refusal.REPEATED)


def test_a_reply_stays_within_its_limits() -> None:
    language, authored, text = GOOD[0]
    assert guard(language).judge(authored, text, around="mot " * 89) == Refused(Refusal.LIMITS)
    assert guard(language).judge(authored, text, around="Un. Deux. Trois. Quatre. Cinq.") == Refused(
        Refusal.LIMITS
    )


@pytest.mark.parametrize(
    ("language", "proposed", "shown"),
    [
        ("fr", ' "Vous pouvez dire : c\'est lourd !" ', "Vous pouvez dire\u00a0: c’est lourd\u00a0!"),
        ("fr", "« Vous pouvez en dire plus. »", "Vous pouvez en dire plus."),
        ("fr", "Dites « assez » ; voilà.", "Dites «\u00a0assez\u00a0»\u00a0; voilà."),
        ("en", "It's heavy: that's all.", "It’s heavy: that’s all."),
    ],
)
def test_words_are_printed_as_the_house_prints_them(language: Language, proposed: str, shown: str) -> None:
    assert printed(proposed, language) == shown


@pytest.mark.parametrize(("one", "other"), [((), ()), ((1.0,), ()), ((1.0,), (1.0, 2.0)), ((0.0,), (1.0,))])
def test_what_cannot_be_compared_is_not_alike(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    assert similarity(one, other) == -1


FAMILIES = [
    (language, name, word)
    for language in LANGUAGES
    for name, pattern in Lexicon.load(language).brought.items()
    for word in pattern.pattern.removeprefix(r"\b(?:").removesuffix(r")\b").replace("[a-z]*", "").split("|")
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_forbidden_word_can_be_slipped_in_anywhere(language: Language) -> None:
    for case in SHEET[language]:
        authored = case["authored"].rstrip(".")
        for _, name, word in (family for family in FAMILIES if family[0] == language):
            if f" {word} " in f" {plain(authored)} ":
                continue
            slipped = f"{authored}, {word}."
            outcome = guard(language).judge(case["authored"], slipped)
            assert isinstance(outcome, Refused), f"{name}: {slipped}"


ALPHABET = st.sampled_from(
    [*"abcdeéèàêîôùûçABÉ .,;:!?…’'«»-–—\n\t<>*#_`{}[]|\\/@&€%0123456789\u200b\u202e\u0430あ🙂"]
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_kept_obeys_every_law(language: Language, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(SHEET[language]))
    pieces = sorted(
        {
            word
            for text in [case["authored"], *case["good"], *(bad[0] for bad in case["bad"])]
            for word in text.split(" ")
        }
    )
    near = st.lists(st.sampled_from(pieces), max_size=25).map(" ".join)
    proposed = data.draw(st.one_of(near, st.text(ALPHABET, max_size=120), st.sampled_from(case["good"])))
    outcome = guard(language).judge(case["authored"], proposed)
    if isinstance(outcome, Kept):
        text = outcome.text
        assert 1 <= len(sentences(text)) <= MOST_SENTENCES
        assert words(text) <= MOST_WORDS
        assert text.count("?") == case["authored"].count("?")
        assert not any(char.isdigit() or char in "<>@/\\[]{}*#_\n\t" for char in text)
        assert Lexicon.load(language).brings(case["authored"], text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_files_have_the_same_families(language: Language) -> None:
    assert set(Lexicon.load(language).brought) == set(Lexicon.load("fr").brought)
