"""The receipt and what follows it, in a browser: now, later, or not at all."""

from __future__ import annotations

import json

import pytest
from employee_windows import begin, get_pass, open_receipt, say, tick
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser

WORN_OUT = "J'ai trop de travail, et mes collègues ne me parlent plus."
IN_DANGER = "J'ai envie de mourir."
HOUR = 3_600_000


def with_pass(page: Page, employee, *, keep: bool = False) -> None:
    """Exchange an invitation, and start talking on the same page."""
    get_pass(page, employee.link(employee.invite()))
    if keep:
        page.locator('[data-act="keep"]').click()
    page.locator(".exchange-pass .start button").click()
    page.locator("#log").wait_for()


def waiting(page: Page) -> dict[str, object]:
    """The declaration that waits in this browser."""
    found = page.evaluate("JSON.parse(localStorage.getItem('later'))")
    assert isinstance(found, dict)
    return found


def bodies(page: Page, path: str) -> list[dict[str, object]]:
    """What will be posted to `path`, as it goes."""
    sent: list[dict[str, object]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith(path):
            sent.append(json.loads(str(request.post_data)))

    page.on("request", note)
    return sent


def new(employee, before: dict[tuple[str, str], int]) -> dict[str, int]:
    """What was counted since, by measure."""
    return {
        measure: count - before.get((unit, measure), 0)
        for (unit, measure), count in employee.counts().items()
        if count != before.get((unit, measure), 0)
    }


def crowd(page: Page, employee, issued: int) -> None:
    """Let the public record say that so many passes were issued."""
    counts = [
        {
            "unit": "production",
            "term": employee.term.id,
            "invited": 40,
            "issued": issued,
            "as_of": "2026-01-01",
        }
    ]
    page.route("**/passes.json", lambda route: route.fulfill(json=route.fetch().json() | {"counts": counts}))


@pytest.mark.parametrize(
    ("lang", "text", "heading", "back"),
    [
        ("fr", WORN_OUT, "C’est compté", "Revenir à la conversation"),
        ("en", "I have too much work and nobody helps me.", "It is counted", "Back to the conversation"),
    ],
)
def test_from_the_invitation_to_the_receipt_and_back_to_the_conversation(
    open_window, employee, lang: str, text: str, heading: str, back: str
) -> None:
    visit, before = open_window(), employee.counts()
    page = visit.page
    get_pass(page, employee.link(employee.invite(), lang))
    page.locator(".exchange-pass .start button").click()
    page.locator("#log").wait_for()
    say(page, text)
    open_receipt(page)
    ticked = page.locator("input[name=measure]:checked")
    while ticked.count():
        ticked.first.uncheck()
    tick(page, "autonomy.risk", "social_relations.resource")
    sent = bodies(page, "/count")
    expect(page.locator('[data-step="choose"] [data-put="unit"]')).to_have_text("Production")
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator('[data-step="counted"] [data-lines] li')).to_have_count(2)
    assert new(employee, before) == {"contributors": 1, "autonomy.risk": 1, "social_relations.resource": 1}
    [body] = sent
    assert sorted(body) == ["measures", "pad", "pass"], "nothing of the conversation goes with it"
    page.get_by_role("button", name=back).filter(visible=True).click()
    expect(page.locator("#log")).to_contain_text(text)
    say(page, "Merci." if lang == "fr" else "Thanks.")
    assert page.evaluate("localStorage.length") == 0
    assert visit.complaints == []


def test_refusing_brings_the_conversation_back_whole(open_window, employee) -> None:
    page, before = open_window().page, employee.counts()
    with_pass(page, employee)
    say(page, WORN_OUT)
    open_receipt(page)
    page.get_by_role("button", name="Revenir sans rien compter").click()
    expect(page.locator("#log")).to_contain_text(WORN_OUT)
    expect(page.locator("#log .note").last).to_contain_text("Rien n’a été compté")
    assert new(employee, before) == {}


def test_a_pass_is_better_used_later_on_its_day_and_while_there_are_few(open_window, employee) -> None:
    page = open_window().page
    with_pass(page, employee, keep=True)
    choices, reasons = page.locator("[data-choice]"), page.locator("[data-better]")

    def offered(issued: int) -> str | None:
        page.unroute("**/passes.json")
        crowd(page, employee, issued)
        begin(page, employee.address)
        open_receipt(page)
        expect(choices.first).to_be_visible()
        shown = [reason for reason in reasons.all() if reason.is_visible()]
        first = "later" if shown else "now"
        expect(choices.first).to_have_attribute("data-choice", first)
        expect(page.locator(f'[data-act="{"now" if shown else "later"}"]')).to_have_class("quiet")
        return shown[0].get_attribute("data-better") if shown else None

    assert offered(issued=40) == "today"
    page.evaluate(
        "localStorage.pass = JSON.stringify({ ...JSON.parse(localStorage.pass), obtained: '2020-01-01' })"
    )
    assert offered(issued=40) is None
    assert offered(issued=1) == "few"


