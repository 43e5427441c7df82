"""At ease: the keyboard alone, a zoomed page, spaced letters, forced colours, no motion, no jump."""

from __future__ import annotations

import pytest
from employee_windows import begin, say
from playwright.sync_api import Page, expect
from walking import stops, tab_until

pytestmark = pytest.mark.browser

WORN_OUT = {
    "fr": "J'ai trop de travail, des délais intenables, je suis épuisée. Vous avez un exercice ?",
    "en": "I have too much work, impossible deadlines, I am exhausted. Do you have an exercise?",
}
STILL = (
    "", "steps", "steps/slow_breathing", "help", "no-trace", "employer", "invitation", "pass", "passes",
    "journal", "prepare", "offline", "nothing-here",
)  # fmt: skip
ZOOMED = {"width": 640, "height": 400}
"""What is left of 1280 × 800 at 200 %."""
SMALL = {"width": 320, "height": 640}

CUT = """() => {
  const hidden = (it) => !it.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });
  const found = [];
  for (const it of document.querySelectorAll("body *")) {
    if (hidden(it) || it.closest(".heard-only, .skip, template, svg")) continue;
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) {
      if (!it.closest(".wide")) found.push(`out: ${it.className || it.tagName}`);
    }
    const clips = [style.overflowX, style.overflowY].some((flow) => ["hidden", "clip"].includes(flow));
    if (clips && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)) {
      found.push(`cut: ${it.className || it.tagName}`);
    }
  }
  return found;
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) sum += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


def _screens(page: Page, address: str, lang: str):
    """The still pages, then a conversation with a reply that offers something; all that folds unfolded."""
    for path in STILL:
        page.goto(f"{address}/{lang}/{path}")
        _unfold(page)
        yield path or "first"
    begin(page, address, lang)
    yield "opening"
    say(page, WORN_OUT[lang])
    say(page, {"fr": "Depuis des mois.", "en": "For months."}[lang])
    _unfold(page)
    yield "conversation"


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_whole_conversation_with_the_keyboard_alone(open_window, employee, lang: str) -> None:
    page = open_window(size={"width": 1280, "height": 900}).page
    page.goto(f"{employee.address}/{lang}/")
    tab_until(page, ".start button")
    page.keyboard.press("Enter")
    page.locator("#log").wait_for()
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(WORN_OUT[lang])
    page.keyboard.press("Enter")
    page.locator(".exchange").nth(1).wait_for()
    page.locator("#talk:not([aria-busy])").wait_for()
    expect(page.locator("#text")).to_be_focused()
    # Quick replies until an exercise is offered; three at most are needed.
    for turn in range(2, 7):
        if page.locator(".step summary").count():
            break
        tab_until(page, 'button.chip[name="choice"]:not([formaction])', back=True)
        page.keyboard.press("Enter")
        page.locator(".exchange").nth(turn).wait_for()
        page.locator("#talk:not([aria-busy])").wait_for()
    tab_until(page, ".step > summary", back=True)
    was_open = page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") is not was_open
    tab_until(page, "#leave", back=True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/calendar")


@pytest.mark.parametrize(
    ("size", "scheme"),
    [({"width": 1280, "height": 720}, "light"), ({"width": 390, "height": 700}, "dark"), (ZOOMED, "light")],
)
def test_the_focus_is_seen_and_never_hidden(open_window, employee, size, scheme: str) -> None:
    page = open_window(size=size, scheme=scheme, motion="reduce").page
    lost = {}
    for name in _screens(page, employee.address, "fr"):
        for stop in stops(page):
            if stop.outline < 2 or not stop.inside or stop.points < 3:
                lost.setdefault(name, []).append(stop)
    assert lost == {}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", ["200 % zoom", "320 px", "200 % text"])
def test_larger_and_nothing_is_cut(open_window, employee, lang: str, text: str) -> None:
    page = open_window(size=SMALL if text == "320 px" else ZOOMED).page
    cut = {}
    for name in _screens(page, employee.address, lang):
        if text == "200 % text":
            page.evaluate("document.documentElement.style.setProperty('font-size', '225%')")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = page.evaluate(CUT)
        if wide or found:
            cut[name] = found
    assert cut == {}


def test_more_space_between_letters_and_lines_loses_nothing(open_window, employee) -> None:
    """WCAG 1.4.12."""
    page = open_window(size={"width": 360, "height": 740}).page
    cut = {}
    for name in _screens(page, employee.address, "fr"):
        page.evaluate(SPACED)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = page.evaluate(CUT)
        if wide or found:
            cut[name] = found
    assert cut == {}


def test_forced_colours_leave_every_edge_and_ring(browser, employee) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, forced_colors="active")
    page = context.new_page()
    bare = """() => [...document.querySelectorAll("button:not(.plain), .chip, .said, .leave, textarea")]
      .filter((it) => it.checkVisibility())
      .filter((it) => parseFloat(getComputedStyle(it).borderTopWidth) < 1
        || getComputedStyle(it).borderTopColor === getComputedStyle(document.body).backgroundColor)
      .map((it) => it.className || it.id)"""
    try:
        for name in _screens(page, employee.address, "en"):
            assert page.evaluate(bare) == [], name
        assert [stop for stop in stops(page) if stop.outline < 2] == []
    finally:
        context.close()


def test_whoever_asks_for_less_motion_gets_none(open_window, employee) -> None:
    page = open_window(motion="reduce").page
    for name in _screens(page, employee.address, "fr"):
        assert page.evaluate("document.getAnimations().length") == 0, name
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto", name


def test_a_reply_arrives_at_the_pace_of_a_breath_and_can_be_read_at_once(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    say(page, WORN_OUT["fr"])
    lasting = page.evaluate(
        "getComputedStyle(document.querySelector('#log > :last-child > .reply')).animationDuration"
    )
    assert 0.4 <= float(lasting.removesuffix("s")) <= 1.2
    page.evaluate("document.getAnimations().forEach((each) => each.finish?.call(each))")
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1280, "height": 900}])
def test_nothing_jumps(open_window, employee, size) -> None:
    """What moves without being asked to, as the browser itself sums it up (0.1 is called good)."""
    page = open_window(size=size).page
    for path in ("", "help", "steps", "no-trace", "conversation"):
        page.goto(f"{employee.address}/fr/{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(SHIFTS) < 0.05, path


def test_what_a_thumb_hits_is_large_enough_everywhere(open_window, employee) -> None:
    """Everything but a link inside a sentence (WCAG 2.5.8 lets those be), and 44 px rather than 24."""
    page = open_window(touch=True).page
    small = {}
    measure = """() => [...document.querySelectorAll("a, button, summary, input, textarea, select")]
      .filter((it) => it.checkVisibility() && !it.closest(".skip, .qr") && !it.matches(".skip"))
      .filter((it) => it.tagName !== "A" || getComputedStyle(it).display !== "inline")
      .map((it) => [it, (it.closest("label") ?? it).getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.height < 43.9 || box.width < 43.9))
      .map(([it]) => it.textContent.trim().slice(0, 40) || it.name)"""
    for name in _screens(page, employee.address, "fr"):
        found = page.evaluate(measure)
        if found:
            small[name] = found
    assert small == {}


def test_each_language_is_named_where_it_is_spoken(open_window, employee) -> None:
    page = open_window().page
    for lang, other in (("fr", "en"), ("en", "fr")):
        page.goto(f"{employee.address}/{lang}/steps")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator(".language")).to_have_attribute("lang", other)
        expect(page.locator(".language")).to_have_attribute("hreflang", other)
    begin(page, employee.address, "fr")
    say(page, WORN_OUT["fr"])
    say(page, "Can we speak English please?")
    spoken = page.locator("#log .exchange").evaluate_all("(all) => all.map((each) => each.lang)")
    assert spoken[0] == "fr"
    assert spoken[-1] == page.locator("#talk").get_attribute("lang")
