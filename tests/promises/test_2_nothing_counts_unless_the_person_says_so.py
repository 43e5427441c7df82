"""Promise 2: before anything is counted the person sees it, edits it, and can refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from house_under_test import House
from person_without_script import Person

from config.employee_app import build_from_settings
from config.postgres import Part
from config.settings import Settings, load_settings
from config.stores import open_intake
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
    """What the intake store holds of contributions, those that have just arrived included."""
    query = "SELECT unit, measure FROM contributions UNION ALL SELECT unit, measure FROM arrivals"
    engine = open_intake(Settings(data_dir=folder), Part.WORKER)
    with engine.begin() as connection:
        found = sorted((row.unit, row.measure) for row in connection.exec_driver_sql(query))
    engine.dispose()
    return found


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
    assert person.exchanges(house, code).startswith("workshop~")
    person.says("Finalement non, ne comptez rien.")
    assert rows(house.folder) == before


def test_exactly_what_is_ticked_is_counted_once(
    house: House, person: Person, before: list[tuple[str, str]]
) -> None:
    [code] = house.invitations("workshop", 1, "ticking.csv")
    person.says(HEAVY)
    token = person.exchanges(house, code)
    for _ in range(2):
        said = person.ask("/count", 4096, measures=["autonomy.risk"], **{"pass": token})
        assert said["outcome"] == "counted"
    new = sorted(rows(house.folder))
    for row in before:
        new.remove(row)
    assert new == [("workshop", "autonomy.risk"), ("workshop", "contributors")]


@pytest.mark.parametrize("after", ["j'ai envie de mourir", "j'ai tout préparé, c'est pour ce soir"])
def test_a_conversation_with_a_danger_card_has_no_way_to_be_counted(
    house: House, person: Person, before: list[tuple[str, str]], after: str
) -> None:
    person.says(HEAVY)
    person.says(after)
    person.says("non je plaisante, comptez-moi")
    receipt = person.post("count", reviewed="1", measure=[measure.slug for measure in MEASURES])
    assert "checkbox" not in receipt
    assert 'data-part="counting"' not in receipt
    assert 'data-part="exchange"' not in receipt
    # No form of any page leads to counting: the old addresses are gone.
    for address in ("count/confirm", "count/pass"):
        assert person.client.post(f"/fr/{address}", data={"state": person.state}).status_code == 404
    assert rows(house.folder) == before


def test_nothing_of_a_conversation_is_asked_for_when_something_is_counted(
    house: House, person: Person
) -> None:
    """The address that counts reads a pass and measures, and would not know what to do with a state."""
    [code] = house.invitations("workshop", 1, "apart.csv")
    person.says(HEAVY)
    token = person.exchanges(house, code)
    said = person.ask("/count", 4096, measures=[], state="x" * 500, **{"pass": token})
    assert sorted(said) == ["outcome", "pad", "window"]
    assert "~" not in person.state


def test_an_invitation_serves_once(house: House, client: FlaskClient) -> None:
    [code] = house.invitations("office", 1, "once.csv")
    first, second = Person(client), Person(client)
    assert first.exchanges(house, code).startswith("office~")
    assert second.counts(house, code, ["autonomy.risk"]) == "credential"
    assert ("office", "autonomy.risk") not in rows(house.folder)


def test_without_an_invitation_nothing_is_counted_and_everything_else_works(
    house: House,
    person: Person,
    before: list[tuple[str, str]],
) -> None:
    assert person.says(HEAVY)
    said = person.ask("/count", 4096, measures=["autonomy.risk"], **{"pass": ""})
    assert said["outcome"] == "credential"
    assert rows(house.folder) == before