def test_an_invitation_is_exchanged_on_the_receipt_and_the_ticks_stay(open_window, employee) -> None:
    visit, before = open_window(), employee.counts()
    page = visit.page
    begin(page, employee.address)
    open_receipt(page)
    expect(page.get_by_role("heading", name="Il manque un laissez-passer")).to_be_visible()
    tick(page, "insecurity.risk")
    page.locator("#code").fill(employee.invite())
    page.keyboard.press("Enter")
    page.locator('[data-act="exchange"]').click()
    expect(page.locator('[data-step="choose"]')).to_be_focused()
    expect(page.locator("[data-choice]").first).to_have_attribute("data-choice", "later")
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()
    assert new(employee, before) == {"contributors": 1, "insecurity.risk": 1}
    assert visit.complaints == []


def test_later_waits_in_this_browser_says_so_and_can_be_cancelled(open_window, employee) -> None:
    visit, before = open_window(), employee.counts()
    page = visit.page
    with_pass(page, employee)
    open_receipt(page)
    tick(page, "autonomy.risk")
    now = page.evaluate("Date.now()")
    page.locator('[data-act="later"]').click()
    expect(page.get_by_role("heading", name="Ce sera compté plus tard")).to_be_visible()
    kept = waiting(page)
    assert sorted(kept) == ["due", "ends", "measures", "token", "window"]
    assert kept["measures"] == ["autonomy.risk"]
    assert now + HOUR <= float(str(kept["due"])) <= now + 73 * HOUR
    page.goto(f"{employee.address}/fr/help")
    line = page.locator('[data-part="waiting"]')
    expect(line).to_contain_text("Ce que vous avez déclaré attend d’être compté")
    line.get_by_role("button", name="Annuler").click()
    expect(line).to_contain_text("Rien n’a été compté")
    assert page.evaluate("localStorage.length") == 0
    assert new(employee, before) == {}
    assert visit.complaints == []


def test_what_waits_is_sent_when_its_moment_has_come_among_enough_others(open_window, employee) -> None:
    visit, before = open_window(), employee.counts()
    page = visit.page
    with_pass(page, employee)
    open_receipt(page)
    tick(page, "autonomy.risk")
    page.locator('[data-act="later"]').click()
    page.get_by_role("heading", name="Ce sera compté plus tard").wait_for()
    come = {**waiting(page), "due": 1, "ends": page.evaluate("Date.now()") + 30 * 24 * HOUR}
    page.evaluate("(waiting) => { localStorage.later = JSON.stringify(waiting); }", come)
    line = page.locator('[data-part="waiting"]')
    crowd(page, employee, issued=9)
    with page.expect_response("**/passes.json"):
        page.goto(f"{employee.address}/fr/help")
    expect(line).to_contain_text("attend d’être compté")
    page.unroute("**/passes.json")
    crowd(page, employee, issued=10)
    sent = bodies(page, "/count")
    page.goto(f"{employee.address}/fr/steps")
    expect(line).to_contain_text("vient d’être compté")
    assert page.evaluate("localStorage.length") == 0
    assert [body["measures"] for body in sent] == [["autonomy.risk"]]
    assert new(employee, before) == {"contributors": 1, "autonomy.risk": 1}
    assert visit.complaints == []


def test_what_waits_is_dropped_with_a_sentence_when_its_window_is_over(open_window, employee) -> None:
    page, before = open_window().page, employee.counts()
    with_pass(page, employee)
    open_receipt(page)
    page.locator('[data-act="later"]').click()
    page.get_by_role("heading", name="Ce sera compté plus tard").wait_for()
    over = {**waiting(page), "due": 1, "ends": 2}
    page.evaluate("(waiting) => { localStorage.later = JSON.stringify(waiting); }", over)
    page.goto(f"{employee.address}/fr/help")
    expect(page.locator('[data-part="waiting"]')).to_contain_text("effacé, sans être compté")
    assert page.evaluate("localStorage.length") == 0
    assert new(employee, before) == {}


