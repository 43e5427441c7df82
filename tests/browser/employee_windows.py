"""What a person does in the employee app, in a few verbs."""

from __future__ import annotations

from playwright.sync_api import Page


def begin(page: Page, address: str, lang: str = "fr") -> None:
    """Open the first screen and start."""
    page.goto(f"{address}/{lang}/")
    page.locator(".start button").first.click()
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


def get_pass(page: Page, link: str) -> None:
    """Follow the link of an invitation and exchange it."""
    page.goto(link)
    page.locator('[data-act="exchange"]').click()
    page.locator('[data-step="got"]').wait_for()


def open_receipt(page: Page) -> None:
    """Go and see what would be counted.

    The chip may come later in a conversation; the address is the same, and takes the state of the page.
    """
    page.evaluate(
        """() => {
          document.getElementById("to-receipt")?.remove();
          const chip = document.createElement("button");
          Object.assign(chip, { type: "submit", name: "choice", value: "count.open", id: "to-receipt" });
          chip.setAttribute("form", "talk");
          chip.setAttribute("formaction", location.pathname.slice(0, 3) + "/count");
          chip.setAttribute("data-in-place", "");
          chip.textContent = "count";
          document.getElementById("log").append(chip);
        }"""
    )
    page.locator("#to-receipt").click()
    page.locator(".count").wait_for()


def tick(page: Page, *slugs: str) -> None:
    """Switch these lines of the receipt on."""
    if not page.locator("details.add[open]").count():
        page.locator("details.add > summary").click()
    for slug in slugs:
        page.locator(f'input[value="{slug}"]').check()
