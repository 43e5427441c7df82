"""What the staff pages say, to whom, and what they never say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from staff_world import (
    FIRST_WINDOW,
    HIERARCHY,
    NAMES,
    NOW,
    StaffWorld,
    build_world,
    every_page,
    history,
    real_organisation,
    token_in,
)

from config.staff_app import WORDS
from config.web.words import LOCALES, Words
from reporting.accounts import Role
from reporting.audit import AuditEvent
from reporting.release import Policy, WithheldReason, compile_release
from reporting.showing.board import OTHER_GROUP
from reporting.showing.figures import NOBODY, Sureness
from reporting.showing.visible import NO_SUCH_UNIT, ONE_TEAM
from reporting.store import WORKER
from reporting.trends import Missing

ROLE_PAGES = {
    Role.HR: tuple(every_page()),
    Role.PSYCHOLOGIST: ("overview/", "units/production/"),
    Role.MANAGER: ("team/", "method/", "guidance", "directory"),
    Role.ADMINISTRATOR: ("accounts/", "audit/", "health/", "directory"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> StaffWorld:
    return build_world(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def pages(world: StaffWorld) -> dict[tuple[Role, str, str], str]:
    """Every page of every role in both languages."""
    read = {}
    for role, addresses in ROLE_PAGES.items():
        client = world.sign_in(role)
        for lang in LOCALES:
            for address in addresses:
                answer = client.get(f"/{lang}/{address}")
                assert answer.status_code == 200, (role, lang, address)
                read[role, lang, address] = answer.text
    return read


def main_text(page: str) -> str:
    """The words of the main part of a page."""
    body = page[page.index("<main") : page.index("</main>")]
    body = re.sub(r"<script.*?</script>", "", body, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_every_page_speaks_its_language_and_leads_to_the_other(
    pages: dict[tuple[Role, str, str], str],
) -> None:
    for (_, lang, address), page in pages.items():
        other = {"fr": "en", "en": "fr"}[lang]
        assert f'<html lang="{lang}">' in page
        assert f'href="/{other}/{address}"' in page
        assert page.count("<h1") == 1


def test_no_page_holds_an_inline_script_or_style(pages: dict[tuple[Role, str, str], str]) -> None:
    for page in pages.values():
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert "<style" not in page
        for tag in re.findall(r"<script[^>]*>", page):
            assert "src=" in tag or 'type="application/json"' in tag
        assert not re.findall(r'(?:src|href)="https?://(?!.*tel:)', page.split("<main")[0])


def test_every_page_says_that_the_organisation_is_simulated(
    world: StaffWorld, pages: dict[tuple[Role, str, str], str]
) -> None:
    more = [world.visitor().get("/fr/sign-in").text, world.sign_in(Role.HR).get("/fr/team/").text]
    for page in [*pages.values(), *more]:
        assert 'class="simulated"' in page


def test_a_real_organisation_is_not_said_to_be_simulated(tmp_path: Path) -> None:
    world = build_world(tmp_path, organisation=real_organisation())
    client = world.sign_in(Role.HR)
    assert 'class="simulated"' not in client.get("/fr/overview/").text
    written = client.get(f"/fr/overview/{history()[-1].window}/table.json")
    assert written.json is not None
    assert written.json["simulated"] is False
    assert "simulated" not in written.headers["Content-Disposition"]


def test_a_share_is_said_of_those_who_chose_to_declare(pages: dict[tuple[Role, str, str], str]) -> None:
    page = main_text(pages[Role.HR, "fr", "units/production/"])
    assert re.search(r"Parmi les \d+ personnes environ qui ont choisi de déclarer dans « Production »", page)
    for text in map(main_text, pages.values()):
        assert not re.search(r"%\s*(des|de vos) (salariés|employés)", text)
        assert "of employees" not in text
    for pole in ("Par où agir", "Ce qui peut être gardé", "Sujet QVCT (Anact)", "pas un diagnostic", "DUERP"):
        assert pole in page


def test_a_withheld_cell_says_why_to_everybody(pages: dict[tuple[Role, str, str], str]) -> None:
    page = pages[Role.HR, "en", "overview/"]
    cells = re.findall(r'<td class="withheld">.*?</td>', page, flags=re.S)
    assert cells
    for cell in cells:
        assert 'tabindex="0"' in cell
        assert re.search(r'<span class="reason"><b>not published</b><br>[A-Z].{20,}</span>', cell)
        assert not re.search(r"\d", re.sub(r'tabindex="0"', "", cell))
    assert "To be read in “Production”." in page


def test_hr_reads_no_exact_number(pages: dict[tuple[Role, str, str], str]) -> None:
    """The exact counts of this history are not all multiples of 5; every number on a page is."""
    exact = [release.cells[unit, "contributors"] for release in history() for unit in HIERARCHY.units]
    assert any(getattr(cell, "contributors", 0) % 5 for cell in exact)
    for address in every_page():
        text = main_text(pages[Role.HR, "fr", address])
        for people in re.findall(r"(\d+) personnes environ|Environ (\d+) personnes", text):
            assert int("".join(people)) % 5 == 0
        if "method" not in address:
            for percent in re.findall(r"(\d+)\s%", text):
                assert int(percent) % 5 == 0


def test_a_manager_reads_one_group_and_never_how_many_talked(
    pages: dict[tuple[Role, str, str], str],
) -> None:
    for lang in LOCALES:
        page = pages[Role.MANAGER, lang, "team/"]
        text = main_text(page)
        assert not re.search(
            r"\d+ (personnes|people)|(Environ|About|about|environ) \d+ (personnes|people)", text
        )
        for unit, name in NAMES.items():
            allowed = unit in {"workshop-2", "production"}
            assert (name in text) <= allowed, name
        assert "contributors" not in page
        assert "people" not in json.dumps(re.findall(r'id="figures-[^"]*">(.*?)</script>', page))
    french = main_text(pages[Role.MANAGER, "fr", "team/"])
    assert "Parmi les personnes qui ont choisi de déclarer dans « Atelier de peinture »" in french
    assert "déclarer dans « Production », environ" in french  # social relations, rolled up


def test_a_manager_of_a_withheld_unit_reads_the_group_above(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    new = world.accounts.add("second", Role.MANAGER, "accounts", world.clock.now)
    world.people[Role.MANAGER] = new
    text = main_text(world.sign_in(Role.MANAGER).get("/fr/team/").text)
    assert "qui contient « Comptabilité »" in text
    assert "déclarer dans « Services »" in text
    assert "déclarer dans « Comptabilité »" not in text


def test_an_administrator_reads_no_figure(pages: dict[tuple[Role, str, str], str]) -> None:
    for lang in LOCALES:
        for address in ("accounts/", "audit/", "health/"):
            assert "%" not in main_text(pages[Role.ADMINISTRATOR, lang, address])


def test_the_method_says_the_thresholds_and_the_digest(pages: dict[tuple[Role, str, str], str]) -> None:
    page = main_text(pages[Role.HR, "fr", "method/"])
    releases = history()
    for words in ("au moins 11 personnes", "k = 10", "t = 3", "c = 1", "Fisher", "Benjamini-Hochberg"):
        assert words in page
    assert releases[-1].digest in page
    assert releases[-2].digest in page


@pytest.mark.parametrize(("role", "address"), [(Role.HR, "overview/"), (Role.MANAGER, "team/")])
def test_before_the_first_release_the_page_says_so(tmp_path: Path, role: Role, address: str) -> None:
    world = build_world(tmp_path, ())
    client = world.sign_in(role)
    for lang, sentence in (("fr", "Rien n’est encore publié"), ("en", "Nothing is published yet")):
        page = client.get(f"/{lang}/{address}")
        assert page.status_code == 200
        assert sentence in page.text
    assert client.get("/fr/method/").status_code == 200


def test_a_release_in_which_nobody_took_part_shows_no_zero(tmp_path: Path) -> None:
    release = compile_release(FIRST_WINDOW.id, HIERARCHY, [], Policy(), None, unit_names=NAMES)
    client = build_world(tmp_path, (release,)).sign_in(Role.HR)
    text = main_text(client.get("/fr/overview/").text)
    assert not re.search(r"\b0\b", text.split("Comment lire")[0].split("Facteurs de risque")[1])
    assert client.get("/fr/units/all/").status_code == 200


def test_a_release_to_be_signed_is_seen_by_psychologists_first(tmp_path: Path) -> None:
    world = build_world(tmp_path, history(windows=1), release_needs_signature=True)
    window = history(windows=1)[0].window
    hr, manager = world.sign_in(Role.HR), world.sign_in(Role.MANAGER)
    psychologist = world.sign_in(Role.PSYCHOLOGIST)
    assert "attend d’être signée" in hr.get("/fr/overview/").text
    for address in (f"overview/{window}", f"units/all/{window}", f"overview/{window}/table.csv"):
        assert hr.get(f"/fr/{address}").status_code == 404
    assert "Rien n’est encore publié" in manager.get("/fr/team/").text
    page = psychologist.get("/fr/overview/").text
    assert "Signer cette publication" in page
    form = {"csrf_token": token_in(page)}
    assert hr.post(f"/fr/overview/{window}/sign", data=form).status_code in {400, 403}
    assert psychologist.post(f"/fr/overview/{window}/sign").status_code == 400
    assert world.store.signatures() == ()
    assert psychologist.post(f"/fr/overview/{window}/sign", data=form).status_code == 303
    psychologist.post(f"/fr/overview/{window}/sign", data=form)
    assert len(world.store.signatures()) == 1
    assert [entry.event for entry in world.audit.entries()].count(AuditEvent.RELEASE_SIGNED) == 1
    assert "Relue et signée par psychologist" in hr.get("/fr/overview/").text
    assert "Parmi les personnes" in manager.get("/fr/team/").text


def test_without_the_choice_nothing_is_to_be_signed(world: StaffWorld) -> None:
    client = world.sign_in(Role.PSYCHOLOGIST)
    page = client.get("/fr/overview/").text
    assert "Signer" not in page
    window = history()[-1].window
    client.post(f"/fr/overview/{window}/sign", data={"csrf_token": token_in(page)})
    assert world.store.signatures() == ()


def test_the_chooser_works_without_a_script(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    first = history()[0].window
    for place in ("overview", "units/production"):
        answer = client.get(f"/fr/{place}/?window={first}")
        assert answer.status_code == 303
        page = client.get(answer.headers["Location"]).text
        assert "du 18 mai 2026 au 14 juin 2026" in main_text(page)
        assert f'value="{first}" selected' in page
        assert f'href="/en/{place}/{first}"' in page


def test_the_health_of_the_worker_is_told(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    client = world.sign_in(Role.ADMINISTRATOR)
    assert "jamais donné signe de vie" in client.get("/fr/health/").text
    world.store.beat(WORKER, world.clock.now)
    assert "moins d’une minute" in client.get("/fr/health/").text
    world.clock.forward(minutes=5)
    assert "il y a 5 minutes" in client.get("/fr/health/").text
    world.clock.forward(minutes=14)
    page = client.get("/fr/health/").text
    assert "depuis 19 minutes" in page
    assert "La chaîne des publications est entière" in page


def test_a_broken_chain_is_told(tmp_path: Path) -> None:
    releases = history(windows=2)
    world = build_world(tmp_path, releases[:1])
    other = compile_release(
        releases[0].window, HIERARCHY, [("p", "all", "intensity.risk")], Policy(), None, unit_names=NAMES
    )
    world.shown._read[releases[0].digest] = other
    world.store.add(releases[1])
    assert "est rompue" in world.sign_in(Role.ADMINISTRATOR).get("/fr/health/").text


def test_the_trail_is_shown_in_local_time(world: StaffWorld) -> None:
    page = world.sign_in(Role.ADMINISTRATOR).get("/fr/audit/").text
    assert NOW.hour == 10
    assert re.search(r"21 nov. 2026, 11:\d\d", page)
    assert "Connexion" in page


def test_a_name_with_markup_is_only_text(tmp_path: Path) -> None:
    names = {**NAMES, "production": "<img src=x onerror=alert(1)>"}
    rows = [
        (f"p{number}", "workshop-1", "intensity.risk" if number % 2 else "contributors")
        for number in range(40)
    ]
    release = compile_release(FIRST_WINDOW.id, HIERARCHY, rows, Policy(), None, unit_names=names)
    client = build_world(tmp_path, (release,)).sign_in(Role.HR)
    for address in ("overview/", "units/production/", "units/workshop-1/"):
        assert "<img" not in client.get(f"/fr/{address}").text


def test_every_reason_and_every_outcome_has_its_words() -> None:
    words = Words.load(WORDS)
    reasons = [*(reason.value for reason in WithheldReason), NOBODY, OTHER_GROUP, NO_SUCH_UNIT, ONE_TEAM]
    keys = [
        *(f"staff.withheld.{reason}" for reason in reasons),
        *(f"staff.short_reason.{reason}" for reason in reasons),
        *(f"staff.change.{missing.value}" for missing in Missing),
        *(f"staff.sureness.{sureness.value}" for sureness in Sureness),
        *(f"staff.role.{role.value}" for role in Role),
        *(f"staff.event.{event.value}" for event in AuditEvent),
    ]
    for locale in LOCALES:
        for key in keys:
            assert words.text(locale, key)


def test_every_word_that_a_template_asks_for_exists() -> None:
    words = Words.load(WORDS)
    templates = Path(WORDS[0]).parent / "templates"
    asked: set[str] = set()
    for template in templates.rglob("*.html"):
        text = template.read_text("utf-8")
        asked |= set(re.findall(r'"((?:staff|employer)\.[a-z_.]+[a-z])"', text))
    assert len(asked) > 80
    missing = {key for key in asked if key not in words.entries["fr"]}
    assert missing == {"staff.html"}  # the frame of the pages, which is no word
