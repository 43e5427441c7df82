"""Promise 1, in the stores: no emotion, no card, no word of a message is ever bound to a statement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from house_under_test import House
from person_without_script import Person
from sqlalchemy import Engine, event

from config.employee_app import build_from_settings
from config.settings import load_settings
from signals.danger.card import Card
from signals.reading import EMOTIONS, Act

SAID = (
    "Bonjour, je suis épuisée, furieuse et triste, j'ai honte aussi",
    "mon chef hurle sur nous tous les matins, on est trois pour faire le travail de six",
    "je suis fière de mon équipe quand même",
)
DANGER = "je pense à mourir tous les soirs"


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement of every engine with what is bound to it, as text."""
    heard: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, bound: object, *_rest: object) -> None:
        heard.append(f"{statement} {bound!r}")

    event.listen(Engine, "before_cursor_execute", listen)
    yield heard
    event.remove(Engine, "before_cursor_execute", listen)


def test_emotions_cards_acts_and_words_never_reach_a_statement(
    house: House, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [calm, danger] = house.invitations("office", 2, "sql.csv")
    monkeypatch.setenv("HAVRE_DATA_DIR", str(house.folder))
    client = build_from_settings(load_settings(None)).test_client()
    for code, last in ((calm, SAID[-1]), (danger, DANGER)):
        person = Person(client)
        for text in (*SAID, last):
            person.says(text)
        person.post("count")
        person.counts(house, code, ["intensity.risk", "social_relations.risk"])
    everything = "\n".join(statements)
    assert "INSERT INTO arrivals" in everything, (
        "the walk must reach the store for this test to mean anything"
    )
    assert "intensity.risk" in everything
    bound = everything.lower()
    for name in (*EMOTIONS, *(card.name for card in Card), *(act.value for act in Act if act is not Act.NO)):
        assert f"'{name.lower()}'" not in bound
    for card in Card:
        assert f"'{card.value}'" not in everything
    for text in (*SAID, DANGER):
        for word in text.replace(",", " ").split():
            assert len(word) < 6 or word.lower() not in bound, word
