"""What a person does in the employee app, in a few verbs."""

from __future__ import annotations

from playwright.sync_api import Page


def begin(page: Page, address: str, lang: str = "fr") -> None:
    """Open the first screen and start."""
    page.goto(f"{address}/{lang}/")
    page.locator(".start button").click()
    page.locator("#log").wait_for()


def say(page: Page, text: str) -> None:
    """Write, press Enter, and wait for the reply (with JavaScript)."""
    replies = page.locator(".exchange")
    before = replies.count()
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    replies.nth(before).wait_for()
    page.locator("#talk:not([aria-busy])").wait_for()


def last_reply(page: Page) -> str:
    """The words of the last reply."""
    return page.locator(".exchange .reply").last.inner_text()
