"""What every answer carries: no cookie, nothing kept, nothing from elsewhere, nothing inline."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from employee_house import House
from flask.testing import FlaskClient
from padded_requests import ADDRESSES, ask

LANGS = ("fr", "en")
LOOKED_AT = (
    "", "conversation", "steps", "steps/slow_breathing", "help", "no-trace", "journal", "employer",
    "invitation", "pass", "passes", "prepare", "calendar", "offline", "nothing-here",
)  # fmt: skip
POSTED = ("conversation", "count", "invitation", "prepare")
OTHER_ANSWERS = (
    "/passes.json",
    "/passes/units.json",
    "/sw.js",
    "/fr/manifest.webmanifest",
    "/en/manifest.webmanifest",
)
OWN_FILES = (
    "/design/tokens.css",
    "/design/ground.css",
    "/pages/employee.css",
    "/pages/employee.js",
    "/pages/passes.css",
    "/pages/sheet.svg",
)


class Page(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _answers(client: FlaskClient) -> list[tuple[str, object]]:
    looked = [
        (f"/{lang}/{path}", client.get(f"/{lang}/{path}", buffered=True))
        for lang in LANGS
        for path in LOOKED_AT
    ]
    posted = [(f"POST /{lang}/{path}", client.post(f"/{lang}/{path}")) for lang in LANGS for path in POSTED]
    files = [(path, client.get(path, buffered=True)) for path in ("/", *OTHER_ANSWERS, *OWN_FILES)]
    files += [
        (path, ask(client, path, code="x", blinded="x", measures=[], **{"pass": "x"})) for path in ADDRESSES
    ]
    return [*looked, *posted, *files]


def test_no_answer_sets_a_cookie_or_may_be_kept(client: FlaskClient) -> None:
    for address, answer in _answers(client):
        assert "Set-Cookie" not in answer.headers, address
        assert answer.headers["Cache-Control"] == "no-store, no-transform", address
        assert answer.headers["Referrer-Policy"] == "no-referrer", address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert "camera=()" in answer.headers["Permissions-Policy"], address
        for name in ("ETag", "Last-Modified", "Expires"):
            # A validator would let a cache, or a curious server, recognise a returning browser.
            assert name not in answer.headers, f"{address} {name}"


def test_the_policy_allows_our_own_files_and_nothing_inline(client: FlaskClient) -> None:
    for address, answer in _answers(client):
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'", address
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", address
        assert policy["worker-src"] == policy["manifest-src"] == policy["connect-src"] == "'self'", address
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", address
        assert "unsafe" not in answer.headers["Content-Security-Policy"], address


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    for address, answer in _answers(client):
        if answer.mimetype != "text/html":
            continue
        for tag, attributes in Page(answer.get_data(as_text=True)).tags:
            assert tag != "style", address
            assert tag not in {"iframe", "object", "embed", "img"}, address
            assert not any(name == "style" or name.startswith("on") for name in attributes), (
                f"{address} {tag}"
            )
            if tag == "script":
                assert (attributes.get("src") or "").startswith("/pages/"), address
            if tag == "link":
                assert (attributes.get("href") or "").startswith("/"), address
            if tag == "a" and (attributes.get("href") or "").startswith("http"):
                assert attributes.get("target") == "_blank", f"{address} leaves the page by surprise"
                assert "noreferrer" in (attributes.get("rel") or ""), address


def test_every_page_shows_where_to_call_and_how_to_leave(client: FlaskClient) -> None:
    for lang in LANGS:
        for path in LOOKED_AT:
            if path == "calendar":
                continue
            page = Page(client.get(f"/{lang}/{path}").get_data(as_text=True))
            calls = [
                attributes["href"] for tag, attributes in page.tags if tag == "a" and attributes.get("href")
            ]
            assert {"tel:3114", "tel:15", "tel:17", "tel:112"} <= set(calls), path
            assert any(attributes.get("id") == "leave" for _, attributes in page.tags), path


def test_every_page_of_a_simulated_organisation_says_so(client: FlaskClient) -> None:
    for path in LOOKED_AT:
        if path != "calendar":
            assert "Organisation simulée" in client.get(f"/fr/{path}").get_data(as_text=True), path
            assert "Simulated organisation" in client.get(f"/en/{path}").get_data(as_text=True), path


def test_the_record_is_the_same_bytes_for_everybody(house: House) -> None:
    """Whatever a browser says of itself, whoever asks: a list made for one person would be a mark on them."""
    said = {"Accept-Language": "en", "User-Agent": "A", "Cookie": "a=b"}
    one = house.client().get("/passes.json", headers=said)
    other = house.client().get("/passes.json?who=me", environ_base={"REMOTE_ADDR": "10.9.9.9"})
    assert one.data == other.data
    assert one.headers.to_wsgi_list() == other.headers.to_wsgi_list()
    assert list(json.loads(one.data)) == sorted(json.loads(one.data))


def test_titles_say_nothing_to_a_neighbour(client: FlaskClient) -> None:
    for lang in LANGS:
        for path in LOOKED_AT:
            title = re.search(r"<title>(.*?)</title>", client.get(f"/{lang}/{path}").get_data(as_text=True))
            assert title, path
            assert title[1].strip(), path
            assert not re.search(r"havre|suicid|cris|harc|violen|burn|stress|psy", title[1], re.IGNORECASE), (
                title[1]
            )


def test_the_calendar_knows_nothing_of_where_one_was(client: FlaskClient) -> None:
    page = client.get("/fr/calendar").get_data(as_text=True)
    assert "novembre 2026" in page
    assert not re.search(r"havre|3114|/fr/conversation|<a |<script", page, re.IGNORECASE)


def test_nothing_of_who_asks_is_looked_at(house: House) -> None:
    """The same page for every address and browser: nobody can be told from another."""
    one = house.client().get("/fr/", environ_base={"REMOTE_ADDR": "10.0.0.1"}, headers={"User-Agent": "A"})
    other = house.client().get("/fr/", environ_base={"REMOTE_ADDR": "10.9.9.9"}, headers={"User-Agent": "B"})
    assert one.data == other.data
    assert one.headers.to_wsgi_list() == other.headers.to_wsgi_list()


@pytest.mark.parametrize("path", OWN_FILES)
def test_our_files_are_there(client: FlaskClient, path: str) -> None:
    assert client.get(path, buffered=True).status_code == 200
