"""Where a journal is and where it is not: in the browser, in files, gone when it is deleted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from journal_files import PASSPHRASE, evening, opened, sealed
from journal_windows import (
    EVERYTHING_KEPT,
    SECRET,
    begin_journal,
    days_ago,
    note,
    press,
    put,
    step,
    stored,
    unlock,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_encrypted_file_is_opened_in_python_and_elsewhere(open_window, employee, tmp_path: Path) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    note(page, SECRET, weight=7)
    with page.expect_download() as saving:
        press(page, "Enregistrer un fichier chiffré")
    assert saving.value.suggested_filename.startswith("carnet-")
    file = tmp_path / "copy.json"
    saving.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert "zanzibar" not in text
    assert opened(text, PASSPHRASE)["evenings"][0]["text"] == SECRET

    elsewhere = open_window().page
    elsewhere.goto(f"{employee.address}/en/journal")
    elsewhere.locator("[data-import] summary").filter(visible=True).click()
    elsewhere.locator("#file-first").set_input_files(file)
    elsewhere.locator("#file-passphrase-first").fill("not this one")
    press(elsewhere, "Take it in")
    expect(elsewhere.get_by_role("alert")).to_contain_text("Nothing was taken from it")
    assert elsewhere.evaluate("localStorage.length") == 0
    elsewhere.locator("#file-passphrase-first").fill(PASSPHRASE)
    press(elsewhere, "Take it in")
    expect(elsewhere.locator("[data-evenings]")).to_contain_text(SECRET)
    assert elsewhere.evaluate("localStorage.journal") == text


def test_a_changed_or_foreign_file_is_refused(open_window, employee, tmp_path: Path) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    note(page, "ce qui est là")
    before = page.evaluate("localStorage.journal")
    changed = json.loads(sealed({"evenings": [evening("2026-01-05", 3)]}))
    changed["content"] = changed["content"][:-9] + "A" * 9
    page.locator("[data-import] summary").filter(visible=True).click()
    for name, text, said in (
        ("changed", json.dumps(changed), "modifié depuis"),
        ("foreign", "{}", "n’est pas un journal"),
        ("newer", json.dumps(changed | {"version": 2}), "plus récente"),
        ("odd", sealed({"evenings": [{"day": "hier"}]}), "n’est pas un journal"),
    ):
        file = tmp_path / f"{name}.json"
        file.write_text(text, encoding="utf-8")
        page.locator("#file-more").set_input_files(file)
        page.locator("#file-passphrase-more").fill(PASSPHRASE)
        press(page, "Le reprendre")
        expect(page.get_by_role("alert")).to_contain_text(said)
        assert page.evaluate("localStorage.journal") == before


def test_a_file_adds_its_evenings_and_takes_none_away(open_window, employee, tmp_path: Path) -> None:
    page = open_window().page
    put(page, employee.address, [evening("2026-01-05", 3, "ici")])
    file = tmp_path / "other.json"
    others = [evening("2026-01-05", 9, "là-bas"), evening("2026-01-06", 4, "en plus")]
    file.write_text(sealed({"evenings": others}, "une autre phrase"), encoding="utf-8")
    page.locator("[data-import] summary").filter(visible=True).click()
    page.locator("#file-more").set_input_files(file)
    page.locator("#file-passphrase-more").fill("une autre phrase")
    press(page, "Le reprendre")
    expect(page.get_by_role("status").filter(has_text="Soirées ajoutées")).to_contain_text("1")
    assert [each["text"] for each in stored(page)["evenings"]] == ["ici", "en plus"]


def test_a_readable_text_is_saved_only_after_a_warning(open_window, employee, tmp_path: Path) -> None:
    page = open_window().page
    put(page, employee.address, [evening("2026-01-05", 3, SECRET, words=["worry"])])
    press(page, "Enregistrer un texte lisible")
    expect(step(page, "readable")).to_contain_text("ne sera pas chiffré")
    with page.expect_download() as saving:
        press(page, "L’enregistrer quand même")
    file = tmp_path / "text.txt"
    saving.value.save_as(file)
    assert file.read_text(encoding="utf-8") == f"lundi 5 janvier 2026\n3 sur 10 · de l’inquiétude\n{SECRET}\n"


def test_deleting_leaves_nothing_and_another_page_does_not_bring_it_back(open_window, employee) -> None:
    visit = open_window()
    page, other = visit.page, visit.context.new_page()
    begin_journal(page, employee.address)
    note(page, SECRET)
    other.goto(f"{employee.address}/fr/journal")
    unlock(other)
    press(other, "Noter une soirée")
    other.locator("#evening-text").fill("encore ici")
    press(page, "Effacer le journal")
    press(page, "Le garder")
    press(page, "Effacer le journal")
    press(page, "Effacer pour de bon")
    expect(step(page, "none")).to_be_visible()
    press(other, "Garder")
    expect(other.get_by_role("alert")).to_contain_text("effacé ou remplacé")
    expect(other.locator("#evening-text")).to_have_value("encore ici")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert SECRET not in page.content()


def test_two_pages_lose_nothing_of_each_other(open_window, employee) -> None:
    visit = open_window()
    page, other = visit.page, visit.context.new_page()
    begin_journal(page, employee.address)
    other.goto(f"{employee.address}/fr/journal")
    unlock(other)
    step(other, "open").wait_for()
    note(page, "un", day=days_ago(2))
    note(other, "deux", day=days_ago(1))
    assert [each["text"] for each in stored(page)["evenings"]] == ["un", "deux"]
    press(page, "Noter une soirée")
    page.locator("#evening-day").fill(days_ago(1))
    page.locator("#evening-text").fill("par-dessus")
    press(page, "Garder")
    expect(page.get_by_role("alert")).to_contain_text("déjà noté")


def test_a_browser_that_keeps_nothing_says_so_and_loses_no_line(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    press(page, "Noter une soirée")
    page.locator("#evening-text").fill(SECRET)
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    press(page, "Garder")
    expect(page.get_by_role("alert")).to_contain_text("encore à l’écran")
    expect(page.locator("#evening-text")).to_have_value(SECRET)


def test_forgetting_everything_asks_about_the_journal_first(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    page.goto(f"{employee.address}/fr/no-trace")
    expect(page.locator("main")).to_contain_text("Si vous tenez un journal sur cet appareil")
    press(page, "Tout effacer de cet appareil")
    expect(page.locator("[data-forget-journal]")).to_be_focused()
    press(page, "Garder le journal")
    expect(page.locator("[data-forgotten]")).to_contain_text("que le journal")
    assert page.evaluate("Object.keys(localStorage)") == ["journal"]
    press(page, "Tout effacer de cet appareil")
    press(page, "Tout effacer, le journal aussi")
    expect(page.locator("[data-forgotten]")).to_contain_text("plus rien de Havre")
    assert page.evaluate("localStorage.length") == 0


def test_nothing_is_readable_in_the_browser(open_window, employee) -> None:
    page = open_window().page
    begin_journal(page, employee.address)
    note(page, SECRET, weight=7)
    kept = page.evaluate(EVERYTHING_KEPT)
    for word in (
        "zanzibar",
        "crié",
        PASSPHRASE,
        "quatre mots",
        "weight",
        "evenings",
        date.today().isoformat(),
    ):
        assert word not in kept
    assert page.evaluate("Object.keys(localStorage)") == ["journal"]


def test_no_request_is_made_while_the_journal_lives(open_window, employee) -> None:
    """From the page's arrival to its end, nothing at all is asked of the network."""
    visit = open_window()
    page = visit.page
    page.goto(f"{employee.address}/fr/journal", wait_until="networkidle")
    asked: list[str] = []
    visit.context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#passphrase-again").fill(PASSPHRASE)
    press(page, "Commencer le journal")
    note(page, SECRET, weight=7)
    press(page, "Refermer")
    unlock(page)
    step(page, "open").wait_for()
    with page.expect_download():
        press(page, "Enregistrer un fichier chiffré")
    press(page, "Effacer le journal")
    press(page, "Effacer pour de bon")
    expect(step(page, "none")).to_be_visible()
    assert [line for line in asked if " blob:" not in line] == []


def test_no_address_of_the_server_takes_a_journal(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/journal")
    answers = page.evaluate(
        """async () => Promise.all(["POST", "PUT", "PATCH", "DELETE"].map(
          async (method) => (await fetch("/fr/journal", { method, body: "x" })).status))"""
    )
    assert answers == [405, 405, 405, 405]


def test_forgetting_everything_takes_the_page_of_numbers_too(open_window, employee) -> None:
    """The sentence says that nothing of Havre is left: so nothing may be."""
    page = open_window().page
    put(page, employee.address, [evening("2026-01-05", 3)])
    page.goto(f"{employee.address}/fr/no-trace")
    page.locator('[data-part="keep"] [data-act="keep"]').click()
    page.locator('[data-part="keep"] [data-step="kept"]').wait_for()
    assert page.evaluate("caches.keys().then((all) => all.length)") > 0
    press(page, "Tout effacer de cet appareil")
    press(page, "Tout effacer, le journal aussi")
    expect(page.locator("[data-forgotten]")).to_contain_text("plus rien de Havre")
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("localStorage.length") == 0