def test_a_danger_that_comes_up_after_later_was_chosen_takes_the_declaration_away(
    open_window, employee
) -> None:
    page, before = open_window().page, employee.counts()
    with_pass(page, employee)
    say(page, WORN_OUT)
    open_receipt(page)
    page.locator('[data-act="later"]').click()
    page.get_by_role("button", name="Revenir à la conversation").filter(visible=True).click()
    expect(page.locator('[data-part="waiting"]')).to_be_visible()
    say(page, IN_DANGER)
    expect(page.locator('[data-part="waiting"]')).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    open_receipt(page)
    expect(page.get_by_text("cela ne regarde que vous")).to_be_visible()
    assert page.locator("[data-part=counting], [data-part=exchange]").count() == 0
    assert new(employee, before) == {}


def test_forgetting_takes_the_pass_the_head_and_what_waits(open_window, employee) -> None:
    page = open_window().page
    with_pass(page, employee, keep=True)
    open_receipt(page)
    page.locator('[data-act="later"]').click()
    page.get_by_role("heading", name="Ce sera compté plus tard").wait_for()
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["head", "later", "pass"]
    page.locator("#leave").click()
    page.wait_for_url("**/calendar")
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["head", "later", "pass"]
    page.goto(f"{employee.address}/fr/pass")
    page.locator("[data-forget='']").click()
    assert page.evaluate("localStorage.length") == 0
    expect(page.locator('[data-part="waiting"]')).to_be_hidden()


def test_a_refused_pass_is_said_and_another_can_be_had_there(open_window, employee) -> None:
    page, before = open_window().page, employee.counts()
    with_pass(page, employee)
    open_receipt(page)
    page.route("**/count", lambda route: route.fulfill(json={"outcome": "credential"}))
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("alert")).to_contain_text("n’est pas valable ici")
    page.unroute("**/count")
    page.locator("#code").fill(employee.invite())
    page.keyboard.press("Enter")
    page.locator('[data-act="exchange"]').click()
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()
    assert new(employee, before)["contributors"] == 1


def test_a_lost_answer_is_said_and_counting_again_counts_once(open_window, employee) -> None:
    page, before = open_window().page, employee.counts()
    with_pass(page, employee)
    open_receipt(page)
    tick(page, "autonomy.risk")

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/count", lose)
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("alert")).to_contain_text("rien ne sera compté deux fois")
    expect(page.locator('input[value="autonomy.risk"]')).to_be_checked()
    page.unroute("**/count")
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()
    assert new(employee, before) == {"contributors": 1, "autonomy.risk": 1}


def test_a_pass_of_a_past_term_is_said_to_be_over(open_window, employee) -> None:
    page = open_window().page
    with_pass(page, employee, keep=True)
    page.evaluate("localStorage.pass = localStorage.pass.replace(/~20\\d\\d-W\\d\\d-13w~/, '~2024-W01-13w~')")
    begin(page, employee.address)
    open_receipt(page)
    expect(page.get_by_role("alert")).to_contain_text("a fait son temps")
    expect(page.locator("#code")).to_be_visible()


def test_a_browser_that_stores_nothing_can_still_count(open_window, employee) -> None:
    visit = open_window()
    refuse = "Storage.prototype.setItem = () => { throw new DOMException('no'); };"
    visit.context.add_init_script(refuse)
    page = visit.page
    get_pass(page, employee.link(employee.invite()))
    page.locator('[data-act="keep"]').click()
    expect(page.get_by_role("alert")).to_contain_text("refuse de garder")
    page.locator(".exchange-pass .start button").click()
    page.locator("#log").wait_for()
    open_receipt(page)
    page.locator('[data-act="later"]').click()
    expect(page.get_by_role("alert")).to_contain_text("il ne peut pas attendre")
    page.locator('[data-act="now"]').click()
    expect(page.get_by_role("heading", name="C’est compté")).to_be_visible()


@pytest.mark.parametrize(("lang", "words"), [("fr", "a besoin de JavaScript"), ("en", "needs JavaScript")])
def test_without_a_script_the_receipt_is_shown_and_leads_back(
    open_window, employee, lang: str, words: str
) -> None:
    page = open_window(script=False).page
    begin(page, employee.address, lang)
    open_receipt(page)
    expect(page.get_by_text(words)).to_be_visible()
    assert page.locator("[data-act]:visible").count() == 0
    page.locator("[name=resume]").filter(visible=True).last.click()
    expect(page.locator("#log")).to_be_visible()


def test_the_keyboard_alone_counts(open_window, employee) -> None:
    page = open_window(size={"width": 1280, "height": 900}).page
    with_pass(page, employee)
    open_receipt(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.act === 'now'"):
            break
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="counted"]')).to_be_focused()
