"""Everyone can read it: axe finds nothing on any screen, in any language and light; it fits 320 pixels."""

from __future__ import annotations

import pytest
from employee_windows import begin, open_receipt, say
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

IN_DANGER = {"fr": "J'ai envie de mourir.", "en": "I want to die."}
WORN_OUT = {
    "fr": "J'ai trop de travail, des délais intenables, je suis épuisée. Vous avez un exercice ?",
    "en": "I have too much work, impossible deadlines, I am exhausted. Do you have an exercise?",
}
STILL = (
    "", "steps", "steps/slow_breathing", "steps/five_senses", "steps/muscle_release", "steps/problem_solving",
    "help", "no-trace", "journal", "employer", "invitation", "pass", "passes", "prepare", "nothing-here",
    "calendar", "offline",
)  # fmt: skip


def _screens(page, employee, lang: str):
    """Every screen in turn, by name, with everything that folds unfolded."""
    address = employee.address
    for path in STILL:
        page.goto(f"{address}/{lang}/{path}")
        _unfold(page)
        yield path or "first"
    page.goto(f"{address}/{lang}/help/{_first_resource(page, address, lang)}")
    yield "resource"
    begin(page, address, lang)
    yield "opening"
    say(page, WORN_OUT[lang])
    _unfold(page)
    yield "reply"
    begin(page, address, lang)
    say(page, IN_DANGER[lang])
    yield "card"
    page.goto(employee.link(employee.invite(), lang))
    page.locator('[data-act="exchange"]').wait_for()
    yield "unit"
    page.locator('[data-act="exchange"]').click()
    page.locator('[data-step="got"]').wait_for()
    _unfold(page)
    page.locator(".exchange-pass .qr svg").wait_for()
    yield "pass"
    page.locator('[data-act="keep"]').click()
    page.goto(f"{address}/{lang}/pass")
    page.locator('[data-step="mine"]').wait_for()
    _unfold(page)
    yield "own pass"
    begin(page, address, lang)
    open_receipt(page)
    page.locator('[data-act="later"]').wait_for()
    _unfold(page)
    yield "receipt"
    page.locator('[data-act="later"]').click()
    page.locator('[data-part="counting"] > [data-step="waiting"]').wait_for()
    yield "waiting"
    page.locator('[data-part="counting"] [data-act="cancel"]').click()
    page.locator('[data-act="now"]').click()
    page.locator('[data-step="counted"]').wait_for()
    yield "counted"
    page.evaluate("localStorage.clear()")
    page.goto(f"{address}/{lang}/conversation")
    open_receipt(page)
    page.locator("#code").wait_for()
    _unfold(page)
    page.locator("#code").fill("K7QM3")
    page.keyboard.press("Enter")
    page.locator("[data-part=exchange] > [data-note]").wait_for()
    yield "receipt without a pass"


def _first_resource(page, address: str, lang: str) -> str:
    page.goto(f"{address}/{lang}/help")
    return page.locator(".resource .name a").first.get_attribute("href").rsplit("/", 1)[1]


def _unfold(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_axe_finds_nothing_on_any_screen(open_window, employee, lang: str, scheme: str) -> None:
    visit = open_window(scheme=scheme)
    found = {}
    for name in _screens(visit.page, employee, lang):
        # The pages are the same in the dark but for their colours.
        violations = visit.violations(*(["color-contrast"] if scheme == "dark" else []))
        if violations:
            found[name] = violations
    assert found == {}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_is_wider_than_the_smallest_phone(open_window, employee, lang: str) -> None:
    page = open_window(size={"width": 320, "height": 568}).page
    wide = {
        name: width
        for name in _screens(page, employee, lang)
        if name != "calendar" and (width := page.evaluate("document.documentElement.scrollWidth")) > 320
    }
    assert wide == {}


def test_what_a_thumb_is_asked_to_hit_is_large_enough(open_window, employee) -> None:
    page = open_window(touch=True).page
    small = {}
    for name in _screens(page, employee, "fr"):
        if name == "calendar":
            continue
        found = page.evaluate(
            """[...document.querySelectorAll("button, summary, .chip, .calls a, .foot a, .leave, .language")]
            .map((each) => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 44 || box.width < 44)).map(([text]) => text)"""
        )
        if found:
            small[name] = found
    assert small == {}


@pytest.mark.parametrize("step", ["slow_breathing", "five_senses", "muscle_release"])
def test_an_animation_starts_and_stops_when_asked(open_window, employee, step: str) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/steps/{step}")
    stage = page.locator(".guided .stage")
    expect(stage).to_be_hidden()
    page.locator(".guided .run input").check()
    expect(stage).to_be_visible()
    page.locator(".guided .run input").uncheck()
    expect(stage).to_be_hidden()


@pytest.mark.parametrize("step", ["slow_breathing", "five_senses", "muscle_release"])
def test_less_motion_means_none_and_the_exercise_in_words(open_window, employee, step: str) -> None:
    page = open_window(motion="reduce").page
    page.goto(f"{employee.address}/fr/steps/{step}")
    expect(page.locator(".guided .still")).to_be_visible()
    expect(page.locator(".guided .run")).to_be_hidden()
    page.locator(".guided .timings summary").click()
    assert "secondes" in page.locator(".guided .timings").inner_text()
    assert page.evaluate("document.getAnimations().length") == 0


def test_two_hundred_percent_text_loses_nothing(open_window, employee) -> None:
    page = open_window(size={"width": 640, "height": 450}).page
    begin(page, employee.address)
    page.evaluate("document.documentElement.style.setProperty('font-size', '225%')")
    page.locator("#text").scroll_into_view_if_needed()
    expect(page.locator("#text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).position") == "static"
