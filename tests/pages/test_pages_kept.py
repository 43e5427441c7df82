"""What may be kept for when there is no network: the pages, the worker's list, the installed app."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace

import pytest
from employee_house import House
from flask.testing import FlaskClient
from reading_pages import read

from chatbot.pages.kept import KEPT_MARK
from chatbot.pages.rooms import PAGES_DIRECTORY
from referrals.emergency import numbers_for

LANGS = ("fr", "en")


def _constants(client: FlaskClient) -> dict[str, object]:
    """What the server writes above the worker."""
    above = client.get("/sw.js").get_data(as_text=True).split("//", 1)[0]
    return {name: json.loads(value) for name, value in re.findall(r"^const ([A-Z]+) = (.+);$", above, re.M)}


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_gives_every_emergency_number_and_exercises_whole(client: FlaskClient, lang: str) -> None:
    page = read(client.get(f"/{lang}/offline"))
    numbers = numbers_for("FR", "en" if lang == "en" else "fr")
    for number in (*numbers.line_calls, numbers.general, numbers.medical, numbers.suicide, numbers.silent):
        assert number is not None
        assert f'href="{number.href}"' in page.html
    assert page.html.count('<ol class="instructions">') >= 5


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_carries_no_state_no_form_and_no_script(client: FlaskClient, lang: str) -> None:
    page = read(client.get(f"/{lang}/offline")).html
    assert not re.search(r"<(form|script|input|textarea|button)\b|name=\"state\"", page)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_asks_for_nothing_that_is_not_kept(client: FlaskClient, lang: str) -> None:
    asked = set(re.findall(r'<link[^>]+href="([^"]+)"', read(client.get(f"/{lang}/offline")).html))
    assert asked == set(_constants(client)["FILES"])
    assert all(address.endswith(f"?{KEPT_MARK}") for address in asked)


def test_no_exercise_that_needs_a_question_first_is_read_alone(client: FlaskClient, house: House) -> None:
    page = read(client.get("/fr/offline")).html
    for step in house.services.companion.steps.all("fr"):
        if step.ask_first or step.guided or step.minutes > 3:
            assert f'<span class="name">{step.name}<' not in page, step.id


def test_the_worker_keeps_a_short_list_and_never_a_conversation(client: FlaskClient) -> None:
    constants = _constants(client)
    assert constants["PAGES"] == {"fr": "/fr/offline", "en": "/en/offline"}
    assert len(constants["FILES"]) == 6
    assert not [each for each in constants["FILES"] if not re.search(r"\.(css|svg)\?kept$", each)]
    assert set(constants["NEVER"]) == {"/fr/calendar", "/en/calendar"}


def test_the_worker_is_served_where_it_governs_every_page(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-store, no-transform"


def test_the_version_is_the_same_as_long_as_nothing_kept_changes(open_all_day: House) -> None:
    again = House(open_all_day.installation, open_all_day.services, open_all_day.clock)
    assert _constants(open_all_day.client())["VERSION"] == _constants(again.client())["VERSION"]


def test_the_version_changes_with_one_letter_of_what_is_kept(open_all_day: House) -> None:
    services = open_all_day.services
    other = replace(services, organisation=replace(services.organisation, name="Ateliers du Sud"))
    changed = House(open_all_day.installation, other, open_all_day.clock)
    assert _constants(open_all_day.client())["VERSION"] != _constants(changed.client())["VERSION"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_manifest_speaks_the_language_and_its_icons_are_there(client: FlaskClient, lang: str) -> None:
    answer = client.get(f"/{lang}/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["lang"], manifest["start_url"], manifest["scope"]) == (lang, f"/{lang}/", "/")
    assert manifest["name"] == manifest["short_name"] == "Havre"
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        content = client.get(icon["src"], buffered=True)
        assert content.status_code == 200
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", content.data[16:24])
            assert f"{width}x{height}" == icon["sizes"]
    assert {icon.get("purpose") for icon in manifest["icons"]} >= {"any", "maskable"}


def test_only_two_pages_offer_to_be_installed(client: FlaskClient) -> None:
    for path in ("", "help"):
        assert 'href="/en/manifest.webmanifest"' in read(client.get(f"/en/{path}")).html
    for path in ("conversation", "calendar", "steps", "no-trace"):
        assert "webmanifest" not in read(client.get(f"/en/{path}")).html


def test_the_colours_of_the_manifest_and_of_the_frame_are_those_of_the_paper(client: FlaskClient) -> None:
    tokens = client.get("/design/tokens.css", buffered=True).get_data(as_text=True)
    papers = re.findall(r"--paper: (#[0-9a-f]{6});", tokens)
    frame = re.findall(r'name="theme-color" content="(#[0-9a-f]{6})"', read(client.get("/fr/")).html)
    assert frame == papers[:2]
    assert json.loads(client.get("/fr/manifest.webmanifest").data)["theme_color"] == papers[0]


def test_the_icons_are_pictures_of_the_one_drawing() -> None:
    """They have the colours of icon.svg; `python -m benchmarks.icons` draws them again."""
    drawing = (PAGES_DIRECTORY / "static" / "icon.svg").read_text(encoding="utf-8")
    colours = {bytes.fromhex(each) for each in re.findall(r'"#([0-9a-f]{6})"', drawing)}
    for side in (180, 192, 512):
        content = (PAGES_DIRECTORY / "static" / f"icon-{side}.png").read_bytes()
        start = content.index(b"PLTE")
        size = struct.unpack(">I", content[start - 4 : start])[0]
        palette = content[start + 4 : start + 4 + size]
        assert colours <= {palette[place : place + 3] for place in range(0, size, 3)}
        assert len(content) < 8000
