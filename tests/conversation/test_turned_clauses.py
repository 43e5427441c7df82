"""Hundreds of clauses as people type them, each read by a person: how they come back, and how many do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.clauses import clauses
from chatbot.conversation.turning import turned
from chatbot.library.voice import VOICES, Voice, language_of

_HERE = Path(__file__).parent
_FIRST_PERSON = {"je", "j’", "me", "m’", "mon", "ma", "mes", "moi", "i", "i’", "my", "myself"}
SHARE = {"fr": 0.95, "fr-tu": 0.95, "en": 0.95}
"""The least share of everyday clauses that come back turned."""


def read(voice: Voice) -> dict[str, list[tuple[str, str]]]:
    """Return the clauses of each section, with how they come back in a voice."""
    sections: dict[str, list[tuple[str, str]]] = {}
    place = 2 if voice == "fr-tu" else 1
    for line in (_HERE / f"turned_clauses_{language_of(voice)}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sections[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            parts = line.split(" | ")
            sections[list(sections)[-1]].append((parts[0], parts[place]))
    return sections


def back(said: str, voice: Voice) -> str:
    """Return the first clause that comes back, or "-"."""
    found = (turned(clause, voice) for clause in clauses(said, language_of(voice)))
    return next((form for form in found if form), "-")


CASES = [
    (voice, said, expected)
    for voice in VOICES
    for section in read(voice).values()
    for said, expected in section
]


def test_each_clause_comes_back_as_it_was_read() -> None:
    wrong = [
        f"[{voice}] {said}: {form}, not {expected}"
        for voice, said, expected in CASES
        if (form := back(said, voice)) != expected
    ]
    assert wrong == []


@pytest.mark.parametrize("voice", VOICES)
def test_most_everyday_clauses_come_back(voice: Voice) -> None:
    everyday = read(voice)["everyday"]
    share = sum(expected != "-" for _, expected in everyday) / len(everyday)
    assert len(everyday) >= 150
    assert share >= SHARE[voice], f"{share:.0%}"


@pytest.mark.parametrize("voice", VOICES)
@given(drawn=st.data())
@settings(max_examples=80, deadline=None)
def test_the_first_person_never_comes_back_and_the_voices_never_mix(
    voice: Voice, drawn: st.DataObject
) -> None:
    said = [said for each, said, _ in CASES if each == voice]
    parts = drawn.draw(st.lists(st.sampled_from(said), min_size=1, max_size=3))
    between = drawn.draw(st.sampled_from([", ", ". ", " ", " and " if voice == "en" else " et "]))
    for clause in clauses(between.join(parts), language_of(voice)):
        form = turned(clause, voice)
        words = set((form or "").casefold().replace("’", "’ ").split())
        assert not words & _FIRST_PERSON, form
        if voice != "en":
            others = {"vous", "votre", "vos"} if voice == "fr-tu" else {"tu", "te", "toi", "ton", "ta", "tes"}
            assert not words & others, form


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_turning(text: str) -> None:
    for voice in VOICES:
        assert all(
            form is None or form for form in (turned(c, voice) for c in clauses(text, language_of(voice)))
        )
        assert turned(text, voice) != ""
