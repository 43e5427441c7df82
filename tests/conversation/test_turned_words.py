"""Giving a clause back: what can be turned is turned well, what cannot is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.clauses import clauses
from chatbot.conversation.echo import find_echo
from chatbot.conversation.turning import turned
from chatbot.library.anchors import Anchors

FRENCH = {
    "j'en peux plus de mon chef": "vous n’en pouvez plus de votre chef",
    "mon chef me crie dessus tous les jours": "votre chef vous crie dessus tous les jours",
    "je suis épuisée": "vous êtes épuisée",
    "jsuis crevé": "vous êtes crevé",
    "j'arrive plus à dormir": "vous n’arrivez plus à dormir",
    "je n'ai pas eu le temps de manger": "vous n’avez pas eu le temps de manger",
    "je me sens seule au bureau": "vous vous sentez seule au bureau",
    "j'ai pas mangé de la journée": "vous n’avez pas mangé de la journée",
    "je m'en veux": "vous vous en voulez",
    "ça m'épuise": "ça vous épuise",
    "mes collègues ne me parlent plus": "vos collègues ne vous parlent plus",
    "je travaillais de nuit": "vous travailliez de nuit",
    "je n'y arrive plus": "vous n’y arrivez plus",
    "je sais que c'est pas leur faute": "vous savez que ce n’est pas leur faute",
    "j'achète mes gants moi-même": "vous achetez vos gants vous-même",
}
ENGLISH = {
    "I can't stand my boss": "you can’t stand your boss",
    "my boss yells at me": "your boss yells at you",
    "I was told off in front of everyone": "you were told off in front of everyone",
    "im so tired": "you’re so tired",
    "I am not sleeping": "you are not sleeping",
    "my manager and I had a row": "your manager and you had a row",
    "they dont even know my name": "they don’t even know your name",
}
LEFT_ALONE = {
    "fr": [
        "je rentre et pleure",
        "j'ai plus de travail qu'avant",
        "mon chef, ce",
        "jpp",
        "crevée",
        "tu me comprends pas",
        "ce projet me tue",
        "c'est mort",
        "mon chef est un con",
        "il pleut",
        "mon collègue me parle plus",
        "je le",
        "je",
        "",
        "je ne",
        "la la la je je je",
    ],
    "en": [
        "too much work",
        "you don't get me",
        "my boss is a prick",
        "wanna leave",
        "it rains",
        "the printer",
        "",
        "I",
    ],
}


@pytest.mark.parametrize(("said", "back"), FRENCH.items())
def test_a_french_clause_comes_back_in_grammar(said: str, back: str) -> None:
    assert [turned(clause, "fr") for clause in clauses(said, "fr")] == [back]


@pytest.mark.parametrize(("said", "back"), ENGLISH.items())
def test_an_english_clause_comes_back_in_grammar(said: str, back: str) -> None:
    assert [turned(clause, "en") for clause in clauses(said, "en")] == [back]


@pytest.mark.parametrize("said", LEFT_ALONE["fr"])
def test_what_is_unsure_in_french_is_left_alone(said: str) -> None:
    assert all(turned(clause, "fr") is None for clause in clauses(said, "fr"))


@pytest.mark.parametrize("said", LEFT_ALONE["en"])
def test_what_is_unsure_in_english_is_left_alone(said: str) -> None:
    assert all(turned(clause, "en") is None for clause in clauses(said, "en"))


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_echo(text: str) -> None:
    for language in ("fr", "en"):
        echo = find_echo(text, language, Anchors.load())
        assert echo is None or echo.text.strip()


@given(
    st.lists(st.sampled_from([*FRENCH, *LEFT_ALONE["fr"], "ok", "mes horaires changent", "?"]), max_size=6)
)
@settings(max_examples=100, deadline=None)
def test_the_first_person_never_comes_back(parts: list[str]) -> None:
    echo = find_echo(". ".join(parts), "fr", Anchors.load())
    if echo is not None and echo.kind == "turned":
        words = set(echo.text.replace("’", "’ ").split())
        assert not words & {"je", "j’", "me", "m’", "mon", "ma", "mes", "moi"}
