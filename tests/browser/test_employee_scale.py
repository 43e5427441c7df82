"""Zero to ten, before and after an exercise: in the page's memory, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from employee_windows import begin, say
from journal_files import evening
from journal_windows import begin_journal, put, stored, unlock
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser

WORN_OUT = {
    "fr": "J'ai trop de travail, des délais intenables, je suis épuisée. Vous avez un exercice ?",
    "en": "I have too much work, impossible deadlines, I am exhausted. Do you have an exercise?",
}
ANSWERS = {
    "fr": ("Chez moi.", "Dix minutes.", "Non.", "Un exercice, s'il vous plaît."),
    "en": ("At home.", "Ten minutes.", "No.", "An exercise, please."),
}
SAID = {
    "fr": {
        5: "7 avant, 5 après : c’est descendu. Un chiffre, pas un jugement.",
        7: "7 avant, 7 après : cela n’a pas bougé. Un chiffre, pas un jugement.",
        9: "7 avant, 9 après : c’est monté.",
    },
    "en": {
        5: "7 before, 5 after: it came down. A number, not a judgement.",
        7: "7 before, 7 after: it has not moved. A number, not a judgement.",
        9: "7 before, 9 after: it went up.",
    },
}


def measure(page: Page, before: int | None, after: int | None, *, place: int = 0) -> None:
    """Give the numbers of the exercise that stands at `place` on the page."""
    exercise = page.locator("[data-exercise]").nth(place)
    if before is not None:
        scale = exercise.locator('[data-piece="before"]')
        scale.evaluate(
            "(each) => { for (let up = each; up; up = up.parentElement) if ('open' in up) up.open = true; }"
        )
        scale.locator(f'input[value="{before}"]').check()
    if after is not None:
        exercise.locator(f'[data-piece="after"] input[value="{after}"]').check()


def open_exercise(page: Page, address: str, lang: str = "fr") -> None:
    """Open the page of one exercise."""
    page.goto(f"{address}/{lang}/steps/slow_breathing", wait_until="networkidle")
    page.locator('[data-piece="before"]').wait_for()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("after", [5, 7, 9])
def test_two_numbers_get_one_honest_sentence(open_window, employee, lang: str, after: int) -> None:
    visit = open_window()
    page = visit.page
    open_exercise(page, employee.address, lang)
    expect(page.locator('[data-piece="after"]')).to_be_hidden()
    measure(page, 7, None)
    expect(page.locator("[data-said]")).to_be_empty()
    measure(page, None, after)
    expect(page.locator("[data-said]")).to_contain_text(SAID[lang][after])
    expect(page.locator("[data-twice]")).to_be_hidden()
    expect(page.locator("[data-to-journal]")).to_be_hidden()
    assert visit.complaints == []


def test_a_number_can_be_corrected(open_window, employee) -> None:
    page = open_window().page
    open_exercise(page, employee.address)
    measure(page, 7, 9)
    measure(page, None, 5)
    expect(page.locator("[data-said]")).to_contain_text(SAID["fr"][5])


def test_nothing_is_asked_of_the_network_and_nothing_is_kept(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    open_exercise(page, employee.address)
    asked: list[str] = []
    visit.context.on("request", lambda request: asked.append(request.url))
    measure(page, 7, 5)
    expect(page.locator("[data-said]")).to_contain_text("descendu")
    assert asked == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.reload()
    page.locator('[data-piece="before"]').wait_for()
    assert page.locator("input[type=radio]:checked").count() == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_in_a_conversation_no_message_carries_the_numbers(open_window, employee, lang: str) -> None:
    page = open_window().page
    begin(page, employee.address, lang)
    until_offered(page, lang)
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    page.on("request", note)
    measure(page, 7, 7)
    assert sent == []
    say(page, {"fr": "Merci.", "en": "Thank you."}[lang])
    [request] = [each for each in sent if each.method == "POST"]
    fields = parse_qs(str(request.post_data), keep_blank_values=True)
    assert set(fields) == {"state", "text", "pad"}
    assert "#" not in request.url
    expect(page.locator("[data-said]").first).to_contain_text(SAID[lang][7])


def test_two_exercises_without_relief_point_softly_to_somebody(open_window, employee) -> None:
    page = open_window().page
    begin(page, employee.address)
    two_exercises(page)
    measure(page, 7, 7)
    twice = page.locator("[data-exercise] [data-twice]")
    expect(twice.nth(0)).to_be_hidden()
    measure(page, 6, 8, place=1)
    expect(twice.nth(1)).to_contain_text("Vous n’y êtes pour rien")
    link = twice.nth(1).get_by_role("link")
    expect(link).to_have_attribute("href", "/fr/help")
    expect(link).to_have_attribute("target", "_blank")
    measure(page, None, 3, place=1)
    expect(twice.nth(1)).to_be_hidden()


def two_exercises(page: Page) -> None:
    """Two exercises in one conversation: the one offered, and a copy of it that the next reply wakes."""
    until_offered(page)
    page.evaluate(
        """() => {
          const copy = document.querySelector("[data-exercise]").cloneNode(true);
          for (const place of copy.querySelectorAll("[data-scale]")) place.replaceChildren();
          document.querySelector("#log article:last-child .reply").append(copy);
        }"""
    )
    say(page, "Merci.")
    expect(page.locator("[data-exercise]").nth(1).locator("[data-piece]").first).to_be_attached()


def until_offered(page: Page, lang: str = "fr") -> None:
    """Talk until an exercise is offered: Havre may first ask where one is, or how much time there is."""
    say(page, WORN_OUT[lang])
    for answer in ANSWERS[lang]:
        if page.locator("[data-exercise]").count():
            break
        say(page, answer)
    expect(page.locator("[data-exercise] [data-piece]").first).to_be_attached()


def test_the_numbers_go_into_an_open_journal_only_when_asked(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    urls: list[str] = []
    visit.context.on("request", lambda request: urls.append(request.url))
    begin_journal(page, employee.address)
    open_exercise(page, employee.address)
    measure(page, 7, 5)
    page.get_by_role("link", name="Le mettre dans mon journal").click()
    page.wait_for_url("**/fr/journal")
    assert "#" not in page.url
    unlock(page)
    line = page.locator("[data-scale-lines]")
    expect(line).to_contain_text("7 avant, 5 après")
    assert stored(page) == {"evenings": []}, "nothing is kept before the person says so"
    page.get_by_role("button", name="Garder", exact=True).click()
    page.locator("[data-evenings] li").wait_for()
    [kept] = stored(page)["evenings"]
    assert kept["scales"] == [{"exercise": "slow_breathing", "before": 7, "after": 5}]
    assert not [url for url in urls if "slow_breathing." in url.split("#")[0]]


def test_an_exercise_may_be_left_out_of_the_evening(open_window, employee) -> None:
    page = open_window().page
    put(page, employee.address, [evening("2026-01-05", 3)])
    page.evaluate("location.hash = 'slow_breathing.7.5'")
    page.locator("[data-scale-lines] input").uncheck()
    page.locator("#evening-text").fill("sans lui")
    page.get_by_role("button", name="Garder", exact=True).click()
    page.locator("[data-evenings] li").nth(1).wait_for()
    assert stored(page)["evenings"][-1]["scales"] == []


@pytest.mark.parametrize("path", ["steps/slow_breathing", "conversation"])
def test_without_a_script_there_is_no_scale(open_window, employee, path: str) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/{path}")
    assert page.locator("input[type=radio]").count() == 0
    assert "Un chiffre, avant et après" not in page.locator("body").inner_text()


def test_it_is_quiet_until_opened_and_answers_to_keys(open_window, employee) -> None:
    page = open_window().page
    open_exercise(page, employee.address)
    expect(page.locator('[data-piece="before"] fieldset')).to_be_hidden()
    page.locator('[data-piece="before"] summary').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="Avant.").locator("input:checked")).to_have_value("1")
    expect(page.get_by_role("group", name="Après.")).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark")])
def test_it_is_read_by_everybody_and_fits(open_window, employee, lang: str, scheme: str) -> None:
    visit = open_window(scheme=scheme, size={"width": 320, "height": 568}, touch=True)
    page = visit.page
    begin_journal(page, employee.address, lang)
    open_exercise(page, employee.address, lang)
    measure(page, 7, 7)
    expect(page.locator("[data-to-journal]")).to_be_visible()
    assert visit.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """[...document.querySelectorAll(".scale summary, .scale .number-choice, .scale a")]
        .map((each) => each.getBoundingClientRect())
        .filter((box) => box.width && (box.height < 43.9 || box.width < 43.9)).length"""
    )
    assert small == 0
