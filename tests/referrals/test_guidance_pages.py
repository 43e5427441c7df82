from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from config.web.locale import install_locale
from config.web.words import Words
from referrals.contacts import read_contacts
from referrals.directory import Directory
from referrals.emergency import countries
from referrals.guidance import Guidance
from referrals.pages import WORDS, create_blueprint

FRAME = (
    "<!doctype html><title>{% block title %}{% endblock %}</title><main>{% block main %}{% endblock %}</main>"
)
CONTACT: dict[str, object] = {
    "id": "own_nurse",
    "role": "occupational_doctor",
    "name": "Infirmerie <nord>",
    "email": "infirmerie@ateliers.example",
    "employer_learns": {"fr": "Rien.", "en": "Nothing."},
}
GUIDANCE = Guidance.load()
DIRECTORY = Directory.load(read_contacts([CONTACT], Path("organisation.toml")))
TOPICS = [topic.id for topic in GUIDANCE.guide("FR", "fr").topics]


def app_for(country: str) -> FlaskClient:
    app = Flask("guidance", static_folder=None)
    app.jinja_loader = ChoiceLoader([DictLoader({"staff.html": FRAME})])
    install_locale(app, Words.load([WORDS]))
    app.register_blueprint(create_blueprint(GUIDANCE, DIRECTORY, country))
    return app.test_client()


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app_for("FR")


PAGES = ["guidance", "directory", *(f"guidance/{topic}" for topic in TOPICS)]


class Outline(HTMLParser):
    """The tags of a page, its headings and its ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_static_and_well_built(client: FlaskClient, lang: str, page: str) -> None:
    answer = client.get(f"/{lang}/{page}")
    assert answer.status_code == 200
    outline = Outline(answer.text)
    names = [name for name, _ in outline.tags]
    assert not {"form", "input", "textarea", "script", "style", "select"} & set(names)
    assert not any(
        "style" in attrs or any(key.startswith("on") for key in attrs) for _, attrs in outline.tags
    )
    levels = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = {attrs["aria-labelledby"] for _, attrs in outline.tags if "aria-labelledby" in attrs}
    assert labelled <= set(ids)
    assert 'href="tel:3114"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_leads_somewhere(client: FlaskClient, page: str) -> None:
    outline = Outline(client.get(f"/fr/{page}").text)
    for name, attrs in outline.tags:
        address = attrs.get("href") or ""
        if name == "a" and address.startswith("/"):
            assert address.startswith("/fr/")
            assert client.get(address).status_code == 200


def test_the_guide_opens_on_what_it_does_not_do(client: FlaskClient) -> None:
    page = client.get("/fr/guidance").text
    assert "Il ne vous dira jamais si un membre de votre équipe utilise l’outil." in page
    assert page.index("Il ne vous dira jamais") < page.index("Recevoir")


def test_the_directory_says_what_the_employer_will_know(client: FlaskClient) -> None:
    page = client.get("/fr/directory").text
    shown = DIRECTORY.country("FR", "fr")
    assert page.count("<h3") == len(shown)
    assert page.count("Ce que l’employeur saura</dt>") == len(shown)
    assert "Infirmerie &lt;nord&gt;" in page
    assert "mailto:infirmerie@ateliers.example" in page
    assert "0\u00a0805\u00a023\u00a023\u00a036" not in page


@pytest.mark.parametrize("country", [*countries(), "PT"])
def test_every_country_has_its_pages(country: str) -> None:
    client = app_for(country)
    assert client.get("/en/directory").status_code == 200
    assert client.get("/en/guidance/ask").status_code == 200


def test_a_slash_at_the_end_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/fr/guidance/").status_code == 200


@pytest.mark.parametrize("address", ["/fr/guidance/therapy", "/de/guidance", "/fr/guidance/../etc"])
def test_an_unknown_page_is_missing(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
