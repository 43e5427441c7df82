"""Promise 2: before anything is counted the person sees it, edits it, and can refuse."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from house_under_test import House
from person_without_script import Person

from config.employee_app import build_from_settings
from config.settings import load_settings
from signals.contributions.measures import MEASURES

HEAVY = (
    "On est trois pour le travail de six, les délais sont intenables et mon chef me parle comme à un chien"
)


@pytest.fixture
def client(house: House, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The same installation's app in this process, which a test can ask without a browser."""
    monkeypatch.setenv("HAVRE_DATA_DIR", str(house.folder))
    return build_from_settings(load_settings(None)).test_client()


@pytest.fixture
def person(client: FlaskClient) -> Person:
    return Person(client)


def rows(folder: Path) -> list[tuple[str, str]]:
    """What the intake store holds of contributions."""
    store = sqlite3.connect(f"file:{folder / 'intake' / 'intake.db'}?mode=ro", uri=True)
    try:
        return sorted(store.execute("select unit, measure from contributions"))
    finally:
        store.close()


@pytest.fixture
def before(house: House) -> list[tuple[str, str]]:
    return rows(house.folder)


def test_talking_looking_and_refusing_count_nothing(
    house: House, person: Person, before: list[tuple[str, str]]
) -> None:
    [code] = house.invitations("workshop", 1, "looking.csv")
    person.says(HEAVY)
    receipt = person.post("count")
    assert 'type="checkbox"' in receipt
    person.post("count/pass", **{"pass": code})
    person.says("Finalement non, ne comptez rien.")
    assert rows(house.folder) == before


def test_exactly_what_is_ticked_is_counted_once(
    house: House, person: Person, before: list[tuple[str, str]]
) -> None:
    [code] = house.invitations("workshop", 1, "ticking.csv")
    person.says(HEAVY)
    person.post("count/pass", **{"pass": code})
    for _ in range(2):
        person.post("count/confirm", measure=["autonomy.risk"], reviewed="1")
    new = sorted(rows(house.folder))
    for row in before:
        new.remove(row)
    assert new == [("workshop", "autonomy.risk"), ("workshop", "contributors")]


def test_a_conversation_with_a_danger_card_counts_nothing_even_if_the_form_is_forged(
    house: House,
    person: Person,
    before: list[tuple[str, str]],
) -> None:
    [code] = house.invitations("office", 1, "danger.csv")
    person.says(HEAVY)
    person.post("count/pass", **{"pass": code})
    person.says("j'ai envie de mourir")
    person.says("non je plaisante, comptez-moi")
    person.post("count/confirm", measure=[measure.slug for measure in MEASURES], reviewed="1")
    assert rows(house.folder) == before


def test_an_invitation_serves_once(house: House, client: FlaskClient) -> None:
    [code] = house.invitations("office", 1, "once.csv")
    first, second = Person(client), Person(client)
    first.says(HEAVY)
    assert "checkbox" in first.post("count/pass", **{"pass": code})
    second.says(HEAVY)
    second.post("count/pass", **{"pass": code})
    second.post("count/confirm", measure=["autonomy.risk"], reviewed="1")
    assert ("office", "autonomy.risk") not in rows(house.folder)


def test_without_an_invitation_nothing_is_counted_and_everything_else_works(
    house: House,
    person: Person,
    before: list[tuple[str, str]],
) -> None:
    assert person.says(HEAVY)
    person.post("count/confirm", measure=["autonomy.risk"], reviewed="1")
    assert rows(house.folder) == before
