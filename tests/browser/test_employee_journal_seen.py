"""The journal seen, heard and driven by keys: its picture, its pages on any screen, in any light."""

from __future__ import annotations

import pytest
from journal_files import PASSPHRASE, evening
from journal_windows import (
    SECRET,
    begin_journal,
    days_ago,
    note,
    put,
    step,
    unlock,
)
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TARGETS = (
    "button, summary, .chip, .number-choice, .show, main a, main input:not([type=radio], [type=checkbox])"
)
TOO_SMALL = """(targets) => [...document.querySelectorAll(targets)]
  .map((each) => [each.textContent.trim().slice(0, 30) || each.id, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.9 || box.width < 43.9)).map(([text]) => text)"""


def test_the_picture_says_in_words_what_it_draws(open_window, employee) -> None:
    page = open_window(size={"width": 360, "height": 740}).page
    put(
        page,
        employee.address,
        [evening(f"2026-01-0{day}", weight) for day, weight in ((5, 3), (6, 8), (7, 4))],
    )
    picture = page.get_by_role("img")
    expect(picture).to_have_accessible_name(
        "Soirées avec un chiffre : 3, du 5 janvier au 7 janvier, de 3 à 8."
        " Plus un point est haut, plus le jour était lourd."
        " Une ligne relie les soirées qui se suivent de près."
    )
    expect(picture.locator("circle")).to_have_count(3)
    expect(picture.locator(".point-number")).to_have_text(["3", "8", "4"])
    page.get_by_text("Les mêmes chiffres, en tableau").click()
    assert page.locator("table tbody tr").all_inner_texts() == [
        "lundi 5 janvier 2026\t3",
        "mardi 6 janvier 2026\t8",
        "mercredi 7 janvier 2026\t4",
    ]
    narrow = picture.get_attribute("width")
    # It is drawn anew for the width there is, and its words keep their size.
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(picture).not_to_have_attribute("width", str(narrow))
    assert page.evaluate("getComputedStyle(document.querySelector('.plot text')).fontSize") == "16px"


def test_without_a_number_or_with_few_nothing_more_is_claimed(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    expect(page.locator('[data-put="plot"]')).to_contain_text("rien à dessiner")
    note(page, weight=5)
    expect(page.locator('[data-put="plot"]')).to_contain_text("trop peu")
    expect(page.locator(".plot .step-line")).to_have_count(0)


def test_without_a_script_the_page_says_so(open_window, employee) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/journal")
    expect(page.locator("[data-without-script]")).to_contain_text("Un carnet de papier fait aussi bien")
    expect(page.locator("#passphrase")).to_be_hidden()


def test_where_nothing_can_be_encrypted_nothing_is_offered(open_window, employee) -> None:
    visit = open_window()
    visit.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    visit.page.goto(f"{employee.address}/fr/journal")
    expect(step(visit.page, "unable")).to_contain_text("https")
    expect(visit.page.locator("#passphrase")).to_be_hidden()


def test_the_whole_of_it_is_done_by_keyboard(open_window, employee) -> None:
    page = open_window(size={"width": 1280, "height": 900}).page
    page.goto(f"{employee.address}/fr/journal")
    page.locator("#passphrase").wait_for()
    page.locator("#passphrase").focus()
    for keys in (PASSPHRASE, "Tab", PASSPHRASE, "Enter"):
        page.keyboard.press(keys) if keys in {"Tab", "Enter"} else page.keyboard.type(keys)
    step(page, "open").wait_for()
    tab_to(page, '[data-act="write"]')
    page.keyboard.press("Enter")
    tab_to(page, '[name="weight"]:checked')
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[name="weight"][value="10"]')).to_be_checked()
    tab_to(page, "#evening-text")
    page.keyboard.type("au clavier")
    tab_to(page, "[data-words] summary")
    page.keyboard.press("Enter")
    tab_to(page, '[data-word][value="calm"]')
    page.keyboard.press("Space")
    tab_to(page, '[data-form="write"] [type="submit"]')
    page.keyboard.press("Enter")
    expect(page.locator("[data-evenings]")).to_contain_text("10 sur 10 · du calme")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that is focused; each stop on the way has to be in sight."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}.")


def screens(page: Page, address: str, lang: str):
    """Every face of the page in turn, by name, with what folds unfolded."""
    page.goto(f"{address}/{lang}/journal")
    page.locator("#passphrase").wait_for()
    unfold(page)
    yield "none"
    put(page, address, [evening(days_ago(days), 3 + days % 5, SECRET) for days in range(12, 0, -1)], lang)
    unfold(page)
    yield "open"
    for act in ("readable", "erase", "write"):
        page.locator(f'[data-act="{act}"]').filter(visible=True).first.click()
        step(page, act).wait_for()
        unfold(page)
        yield act
        page.locator(f'[data-step="{act}"] [data-act="back"]').click()
    page.locator('[data-act="edit"]').first.click()
    page.locator('[data-act="remove"]').click()
    yield "edit"
    page.reload()
    step(page, "locked").wait_for()
    unlock(page, "une autre phrase", lang)
    page.get_by_role("alert").wait_for()
    unfold(page)
    yield "locked"


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "light"), ("fr", "dark")])
def test_axe_finds_nothing(open_window, employee, lang: str, scheme: str) -> None:
    visit = open_window(scheme=scheme)
    found = {
        name: violations
        for name in screens(visit.page, employee.address, lang)
        if (violations := visit.violations())
    }
    assert found == {}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_fits_the_smallest_phone_and_a_thumb(open_window, employee, lang: str) -> None:
    page = open_window(size={"width": 320, "height": 568}, touch=True).page
    wrong = {}
    for name in screens(page, employee.address, lang):
        small = page.evaluate(TOO_SMALL, TARGETS)
        width = page.evaluate("document.documentElement.scrollWidth")
        if small or width > 320:
            wrong[name] = (small, width)
    assert wrong == {}


def test_nothing_moves(open_window, employee) -> None:
    page = open_window(motion="reduce").page
    put(page, employee.address, [evening(days_ago(1), 3)])
    assert page.evaluate("document.getAnimations().length") == 0
