"""The sheet in a real browser: their own words carried over, edited, printed, saved, and nothing sent."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from employee_windows import begin, say
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SAID = {
    "fr": "J’ai trop de travail depuis des mois. Hier, le camion 77 est parti sans moi.",
    "en": "I have had too much work for months. Yesterday, order 77 came in without a word.",
}
ONE_OF_THEM = {
    "fr": "Hier, le camion 77 est parti sans moi.",
    "en": "Yesterday, order 77 came in without a word.",
}
IN_DANGER = "J’ai envie de mourir, le héron 99 le sait."
CANARY = "zibelinetreize"


def open_sheet(page: Page, listener: str = "manager") -> None:
    """From the conversation to a sheet, by the link within reach."""
    page.locator("details.near summary").click()
    page.locator("details.near button").click()
    page.locator(".listeners").wait_for()
    choose(page, listener)


def choose(page: Page, listener: str) -> None:
    """Press the listener."""
    page.locator(f'button[name=listener][value="{listener}"]').click()
    page.locator(f'[data-sheet="{listener}"]').wait_for()


def blank(page: Page, name: str):
    """One text of the sheet."""
    return page.locator(f'[data-blank="{name}"]')


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_their_own_sentences_are_offered_ticked_by_them_and_added(open_window, employee, lang: str) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address, lang)
    say(page, SAID[lang])
    page.locator("#chips .chip:visible").first.click()
    page.locator(".exchange").nth(2).wait_for()
    open_sheet(page)
    page.locator(".carry summary").click()
    offered = page.locator(".sentences label")
    assert [text.strip() for text in offered.all_inner_texts()] == re.split(r"(?<=[.])\s", SAID[lang])
    assert page.locator(".sentences input:checked").count() == 0
    offered.nth(1).click()
    page.locator("#carry-where").select_option("work")
    page.locator('[data-act="carry"]').click()
    assert blank(page, "work").input_value().endswith(f"\n{ONE_OF_THEM[lang]}")
    assert ONE_OF_THEM[lang] not in blank(page, "happens").input_value()
    expect(page.locator(".carry [data-said]")).not_to_be_empty()
    assert visit.complaints == []


def test_nothing_written_or_carried_is_ever_sent(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address)
    say(page, SAID["fr"])
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(f"{request.url} {request.post_data or ''}"))
    open_sheet(page)
    for name in ("happens", "me", "keep"):
        blank(page, name).fill(f"{CANARY} {name}")
    page.locator(".carry summary").click()
    page.locator(".sentences label").first.click()
    page.locator('[data-act="carry"]').click()
    with page.expect_download():
        page.locator('[data-act="file"]').click()
    page.locator(".others summary").click()
    choose(page, "doctor")
    page.locator(".language").click()
    page.locator('html[lang="en"]').wait_for()
    page.locator("[data-return]").click()
    page.locator("#log").wait_for()
    posted = [body for body in bodies if "/prepare" in body]
    assert len(posted) == 4
    for body in posted:
        fields = parse_qs(body.split(" ", 1)[1], keep_blank_values=True)
        assert set(fields) <= {"state", "listener", "text", "pad"}
        assert fields.get("text", [""]) == [""]
        assert len(body.split(" ", 1)[1]) % 8192 == 0
    assert CANARY not in "".join(bodies)
    assert visit.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert visit.hosts <= {"127.0.0.1", ""}


def test_the_file_is_made_here_and_holds_what_is_on_the_sheet(open_window, employee, tmp_path: Path) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/prepare")
    choose(page, "occupational")
    blank(page, "happens").fill("Le 3 mars, seule au guichet.\nLe 9 aussi.")
    blank(page, "keep").fill("Mon dossier médical.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_download() as download:
        page.locator('[data-act="file"]').click()
    assert download.value.suggested_filename == "mes-notes.txt"
    kept = tmp_path / "notes.txt"
    download.value.save_as(kept)
    text = kept.read_text(encoding="utf-8")
    assert "Le 3 mars, seule au guichet.\nLe 9 aussi." in text
    assert "Mon dossier médical." in text
    assert "Tout le service est tenu au secret" in text
    assert "Source\u00a0: acismt15.fr" in text
    assert not re.search(r"havre|3114", text, re.IGNORECASE)
    assert [url for url in asked if not url.startswith("blob:")] == []
    expect(page.locator("section [data-said]").last).not_to_be_empty()


def test_edits_wait_for_their_listener_and_only_facts_follow(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(page, SAID["fr"])
    open_sheet(page, "doctor")
    blank(page, "me").fill("Je dors trois heures.")
    blank(page, "happens").fill("Le 3 mars, deux équipes en moins.")
    page.locator(".others summary").click()
    choose(page, "manager")
    assert "trois heures" not in page.locator("main").inner_text()
    assert "trois heures" not in "".join(
        page.locator("[data-blank]").evaluate_all("(all) => all.map((each) => each.value)")
    )
    assert blank(page, "happens").input_value() == "Le 3 mars, deux équipes en moins."
    page.locator(".others summary").click()
    choose(page, "doctor")
    assert blank(page, "me").input_value() == "Je dors trois heures."
    page.locator("[data-return]").click()
    page.locator("#log").wait_for()
    assert "camion 77" in page.locator("#log").inner_text(), "the transcript is where it was"
    say(page, "Merci.")


def test_what_a_card_answered_is_not_offered_again(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(page, SAID["fr"])
    say(page, IN_DANGER)
    open_sheet(page, "doctor")
    page.locator(".carry summary").click()
    assert "camion 77" in page.locator(".sentences").inner_text()
    assert "héron 99" not in page.locator(".sentences").text_content()
    numbers = page.locator("main .note .call-row a").first
    assert numbers.bounding_box()["y"] < blank(page, "open").bounding_box()["y"]


def test_paper_holds_the_sheet_and_nothing_of_where_it_was_made(
    open_window, employee, tmp_path: Path
) -> None:
    for script in (True, False):
        page = open_window(script=script, scheme="dark", size={"width": 680, "height": 1000}).page
        page.goto(f"{employee.address}/fr/prepare")
        choose(page, "representative")
        if script:
            blank(page, "happens").fill("une ligne\n" * 8)
        page.emulate_media(media="print")
        for hidden in (".top", ".simulated", ".carry", ".acts", ".others", ".blank .aside", ".skip"):
            expect(page.locator(f"{hidden}:visible")).to_have_count(0)
        assert "Havre" not in page.locator("body").inner_text()
        expect(page.locator(".paper.own")).to_have_css("break-before", "page")
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        if script:
            printed = page.locator('[data-blank="happens"] + .printed')
            assert printed.inner_text().count("une ligne") == 8
            expect(blank(page, "happens")).to_be_hidden()
        else:
            expect(blank(page, "open")).to_be_visible()
        sheet = tmp_path / f"{script}.pdf"
        page.pdf(path=sheet, prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes())) == 2


@pytest.mark.parametrize("listener", ["manager", "hr", "occupational", "representative", "doctor"])
def test_the_fullest_sheet_takes_two_pages(open_window, employee, tmp_path: Path, listener: str) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(
        page,
        "Mon chef m’insulte et m’humilie tous les jours depuis des mois, c’est du harcèlement.",
    )
    open_sheet(page, listener)
    assert page.locator(".mind li").count() >= 3
    sheet = tmp_path / "sheet.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes())) == 2


def test_without_javascript_it_all_works_but_the_file(open_window, employee) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/conversation")
    page.locator("#text").fill(SAID["fr"])
    page.locator("#send").click()
    open_sheet(page, "hr")
    assert "Il y a plus à faire" in blank(page, "happens").input_value()
    expect(page.locator(".carry")).to_be_hidden()
    expect(page.locator('[data-act="file"]')).to_be_hidden()
    expect(page.get_by_text("le menu du navigateur")).to_be_visible()
    page.locator(".language").click()
    assert "There is more to do" in blank(page, "happens").input_value()
    page.locator("[data-return]").click()
    expect(page.locator("#text")).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark")])
def test_axe_finds_nothing_and_it_fits_the_smallest_phone(
    open_window, employee, lang: str, scheme: str
) -> None:
    visit = open_window(scheme=scheme, size={"width": 320, "height": 568})
    page = visit.page
    begin(page, employee.address, lang)
    say(page, SAID[lang])
    page.locator("details.near summary").click()
    page.locator("details.near button").click()
    page.locator(".listeners").wait_for()
    assert visit.violations() == []
    choose(page, "representative")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert visit.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, textarea, select, .sentences label")]
        .map((each) => [each.id || each.textContent.trim().slice(0, 30), each.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([text]) => text)"""
    )
    assert small == []


def test_a_keyboard_alone_fills_and_saves_a_sheet(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/prepare")
    page.locator('button[value="doctor"]').focus()
    page.keyboard.press("Enter")
    page.locator("[data-sheet]").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.blank") == "happens":
            break
    page.keyboard.type("Au clavier.")
    assert "Au clavier." in blank(page, "happens").input_value()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.act") == "file":
            break
    with page.expect_download():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.act") == "file", "the focus stays where it was"


def test_texts_grow_with_what_is_written(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/prepare")
    choose(page, "manager")
    before = blank(page, "keep").bounding_box()["height"]
    blank(page, "keep").fill("une ligne\n" * 12)
    assert blank(page, "keep").bounding_box()["height"] > before * 1.8


def test_leaving_takes_the_sheet_along(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/prepare")
    choose(page, "manager")
    blank(page, "happens").fill(CANARY)
    blank(page, "happens").press("Escape")
    blank(page, "happens").press("Escape")
    page.wait_for_url("**/calendar")
    page.go_back()
    assert CANARY not in page.content()
