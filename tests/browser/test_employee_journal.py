"""The private journal as a person meets it: begun, written, locked, left."""

from __future__ import annotations

import pytest
from journal_files import PASSPHRASE, evening
from journal_windows import (
    BUTTONS,
    EVERYTHING_KEPT,
    SECRET,
    begin_journal,
    days_ago,
    note,
    press,
    step,
    stored,
    unlock,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_evening_is_noted_kept_and_read_again(open_window, employee, lang: str) -> None:
    visit = open_window()
    page = visit.page
    begin_journal(page, employee.address, lang)
    press(page, BUTTONS[lang]["write"])
    page.locator('[name="weight"][value="7"]').check()
    page.locator("[data-words] summary").click()
    page.locator('[data-word][value="tiredness"]').check()
    page.locator('[data-word][value="too_much"]').check()
    page.locator("#evening-text").fill(SECRET)
    press(page, BUTTONS[lang]["save"])
    words = ["tiredness", "too_much"]
    [kept] = stored(page)["evenings"]
    assert kept | {"day": ""} == evening("", 7, SECRET, words=words)
    assert len(kept["day"]) == len("2026-11-22"), "a day and no hour"
    page.reload()
    expect(step(page, "locked")).to_be_visible()
    assert SECRET not in page.content()
    unlock(page, lang=lang)
    item = page.locator("[data-evenings] li")
    expect(item).to_contain_text(SECRET)
    expect(item).to_contain_text(
        {"fr": "7 sur 10 · de la fatigue · trop à faire", "en": "7 out of 10 · tiredness"}[lang]
    )
    assert visit.complaints == []


def test_a_journal_is_told_of_what_it_costs_before_it_begins(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/journal")
    told = step(page, "none").inner_text()
    assert told.index("Si vous oubliez cette phrase, le journal est perdu") < told.index(
        "Commencer le journal"
    )
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("trop court", "trop court", None),
        ("court", "court", "Il en manque 5"),
        (PASSPHRASE, PASSPHRASE + "e", "ne sont pas les mêmes"),
    ],
)
def test_a_passphrase_is_given_twice_and_is_long_enough(
    open_window, employee, first: str, second: str, said: str | None
) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/journal")
    page.locator("#passphrase").fill(first)
    page.locator("#passphrase-again").fill(second)
    press(page, "Commencer le journal")
    if said is None:
        expect(step(page, "open")).to_be_visible()
        return
    expect(page.get_by_role("alert")).to_contain_text(said)
    assert page.evaluate("localStorage.length") == 0


