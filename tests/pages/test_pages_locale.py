"""The language: in the address, chosen at the door, French when in doubt, never remembered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en-GB,en;q=0.9,fr;q=0.5", "/en/"),
        ("fr-CA,fr;q=0.9", "/fr/"),
        ("de-DE,en;q=0.3", "/en/"),
        ("de-DE,de;q=0.9", "/fr/"),
        ("", "/fr/"),
        ("*", "/fr/"),
        ("nonsense;;q=x", "/fr/"),
    ],
)
def test_the_door_chooses_by_the_browser(client: FlaskClient, asked: str, given: str) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert answer.status_code == 303
    assert answer.headers["Location"] == given
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "lang", "other"), [("/fr/steps", "fr", "/en/steps"), ("/en/help", "en", "/fr/help")]
)
def test_the_address_decides_whatever_the_browser_prefers(
    client: FlaskClient, path: str, lang: str, other: str
) -> None:
    page = client.get(path, headers={"Accept-Language": "en" if lang == "fr" else "fr"}).get_data(
        as_text=True
    )
    assert f'<html lang="{lang}">' in page
    assert f'href="{other}"' in page


def test_a_language_we_do_not_speak_is_not_a_page(client: FlaskClient) -> None:
    answer = client.get("/de/steps")
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.get_data(as_text=True)


def test_an_odd_address_cannot_write_into_the_page(client: FlaskClient) -> None:
    page = client.get('/fr/"><script>canary</script>').get_data(as_text=True)
    assert "<script>canary" not in page
    assert "canary" not in page or "%3Cscript%3Ecanary" in page


def test_dates_are_written_as_people_write_them(client: FlaskClient) -> None:
    assert "7 octobre 2026" in client.get("/fr/steps/slow_breathing").get_data(as_text=True)
    assert "7 October 2026" in client.get("/en/steps/slow_breathing").get_data(as_text=True)
