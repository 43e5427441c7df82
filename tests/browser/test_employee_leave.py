"""Leaving: at once, to a page that knows nothing, with no way back to what was written."""

from __future__ import annotations

import pytest
from employee_windows import begin, say
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SECRET = "mon chef me crie dessus zanzibar"


def _press_leave(page) -> None:
    page.locator("#leave").click()


def _escape_twice(page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [_press_leave, _escape_twice])
def test_leaving_clears_the_page_and_its_place_in_history(open_window, employee, leave) -> None:
    page = open_window().page
    page.goto("about:blank")
    begin(page, employee.address)
    say(page, SECRET)
    leave(page)
    page.wait_for_url("**/calendar")
    assert page.title() == "Calendrier"
    assert SECRET not in page.content()
    page.go_back()
    assert page.url == "about:blank"
    assert SECRET not in page.content()


def test_wandering_between_pages_leaves_one_line_of_history(open_window, employee) -> None:
    page = open_window().page
    page.goto("about:blank")
    page.goto(f"{employee.address}/fr/")
    page.locator(".else a").first.click()
    page.wait_for_url("**/steps")
    page.locator(".shelf a").first.click()
    page.wait_for_url("**/steps/*")
    page.locator("#leave").click()
    page.wait_for_url("**/calendar")
    page.go_back()
    assert page.url == "about:blank"


def test_escape_once_does_nothing(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    page.keyboard.press("Escape")
    expect(page.locator("#log")).to_be_visible()


def test_leaving_works_while_a_message_is_on_its_way(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    page.locator("#text").fill(SECRET)
    page.evaluate("document.getElementById('talk').requestSubmit(); document.getElementById('leave').click()")
    page.wait_for_url("**/calendar")
    assert SECRET not in page.content()


def test_without_a_script_the_button_leads_to_the_calendar(open_window, employee) -> None:
    page = open_window(script=False).page
    begin(page, employee.address)
    page.locator("#leave").click()
    expect(page).to_have_title("Calendrier")
