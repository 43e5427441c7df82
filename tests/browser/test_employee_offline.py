"""Without a network: nothing is kept until asked for, then the numbers answer; a press takes all away."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from employee_windows import begin, say
from playwright.sync_api import Page, expect
from watching import comes_to

pytestmark = pytest.mark.browser

KEPT = "caches.keys().then((names) => names.length)"
REGISTERED = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
INSIDE = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const asked of await (await caches.open(name)).keys()) {
      const address = new URL(asked.url);
      found.push(address.pathname + address.search);
    }
  }
  return found.sort();
}"""
SECRET = "zanzibar me crie dessus"


def _keep(page: Page, address: str, lang: str = "fr", path: str = "help") -> None:
    page.goto(f"{address}/{lang}/{path}")
    page.locator('[data-act="keep"]').click()
    page.locator('[data-act="drop"]').wait_for()


@pytest.mark.parametrize("path", ["", "help", "steps", "no-trace", "conversation"])
def test_nothing_is_kept_until_it_is_asked_for(open_window, employee, path: str) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/{path}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(KEPT) == 0
    assert page.evaluate(REGISTERED) == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_numbers_answer_without_a_network(open_window, employee, lang: str) -> None:
    visit = open_window()
    page = visit.page
    _keep(page, employee.address, lang)
    visit.context.set_offline(True)
    for path in ("", "steps/slow_breathing", "conversation"):
        page.goto(f"{employee.address}/{lang}/{path}")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator('.numbers a[href="tel:3114"]')).to_be_visible()
        page.locator(".step > summary").first.click()
        expect(page.locator(".step .instructions").first).to_be_visible()
        # The kept page is dressed: its own files were kept too.
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 239, 227)"
    visit.context.set_offline(False)
    page.goto(f"{employee.address}/{lang}/")
    expect(page.locator(".first")).to_be_visible()


def test_only_the_page_its_styles_and_its_icon_are_kept_whatever_is_done(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    _keep(page, employee.address)
    before = page.evaluate(INSIDE)
    begin(page, employee.address)
    say(page, SECRET)
    for path in ("steps", "help", "employer", "conversation"):
        page.goto(f"{employee.address}/fr/{path}")
    assert page.evaluate(INSIDE) == before
    assert before == [
        "/design/ground.css?kept",
        "/design/tokens.css?kept",
        "/en/offline",
        "/fr/offline",
        "/pages/conversation.css?kept",
        "/pages/employee.css?kept",
        "/pages/sheet.svg?kept",
        "/pages/shelves.css?kept",
    ]


def test_the_worker_asks_the_server_for_what_it_keeps_and_for_the_page_one_goes_to(
    open_window, employee
) -> None:
    visit = open_window()
    asked: list[tuple[str, str]] = []
    visit.context.on(
        "request",
        lambda request: (
            asked.append((request.method, urlsplit(request.url).path)) if request.service_worker else None
        ),
    )
    _keep(visit.page, employee.address)
    begin(visit.page, employee.address)
    say(visit.page, SECRET)
    assert {method for method, _ in asked} <= {"GET"}
    kept = {address.split("?")[0] for address in visit.page.evaluate(INSIDE)}
    assert {path for _, path in asked} <= kept | {"/sw.js", "/fr/"}


def test_a_press_takes_everything_away(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    _keep(page, employee.address, path="")
    assert page.evaluate(KEPT) == 1
    page.goto(f"{employee.address}/fr/no-trace")
    page.locator('[data-act="drop"]').click()
    expect(page.locator('[data-act="keep"]')).to_be_focused()
    expect(page.locator('.keep [role="status"]')).to_contain_text("C’est effacé")
    assert page.evaluate(KEPT) == 0
    page.goto(f"{employee.address}/fr/help")
    assert page.evaluate(REGISTERED) == 0
    expect(page.locator('[data-act="keep"]')).to_be_visible()


def test_deleting_everything_of_havre_deletes_the_kept_page_too(open_window, employee) -> None:
    page = open_window().page
    _keep(page, employee.address)
    page.evaluate("localStorage.setItem('head', 'a list that was seen')")
    page.goto(f"{employee.address}/fr/no-trace")
    page.locator('[data-forget=""]').click()
    assert comes_to(page, 0, KEPT)
    expect(page.locator('[data-act="keep"]')).to_be_visible()
    assert page.evaluate(REGISTERED) == 0


def test_an_older_copy_leaves_when_a_newer_worker_comes(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/help")
    page.evaluate(
        "caches.open('havre-0000000000000000').then((old) => old.put('/fr/offline', new Response('old')))"
    )
    page.locator('[data-act="keep"]').click()
    page.locator('[data-act="drop"]').wait_for()
    assert comes_to(page, 1, KEPT)
    assert "old" not in page.evaluate("caches.match('/fr/offline').then((kept) => kept.text())")


def test_a_conversation_that_is_cut_off_keeps_its_own_note(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    _keep(page, employee.address)
    begin(page, employee.address)
    visit.context.set_offline(True)
    page.locator("#text").fill(SECRET)
    page.locator("#text").press("Enter")
    expect(page.locator("#log .note").last).to_contain_text("la connexion s’est interrompue")
    expect(page.locator("#text")).to_have_value(SECRET)


def test_leaving_without_a_network_never_shows_a_page_of_ours(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    _keep(page, employee.address)
    page.goto(f"{employee.address}/fr/help")
    visit.context.set_offline(True)
    page.locator("#leave").click()
    expect(page).not_to_have_title("Contacts utiles")
    expect(page.locator("#leave")).to_have_count(0)
    assert "3114" not in page.content()


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark")])
def test_axe_finds_nothing_on_the_kept_page(open_window, employee, lang: str, scheme: str) -> None:
    visit = open_window(scheme=scheme)
    visit.page.goto(f"{employee.address}/{lang}/offline")
    visit.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert visit.violations() == []


def test_a_browser_that_runs_no_worker_is_offered_nothing(open_window, employee) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/help")
    expect(page.locator(".keep")).to_be_hidden()
