"""Talking in a browser: with JavaScript, without it, with the keyboard alone, and when the network fails."""

from __future__ import annotations

import re

import pytest
from employee_windows import begin, last_reply, say
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORN_OUT = "Je suis à bout, on me demande tout pour hier et mon chef me reprend devant tout le monde."
IN_DANGER = "J'ai tout préparé, je vais me tuer ce soir."


@pytest.mark.parametrize(
    ("lang", "text"), [("fr", WORN_OUT), ("en", "I am worn out and nobody ever helps me.")]
)
def test_a_conversation_goes_on_without_reloading_the_page(
    open_window, employee, lang: str, text: str
) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address, lang)
    page.evaluate("window.here = true")
    say(page, text)
    say(page, {"fr": "Depuis des mois.", "en": "For months."}[lang])
    assert page.evaluate("window.here") is True
    expect(page.locator("#log")).to_contain_text(text)
    assert len(last_reply(page)) > 20
    assert page.evaluate("history.length") <= 2
    assert visit.complaints == []


def test_the_transcript_lives_in_the_page_and_nowhere_else(open_window, employee) -> None:
    visit = open_window()
    begin(visit.page, employee.address)
    say(visit.page, WORN_OUT)
    assert visit.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert visit.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert visit.page.evaluate("caches.keys().then((all) => all.length)") == 0
    assert visit.context.cookies() == []


def test_only_loopback_is_ever_asked(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address)
    say(page, WORN_OUT)
    for path in (
        "steps",
        "steps/slow_breathing",
        "help",
        "no-trace",
        "journal",
        "employer",
        "invitation",
        "pass",
        "passes",
        "calendar",
    ):
        page.goto(f"{employee.address}/fr/{path}")
    assert visit.hosts == {"127.0.0.1"}


def test_the_reply_is_announced_and_the_writing_goes_on(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    log = page.locator("#log")
    assert log.get_attribute("role") == "log"
    assert log.get_attribute("aria-live") == "polite"
    say(page, WORN_OUT)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    expect(log).to_have_attribute("aria-busy", "false")


def test_a_card_takes_the_focus_and_shows_whom_to_call(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(page, IN_DANGER)
    card = page.locator("[data-card]").last
    expect(card).to_be_focused()
    expect(card.locator('a[href="tel:15"], a[href="tel:112"]').first).to_be_visible()
    expect(page.locator("#text")).to_be_hidden()
    page.locator(".box-fold summary").click()
    expect(page.locator("#text")).to_be_visible()


def test_shift_enter_starts_a_line_and_enter_sends(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    box = page.locator("#text")
    box.press_sequentially("Une ligne")
    box.press("Shift+Enter")
    box.press_sequentially("et une autre")
    expect(box).to_have_value("Une ligne\net une autre")
    box.press("Enter")
    expect(page.locator(".said").last).to_contain_text("et une autre")


def test_the_box_grows_with_what_is_written(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    before = page.locator("#text").bounding_box()["height"]
    page.locator("#text").fill("une ligne\n" * 6)
    assert page.locator("#text").bounding_box()["height"] > before * 1.8


def test_a_chip_answers_with_one_touch(open_window, employee) -> None:
    page = open_window(touch=True).page
    begin(page, employee.address)
    chip = page.locator("#chips button").first
    label = chip.inner_text()
    chip.tap()
    page.locator(".exchange").nth(1).wait_for()
    expect(page.locator(".said").last).to_contain_text(label)
    expect(page.locator("#text")).not_to_be_focused()


def test_a_broken_connection_keeps_the_text_and_gives_the_numbers(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address)
    visit.context.set_offline(True)
    page.locator("#text").fill(WORN_OUT)
    page.locator("#text").press("Enter")
    note = page.locator("#log .note").last
    expect(note).to_contain_text("la connexion s’est interrompue")
    expect(note.locator('a[href="tel:3114"]')).to_be_visible()
    expect(page.locator("#text")).to_have_value(WORN_OUT)
    visit.context.set_offline(False)
    page.locator("#text").press("Enter")
    page.locator(".exchange").nth(1).wait_for()
    expect(page.locator("#text")).to_have_value("")


def test_a_conversation_that_cannot_be_opened_starts_afresh_and_keeps_the_text(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    page.locator("#talk [name=state]").evaluate("(field) => { field.value = `B${field.value.slice(1)}`; }")
    page.locator("#text").fill(WORN_OUT)
    page.locator("#text").press("Enter")
    expect(page.locator("#log .note").last).to_contain_text("ne peut pas être rouverte")
    expect(page.locator("#text")).to_have_value(WORN_OUT)
    page.locator("#talk:not([aria-busy])").wait_for()
    page.locator("#text").press("Enter")
    expect(page.locator(".said").last).to_contain_text(WORN_OUT)
    page.locator(".exchange").nth(2).wait_for()


def test_sending_twice_at_once_sends_once(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    page.locator("#text").fill(WORN_OUT)
    page.evaluate("for (let n = 0; n < 3; n += 1) document.getElementById('talk').requestSubmit()")
    page.locator(".exchange").nth(1).wait_for()
    page.locator("#talk:not([aria-busy])").wait_for()
    assert page.locator(".said").count() == 1


def test_the_keyboard_alone_is_enough(open_window, employee) -> None:
    page = open_window(size={"width": 1280, "height": 900}).page
    page.goto(f"{employee.address}/fr/")
    _tab_to(page, "Aller au contenu")
    _tab_to(page, "Commencer")
    page.keyboard.press("Enter")
    page.locator("#log").wait_for()
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(WORN_OUT)
    page.keyboard.press("Enter")
    page.locator(".exchange").nth(1).wait_for()
    page.locator("#talk:not([aria-busy])").wait_for()
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('button.chip:not([formaction])')"):
            break
    page.keyboard.press("Enter")
    page.locator(".exchange").nth(2).wait_for()


def _tab_to(page, words: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        outline = focused.evaluate("(it) => getComputedStyle(it).outlineStyle")
        assert outline != "none", "the focus can be seen wherever it goes"
        if words in focused.inner_text():
            return
    pytest.fail(f"the keyboard never reached « {words} »")


def test_without_a_script_a_conversation_works_page_by_page(open_window, employee) -> None:
    page = open_window(script=False).page
    begin(page, employee.address)
    page.locator("#text").fill(WORN_OUT)
    page.locator("#send").click()
    expect(page.locator(".said")).to_contain_text(WORN_OUT)
    expect(page.get_by_text("Seul le dernier échange reste à l’écran")).to_be_visible()
    page.locator("#chips button").first.click()
    expect(page.locator(".reply").first).to_be_visible()
    page.locator("details.near summary").click()
    link = page.locator("details.near a").first
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_contain_text("nouvel onglet")


def test_with_a_script_other_pages_open_beside_the_conversation(open_window, employee) -> None:
    visit = open_window()
    begin(visit.page, employee.address)
    say(visit.page, WORN_OUT)
    visit.page.locator("details.near summary").click()
    with visit.context.expect_page() as opened:
        visit.page.locator("details.near a").first.click()
    opened.value.wait_for_load_state()
    assert "/fr/steps" in opened.value.url
    assert opened.value.evaluate("window.opener") is None
    expect(visit.page.locator("#log")).to_contain_text(WORN_OUT)


def test_the_language_changes_without_losing_the_conversation(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(page, WORN_OUT)
    page.locator("button.language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#log")).to_contain_text("Let us go on in English.")
    say(page, "It has been going on for months.")
    assert re.search(r"\b(the|you|it|to)\b", last_reply(page))
