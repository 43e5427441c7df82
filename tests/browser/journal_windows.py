"""What a person does with the private journal, in a few verbs."""

from __future__ import annotations

from datetime import date, timedelta

from journal_files import PASSPHRASE, opened, sealed
from playwright.sync_api import Locator, Page, expect

SECRET = "le chef a crié zanzibar"
BUTTONS = {
    "fr": {"create": "Commencer le journal", "write": "Noter une soirée", "save": "Garder", "open": "Ouvrir"},
    "en": {"create": "Start the journal", "write": "Note an evening", "save": "Keep it", "open": "Open"},
}
EVERYTHING_KEPT = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie,
  await indexedDB.databases(), await caches.keys(), history.length, location.href, history.state,
])"""


def begin_journal(page: Page, address: str, lang: str = "fr", passphrase: str = PASSPHRASE) -> None:
    """Open the page and start a journal."""
    page.goto(f"{address}/{lang}/journal")
    page.locator("#passphrase").fill(passphrase)
    page.locator("#passphrase-again").fill(passphrase)
    press(page, BUTTONS[lang]["create"])
    step(page, "open").wait_for()


def press(page: Page, name: str) -> None:
    """Press the button of that name that is in sight."""
    page.get_by_role("button", name=name, exact=True).filter(visible=True).click()


def step(page: Page, name: str) -> Locator:
    """The part of the page of that name."""
    return page.locator(f'[data-part="journal"] [data-step="{name}"]')


def note(
    page: Page, text: str = "", *, day: str | None = None, weight: int | None = None, lang: str = "fr"
) -> None:
    """Note one evening."""
    press(page, BUTTONS[lang]["write"])
    if day is not None:
        page.locator("#evening-day").fill(day)
    if weight is not None:
        page.locator(f'.journal [name="weight"][value="{weight}"]').check()
    page.locator("#evening-text").fill(text)
    press(page, BUTTONS[lang]["save"])
    expect(step(page, "open")).to_be_visible()


def unlock(page: Page, passphrase: str = PASSPHRASE, lang: str = "fr") -> None:
    """Give the passphrase."""
    page.locator("#key-passphrase").fill(passphrase)
    press(page, BUTTONS[lang]["open"])


def days_ago(days: int) -> str:
    """The day that many days before today."""
    return (date.today() - timedelta(days=days)).isoformat()


def stored(page: Page) -> object:
    """What the journal in this browser holds, as Python reads it."""
    return opened(page.evaluate("localStorage.journal"), PASSPHRASE)


def put(page: Page, address: str, evenings: list[dict[str, object]], lang: str = "fr") -> None:
    """Give this browser a journal that holds `evenings`, and open it."""
    page.goto(f"{address}/{lang}/journal")
    page.evaluate("(text) => { localStorage.journal = text; }", sealed({"evenings": evenings}))
    page.reload()
    unlock(page, lang=lang)
    step(page, "open").wait_for()
