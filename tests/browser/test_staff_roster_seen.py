"""The pages of the roster in a real browser: everybody can read them, and the keyboard is enough."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from staff_windows import sign_in, staff_world

from reporting.accounts import Role
from reporting.roster import RosterChange, RosterState

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
LOOKS = [("fr", "light", DESK), ("en", "dark", None)]
PAGES = {
    Role.HR: ("roster/", "roster/new", "roster/{change}"),
    Role.REPRESENTATIVE: ("roster/", "roster/{change}"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    built = staff_world.build_world(tmp_path_factory.mktemp("roster"))
    now = built.clock.now
    term, following = built.roster.terms(now)
    hr, second = (built.people[role].account for role in (Role.HR, Role.PSYCHOLOGIST))
    everywhere = {unit.id: 12 for unit in staff_world.UNITS}
    built.record.snapshot(everywhere, {"workshop-1": 5}, term, now.date())
    for step in (built.roster.approve, built.roster.refuse):
        step(built.roster.propose(hr, following, everywhere, now).id, second, now)
    return built


@pytest.fixture(scope="module")
def address(world, serve):
    return serve(world.app)


@pytest.fixture
def proposed(world) -> str:
    """A fresh proposal of HR that waits."""
    now = world.clock.now
    people = {"workshop-1": 40, "customers": 3}
    made = world.roster.propose(world.people[Role.HR].account, world.roster.terms(now)[0], people, now)
    assert isinstance(made, RosterChange)
    return made.id


@pytest.mark.parametrize(("lang", "scheme", "size"), LOOKS)
@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_can_be_read_by_everybody(
    open_window, address, world, proposed, role, lang, scheme, size
) -> None:
    visit = open_window(scheme=scheme, size=size)
    page = visit.page
    sign_in(page, address, world, role, lang)
    for path in PAGES[role]:
        page.goto(f"{address}/{lang}/{path.format(change=proposed)}")
        assert visit.violations() == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, path
    assert visit.complaints == []
    assert visit.hosts == {"127.0.0.1"}


def test_the_pages_fit_320_pixels(open_window, address, world, proposed) -> None:
    page = open_window(size=NARROW).page
    sign_in(page, address, world, Role.HR)
    for path in PAGES[Role.HR]:
        page.goto(f"{address}/fr/{path.format(change=proposed)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_alone_proposes_and_decides(open_window, address, world, script) -> None:
    page = open_window(size=DESK, script=script).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/roster/new")
    page.locator("#people-workshop-1").focus()
    page.keyboard.type("douze")
    page.keyboard.press("Enter")
    problem = page.locator(".problem a")
    problem.wait_for()
    if script:
        assert page.locator("#people-workshop-1").get_attribute("aria-invalid") == "true"
    problem.focus()
    page.keyboard.press("Enter")
    page.locator("#people-workshop-1").fill("12")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Relire avant de proposer").wait_for()
    page.get_by_role("button", name="Proposer").press("Enter")
    page.wait_for_url(re.compile(r"/roster/[0-9a-f]{16}$"))
    change = page.url.rpartition("/")[2]
    assert world.roster.get(change).people == {"workshop-1": 12}

    page = open_window(size=DESK, script=script).page
    sign_in(page, address, world, Role.REPRESENTATIVE)
    page.goto(f"{address}/fr/roster/{change}")
    tick = page.get_by_role("checkbox")
    page.get_by_role("button", name="Approuver").press("Enter")  # the browser itself asks for the tick
    assert world.roster.get(change).state is RosterState.PROPOSED
    tick.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".state", has_text="Approuvé").wait_for()
    assert world.roster.get(change).state is RosterState.APPROVED


def test_a_file_is_chosen_and_its_numbers_are_read_over(open_window, address, world) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/roster/new")
    content = b"unit,address\r\ncustomers,a@example.org\r\ncustomers,b@example.org\r\n"
    page.locator("#sheet").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Relire").press("Enter")
    page.get_by_role("heading", name="Relire avant de proposer").wait_for()
    assert page.locator("tbody tr").inner_text().split() == ["Relation", "clients", "12", "2"]
    assert "example.org" not in page.content()
    page.get_by_role("button", name="Corriger").press("Enter")
    page.locator("#people-customers").wait_for()
    assert page.locator("#people-customers").input_value() == "2"


def test_the_page_prints_without_its_controls(open_window, address, world, proposed) -> None:
    page = open_window(size=DESK).page
    sign_in(page, address, world, Role.HR)
    page.goto(f"{address}/fr/roster/")
    page.emulate_media(media="print")
    expect(page.locator("main .button:visible")).to_have_count(0)
    expect(page.locator("table:visible")).to_have_count(1)
    assert page.locator(".changes li:visible").count() >= 3
