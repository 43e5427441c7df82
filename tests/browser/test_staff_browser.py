"""The staff app in a real browser: everyone can read it, the policy is never broken, nothing leaves the
machine."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from staff_windows import sign_in, staff_world

from reporting.accounts import Role

pytestmark = pytest.mark.browser

PAGES = {
    Role.PSYCHOLOGIST: ("overview/", "units/production/", "units/accounts/", "method/", "nothing-here"),
    Role.MANAGER: ("team/", "guidance", "directory"),
    Role.ADMINISTRATOR: ("accounts/", "audit/", "health/", "overview/"),
}
WITH_CHARTS = ("units/production/", "team/")
REFUSALS = "Failed to load resource"  # what chromium says of an answer that is an error page of ours
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
DRAWN = "document.querySelectorAll('.chart .main-svg .scatterlayer .trace').length"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return staff_world.build_world(tmp_path_factory.mktemp("staff"))


@pytest.fixture(scope="module")
def address(world, serve):
    return serve(world.app)


def unfold(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def drawn(page) -> None:
    """Wait until every chart of the page has been drawn."""
    expect(page.locator(".chart:not(:has(.main-svg .lines))")).to_have_count(0)


@pytest.mark.parametrize(("lang", "scheme", "size"), [("fr", "light", DESK), ("en", "dark", None)])
@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_can_be_read_by_everybody(open_window, address, world, role, lang, scheme, size) -> None:
    visit = open_window(scheme=scheme, size=size)
    page = visit.page
    page.goto(f"{address}/{lang}/sign-in")
    assert visit.violations() == []
    sign_in(page, address, world, role, lang)
    for path in PAGES[role]:
        page.goto(f"{address}/{lang}/{path}")
        unfold(page)
        if path in WITH_CHARTS:
            drawn(page)
        assert visit.violations() == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, path
    assert [said for said in visit.complaints if REFUSALS not in said] == []
    assert visit.hosts == {"127.0.0.1"}


def test_the_pages_fit_320_pixels(open_window, address, world) -> None:
    visit = open_window(size=NARROW)
    sign_in(visit.page, address, world, Role.HR)
    for path in ("overview/", "units/production/", "method/"):
        visit.page.goto(f"{address}/fr/{path}")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_charts_are_drawn_without_breaking_the_policy(open_window, address, world) -> None:
    visit = open_window(size=DESK)
    page = visit.page
    page.add_init_script(
        "window.broken = []; document.addEventListener('securitypolicyviolation',"
        " (event) => window.broken.push(event.violatedDirective));"
    )
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/units/production/")
    drawn(page)
    assert page.locator(".chart .main-svg").count() >= 12
    assert page.evaluate(DRAWN) >= 24  # a line and a band in each of the twelve
    label = page.locator("#chart-intensity-risk .annotation-text").first.text_content()
    assert label is not None
    assert "%" in label
    ground = page.locator("#chart-intensity-risk .main-svg").first
    light = ground.evaluate("(each) => getComputedStyle(each).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(ground).not_to_have_css("background-color", light)
    assert page.evaluate("window.broken") == []
    assert visit.complaints == []


def test_the_reason_of_a_withheld_figure_shows_with_the_keyboard(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/overview/")
    why = page.locator("#risks .why").first
    reason = why.locator(".reason")
    assert reason.bounding_box()["width"] <= 1
    why.focus()
    box = reason.bounding_box()
    assert box["width"] > 200
    assert box["y"] + box["height"] <= 900
    assert "équipe" in reason.inner_text()
    page.keyboard.press("Escape")
    assert reason.evaluate("(each) => getComputedStyle(each).clipPath") == "inset(50%)"


def test_a_withheld_cell_does_not_look_like_a_figure(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/overview/")
    pictures = page.locator("#risks td").evaluate_all(
        "(cells) => cells.map((each) => [each.className, getComputedStyle(each).backgroundImage])"
    )
    assert {name for name, _ in pictures} == {"number", "withheld"}
    for name, picture in pictures:
        assert ("gradient" in picture) == (name == "withheld")


def test_the_keyboard_alone_goes_from_the_door_to_a_unit(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "window"
    page.locator("#risks th a", has_text="Production").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/production/**")
    assert page.locator("h1").inner_text() == "Production"


def test_what_is_folded_is_printed(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/units/production/")
    drawn(page)
    assert page.locator("details[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    ground = page.locator("#chart-intensity-risk .main-svg").first
    assert ground.evaluate("(each) => each.style.background") in {"rgb(255, 255, 255)", "white"}
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_without_scripts_everything_is_there_but_the_lines(open_window, address, world) -> None:
    visit = open_window(script=False, size=DESK)
    page = visit.page
    sign_in(page, address, world, Role.HR)
    page.locator("select").select_option(index=1)
    page.locator(".chooser button").press("Enter")
    page.wait_for_url("**/overview/2026-**")
    page.goto(f"{address}/fr/units/production/")
    assert page.locator("noscript p", has_text="La courbe demande JavaScript").count() == 12
    page.locator(".points summary").first.click()
    assert "%" in page.locator(".points td").first.inner_text()


def test_a_file_is_taken_away_and_nothing_else(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/overview/")
    with page.expect_download() as expected:
        page.get_by_role("link", name="Tableau (CSV)").click()
    name = expected.value.suggested_filename
    assert name.endswith("-simulated.csv")
