"""The pass and the receipt, in a browser."""

from __future__ import annotations

import pytest
from employee_windows import begin, say
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WORN_OUT = "J'ai trop de travail, des délais intenables, et personne ne m'aide."


def test_a_pass_stays_on_the_device_only_when_asked_and_can_be_deleted(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    page.goto(f"{employee.address}/fr/invitation/{employee.invite()}")
    page.locator("form button").click()
    expect(page.get_by_role("heading", name="Voici votre laissez-passer")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.locator("[data-keep]").click()
    expect(page.get_by_text("Gardé sur cet appareil.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == ["pass"]
    page.goto(f"{employee.address}/fr/no-trace")
    page.locator("[data-forget]").click()
    expect(page.get_by_role("status")).to_contain_text("plus rien de Havre")
    assert page.evaluate("localStorage.length") == 0
    assert visit.complaints == []


def test_from_the_invitation_to_the_receipt_and_back_to_the_conversation(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    page.goto(f"{employee.address}/fr/invitation/{employee.invite()}")
    page.locator("form button").click()
    page.locator(".start button").click()
    page.locator("#log").wait_for()
    say(page, WORN_OUT)
    _open_receipt(page)
    page.locator("details.add summary").click()
    page.locator('input[value="intensity.risk"]').check()
    page.get_by_role("button", name="Compter ce qui est coché").click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()
    page.get_by_role("button", name="Revenir à la conversation").click()
    expect(page.locator("#log")).to_contain_text(WORN_OUT)
    say(page, "Merci.")
    assert visit.complaints == []


def test_refusing_brings_the_conversation_back_whole(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/invitation/{employee.invite()}")
    page.locator("form button").click()
    page.locator(".start button").click()
    page.locator("#log").wait_for()
    say(page, WORN_OUT)
    _open_receipt(page)
    page.get_by_role("button", name="Ne rien compter").click()
    expect(page.locator("#log")).to_contain_text(WORN_OUT)
    expect(page.locator("#log .note").last).to_contain_text("Rien n’a été compté")


def test_a_kept_pass_is_proposed_on_the_receipt(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/invitation/{employee.invite()}")
    page.locator("form button").click()
    page.locator("[data-keep]").click()
    begin(page, employee.address)
    say(page, WORN_OUT)
    _open_receipt(page)
    expect(page.get_by_text("Celui de cet appareil est déjà inscrit")).to_be_visible()
    page.get_by_role("button", name="Utiliser").click()
    expect(page.get_by_role("button", name="Compter ce qui est coché")).to_be_visible()


def test_a_refusal_is_said_on_the_receipt_and_loses_nothing(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    begin(page, employee.address)
    say(page, WORN_OUT)
    _open_receipt(page)
    page.locator("details.add summary").click()
    page.locator('input[value="autonomy.risk"]').check()
    # An answer that our own application gives when a store is away; the route is ours, the page is ours.
    refusal = visit.context.request.get(f"{employee.address}/fr/nothing-here").text()
    answer = {"status": 503, "content_type": "text/html", "body": refusal}
    page.route("**/count/pass", lambda route: route.fulfill(**answer))
    page.get_by_role("button", name="Utiliser").click()
    expect(page.get_by_role("alert")).to_contain_text("Il n’y a rien à cette adresse")
    expect(page.locator('input[value="autonomy.risk"]')).to_be_checked()
    page.get_by_role("button", name="Revenir à la conversation").click()
    expect(page.locator("#log")).to_contain_text(WORN_OUT)


def test_the_receipt_works_without_a_script(open_window, employee) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/invitation/{employee.invite()}")
    page.locator("form button").click()
    page.locator(".start button").click()
    page.locator("#text").fill(WORN_OUT)
    page.locator("#send").click()
    _open_receipt(page)
    page.get_by_role("button", name="Compter ce qui est coché").click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()
    page.get_by_role("button", name="Revenir à la conversation").click()
    expect(page.locator("#log")).to_contain_text("Nous reprenons")


def _open_receipt(page) -> None:
    """The chip may come later in a conversation; the address is the same, and takes the state of the page."""
    page.evaluate(
        """() => {
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
