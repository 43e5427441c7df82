"""What an observer of the network measures: lengths, taken on the wire by the browser itself."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from employee_windows import begin, get_pass, open_receipt, say
from playwright.sync_api import Page, Response

from chatbot.pages.padded import COUNT, LOOK, PAGE_STEP, SIGN

pytestmark = pytest.mark.browser

SAID = {
    "fr": (
        "Bonjour",
        "Je suis à bout, tout est pour hier.",
        "J'ai tout préparé, je vais me tuer ce soir.",
    ),
    "en": (
        "Hello",
        "I am worn out, everything is urgent.",
        "I am going to kill myself tonight.",
    ),
}
MODULE_ASKS = """async ([place, fields]) => {
  const padded = await import("/pages/padded.js");
  return (await padded.postPadded(padded[place], fields)).outcome;
}"""


def lengths(page: Page, path: str) -> set[tuple[int, int]]:
    """The lengths of the bodies, as sent and as received, of every exchange with `path` from now on."""
    found: set[tuple[int, int]] = set()

    def measure(response: Response) -> None:
        if urlsplit(response.url).path == path and response.request.method == "POST":
            sent = len(response.request.post_data_buffer or b"")
            found.add((sent, int(response.headers["content-length"])))
            assert "content-encoding" not in response.headers

    page.on("response", measure)
    return found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_greeting_and_a_danger_have_the_same_two_lengths(open_window, employee, lang: str) -> None:
    page = open_window().page
    found = lengths(page, f"/{lang}/conversation")
    for text in SAID[lang]:
        begin(page, employee.address, lang)
        say(page, text)
    assert len(found) == 2, "opening a conversation, and a turn"
    assert {sent % 8192 for sent, _ in found} == {0}
    assert {received for _, received in found} == {PAGE_STEP}


def test_a_long_message_is_a_whole_number_of_steps(open_window, employee) -> None:
    page = open_window().page
    found = lengths(page, "/fr/conversation")
    begin(page, employee.address)
    for signs in (1, 1500, 4000):
        say(page, "é" * signs)
    assert len(found) <= 5
    assert {sent % 8192 for sent, _ in found} == {0}


def test_every_outcome_of_an_exchange_has_the_same_lengths(open_window, employee) -> None:
    page = open_window().page
    code = employee.invite()
    looked, signed = lengths(page, "/passes/look"), lengths(page, "/passes/sign")
    get_pass(page, employee.link(code))
    outcomes = [
        page.evaluate(MODULE_ASKS, [place, fields])
        for place, fields in [
            ("LOOK", {"code": code}),
            ("LOOK", {"code": "K7QM3"}),
            ("LOOK", {"code": employee.invite()}),
            ("SIGN", {"code": code, "blinded": "A" * 512}),
            ("SIGN", {"code": "K7QM3", "blinded": ""}),
            ("SIGN", {"code": employee.invite(), "blinded": "AAAA"}),
        ]
    ]
    assert len(set(outcomes)) >= 4
    assert looked == {(LOOK.asked, LOOK.answered)}
    assert signed == {(SIGN.asked, SIGN.answered)}


def test_every_set_of_measures_and_every_outcome_has_the_same_lengths(open_window, employee) -> None:
    page = open_window().page
    get_pass(page, employee.link(employee.invite()))
    page.locator(".exchange-pass .start button").click()
    page.locator("#log").wait_for()
    found = lengths(page, "/count")
    open_receipt(page)
    slugs = page.locator("input[name=measure]").evaluate_all("(boxes) => boxes.map((box) => box.value)")
    assert len(slugs) == 12
    page.locator('[data-act="now"]').click()
    page.locator('[data-step="counted"]').wait_for()
    token = "production~2026-W40-13w~" + "A" * 86 + "~" + "A" * 512
    for number in range(13):
        asked = {"pass": token, "measures": slugs[:number]}
        assert page.evaluate(MODULE_ASKS, ["COUNT", asked]) == "credential"
    assert found == {(COUNT.asked, COUNT.answered)}