def test_the_hint_on_a_passphrase_is_honest(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/journal")
    hint = page.locator("#hint")
    for typed, said in (
        ("abc", "Il en manque 7"),
        ("motdepasse12", "parmi les premières"),
        ("lampe-rivage", "Elle passe"),
    ):
        page.locator("#passphrase").fill(typed)
        expect(hint).to_contain_text(said)
    page.locator('[data-form="create"] [data-show]').check()
    expect(page.locator("#passphrase")).to_have_attribute("type", "text")


def test_a_wrong_passphrase_is_told_kindly_and_changes_nothing(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    note(page, SECRET)
    before = page.evaluate("localStorage.journal")
    page.reload()
    unlock(page, "une autre phrase")
    expect(page.get_by_role("alert")).to_contain_text("Vous pouvez essayer autant de fois que vous voulez")
    expect(step(page, "locked")).to_be_visible()
    assert page.evaluate("localStorage.journal") == before
    unlock(page)
    expect(page.locator("[data-evenings]")).to_contain_text(SECRET)


def test_an_evening_is_edited_moved_and_deleted(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    note(page, "un", day=days_ago(2))
    note(page, "deux", day=days_ago(1), weight=4)
    page.locator("[data-evenings] li").last.get_by_role("button").click()
    expect(page.locator("#evening-text")).to_have_value("un")
    page.locator("#evening-text").fill("un, repris")
    page.locator("#evening-day").fill(days_ago(1))
    press(page, "Garder")
    expect(page.get_by_role("alert")).to_contain_text("déjà noté")
    page.locator("#evening-day").fill(days_ago(3))
    press(page, "Garder")
    expect(step(page, "open")).to_be_visible()
    assert [(each["day"], each["text"]) for each in stored(page)["evenings"]] == [
        (days_ago(3), "un, repris"),
        (days_ago(1), "deux"),
    ]
    page.locator("[data-evenings] li").first.get_by_role("button").click()
    press(page, "Effacer cette soirée")
    press(page, "La garder")
    press(page, "Effacer cette soirée")
    press(page, "L’effacer")
    expect(page.locator("[data-evenings] li")).to_have_count(1)
    assert [each["text"] for each in stored(page)["evenings"]] == ["un, repris"]


def test_an_empty_evening_or_one_to_come_is_not_kept(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    press(page, "Noter une soirée")
    press(page, "Garder")
    expect(page.get_by_role("alert")).to_contain_text("rien à garder")
    page.locator("#evening-text").fill("demain")
    page.locator("#evening-day").fill(days_ago(-3))
    # The browser's own check of the date's limit is left aside: ours has to hold alone.
    page.evaluate("document.querySelector('[data-form=write]').noValidate = true")
    press(page, "Garder")
    expect(page.get_by_role("alert")).to_contain_text("aujourd’hui, ou avant")
    assert stored(page) == {"evenings": []}


def test_it_locks_after_five_minutes_without_use(open_window, employee) -> None:
    page = open_window().page
    page.clock.install()
    begin_journal(page, employee.address)
    note(page, SECRET)
    page.clock.run_for(4 * 60_000)
    page.mouse.click(5, 5)
    page.clock.run_for(4 * 60_000)
    expect(step(page, "open")).to_be_visible()
    page.clock.run_for(61_000)
    expect(step(page, "locked")).to_be_visible()
    assert SECRET not in page.evaluate("document.documentElement.outerHTML")


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_it_locks_when_it_was_long_out_of_sight(open_window, employee) -> None:
    page = open_window().page
    page.clock.install()
    begin_journal(page, employee.address)
    page.evaluate(HIDE, True)
    page.clock.run_for(60_000)
    page.evaluate(HIDE, False)
    expect(step(page, "open")).to_be_visible()
    page.evaluate(HIDE, True)
    # The timers of a hidden page sleep: the hours alone have to be enough.
    page.clock.fast_forward(121_000)
    page.evaluate(HIDE, False)
    expect(step(page, "locked")).to_be_visible()


def test_what_was_being_written_waits_behind_the_passphrase(open_window, employee) -> None:
    page = open_window().page
    page.clock.install()
    begin_journal(page, employee.address)
    press(page, "Noter une soirée")
    page.locator("#evening-text").fill(SECRET)
    page.locator('[name="weight"][value="6"]').check()
    page.clock.run_for(5 * 60_000 + 5_000)
    expect(step(page, "locked")).to_be_visible()
    expect(page.get_by_text("vous attend ici")).to_be_visible()
    assert page.locator("#evening-text").input_value() == ""
    assert "zanzibar" not in page.evaluate(EVERYTHING_KEPT)
    unlock(page, "une autre phrase")
    expect(page.get_by_role("alert")).to_be_visible()
    unlock(page)
    expect(page.locator("#evening-text")).to_have_value(SECRET)
    press(page, "Garder")
    expect(page.locator("[data-evenings]")).to_contain_text("6 sur 10")


@pytest.mark.parametrize("leave", ["button", "escape"])
def test_leaving_locks_it_at_once(open_window, employee, leave: str) -> None:
    page = open_window().page
    page.goto("about:blank")
    begin_journal(page, employee.address)
    note(page, SECRET)
    if leave == "button":
        page.locator("#leave").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url("**/calendar")
    assert SECRET not in page.content()
    page.go_back()
    assert page.url == "about:blank"
    page.goto(f"{employee.address}/fr/journal")
    expect(step(page, "locked")).to_be_visible()


def test_the_conversation_only_links_to_it(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/conversation")
    page.get_by_text("À portée de main").click()
    link = page.get_by_role("link", name="Noter ma soirée")
    expect(link).to_have_attribute("href", "/fr/journal")
    expect(link).to_have_attribute("target", "_blank")
    assert (
        page.evaluate(
            "performance.getEntriesByType('resource').some((each) => each.name.endsWith('/journal.js'))"
        )
        is False
    )
