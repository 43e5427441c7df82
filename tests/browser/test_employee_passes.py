"""Getting a pass and keeping it, in a browser, on a real server with real keys."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from employee_windows import begin, get_pass
from playwright.sync_api import Route, expect
from qr_reading import qr_text

from signals.contributions.credentials import Credential, parse_token

pytestmark = pytest.mark.browser

NAMES = {"fr": "Voici votre laissez-passer", "en": "Here is your pass"}
KEPT = "JSON.parse(localStorage.getItem('pass'))"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_from_the_link_to_a_pass_that_only_this_page_holds(open_window, employee, lang: str) -> None:
    visit = open_window()
    page = visit.page
    code = employee.invite()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(employee.link(code, lang))
    expect(page.locator('[data-step="unit"] [data-put="unit"]')).to_have_text("Production")
    assert page.url == f"{employee.address}/{lang}/invitation", "the code has left the address bar"
    assert code not in page.evaluate("location.href + document.title + JSON.stringify(history.state)")
    page.locator('[data-act="exchange"]').click()
    expect(page.get_by_role("heading", name=NAMES[lang])).to_be_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not [address for address in asked if code in address.split("#")[0]]
    assert visit.hosts == {"127.0.0.1"}
    assert visit.complaints == []


def test_a_code_may_be_typed_and_a_slip_of_the_finger_is_said(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    code = employee.invite()
    page.goto(f"{employee.address}/fr/invitation")
    page.locator("#code").fill(code[:-1] + ("2" if code[-1] != "2" else "3"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("n’a pas la bonne forme")
    expect(page.locator("#code")).to_be_focused()
    page.locator("#code").fill(code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="unit"]')).to_be_focused()
    page.locator('[data-act="exchange"]').click()
    expect(page.get_by_role("heading", name=NAMES["fr"])).to_be_visible()
    page.goto(f"{employee.address}/fr/invitation")
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("déjà été échangée")
    assert visit.complaints == []


def test_an_invitation_for_somebody_else_stops_there(open_window, employee) -> None:
    page = open_window().page
    code = employee.invite()
    page.goto(employee.link(code))
    page.locator('[data-act="other"]').click()
    expect(page.get_by_role("alert")).to_contain_text("dpo@ateliers.example")
    expect(page.locator("#code")).to_have_value("")
    get_pass(page, employee.link(code))


def test_a_kept_pass_is_one_that_the_unit_key_signed_and_can_be_forgotten(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    get_pass(page, employee.link(employee.invite()))
    page.locator('[data-act="keep"]').click()
    expect(page.get_by_text("Il est gardé dans ce navigateur")).to_be_focused()
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["head", "pass"]
    credential = parse_token(page.evaluate(KEPT)["token"])
    assert isinstance(credential, Credential)
    assert (credential.unit, credential.term) == ("production", employee.term)
    assert page.evaluate("localStorage.head") == employee.installation.key_records.list().head
    page.goto(f"{employee.address}/fr/pass")
    expect(page.locator('[data-put="unit"]')).to_have_text("Production")
    expect(page.locator('[data-put="until"]')).to_contain_text("Il vaut jusqu’au")
    page.goto(f"{employee.address}/fr/no-trace")
    page.locator("[data-forget='']").click()
    expect(page.locator("[data-forgotten]")).to_contain_text("plus rien de Havre")
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{employee.address}/fr/pass")
    expect(page.locator('[data-step="none"]')).to_be_visible()
    assert visit.complaints == []


def test_a_pass_goes_to_a_phone_by_a_picture_that_is_drawn_here(open_window, employee) -> None:
    desk, phone = open_window(scheme="dark", size={"width": 1280, "height": 1000}), open_window()
    asked: list[str] = []
    get_pass(desk.page, employee.link(employee.invite()))
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.page.get_by_text("Le passer sur un téléphone").click()
    address = qr_text(desk.page.locator(".qr svg"))
    assert asked == []
    assert address
    assert address.startswith(f"{employee.address}/fr/pass#production~")
    phone.page.goto(address)
    expect(phone.page.locator('[data-put="unit"]')).to_have_text("Production")
    assert phone.page.url == f"{employee.address}/fr/pass"
    assert phone.page.evaluate("localStorage.length") == 0
    phone.page.locator('[data-act="keep"]').click()
    assert phone.page.evaluate(KEPT)["token"] == address.split("#")[1]
    assert desk.complaints + phone.complaints == []


def test_the_picture_can_be_read_on_the_smallest_phone(open_window, employee) -> None:
    page = open_window(size={"width": 320, "height": 568}, touch=True).page
    get_pass(page, employee.link(employee.invite()))
    page.get_by_text("Le passer sur un téléphone").click()
    assert str(qr_text(page.locator(".qr svg"))).startswith(f"{employee.address}/fr/pass#production~")


def test_an_answer_lost_on_the_way_does_not_lose_the_pass(open_window, employee) -> None:
    page = open_window().page
    sent: list[str] = []

    def cut_the_first(route: Route) -> None:
        sent.append(str(route.request.post_data))
        if len(sent) == 1:
            route.fetch()  # the server signs, and nobody hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/passes/sign", cut_the_first)
    get_pass(page, employee.link(employee.invite()))
    assert len(sent) == 2
    assert sent[0] == sent[1], "the same request, to the byte"


def test_when_no_answer_comes_the_recovery_code_is_shown_and_gives_the_pass_again(
    open_window, employee
) -> None:
    page = open_window().page
    code = employee.invite()

    def never(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/passes/sign", never)
    page.goto(employee.link(code))
    page.locator('[data-act="exchange"]').click()
    lost = page.locator('[data-step="lost"]')
    expect(lost).to_be_visible()
    recovery = lost.locator('[data-put="recovery"]').inner_text()
    assert len(recovery.replace("-", "")) == 27
    page.unroute("**/passes/sign")
    lost.locator('[data-act="again"]').click()
    page.locator('[data-step="got"]').wait_for()
    page.locator('[data-act="keep"]').click()
    first = page.evaluate(KEPT)["token"]

    other = open_window().page
    other.goto(f"{employee.address}/fr/invitation")
    other.locator("#code").fill(code)
    other.get_by_text("J’ai noté un code de secours").click()
    other.locator("#recovery").fill("3" * 27)
    other.keyboard.press("Enter")
    expect(other.get_by_role("alert")).to_contain_text("Ce code de secours n’a pas la bonne forme")
    other.locator("#recovery").fill(recovery.lower().replace("-", " "))
    other.keyboard.press("Enter")
    other.locator('[data-act="exchange"]').click()
    other.locator('[data-step="got"]').wait_for()
    other.locator('[data-act="keep"]').click()
    assert other.evaluate(KEPT)["token"] == first


def test_a_recovery_code_of_another_invitation_is_said_to_be_one(open_window, employee) -> None:
    page = open_window().page
    codes = [employee.invite(), employee.invite()]
    get_pass(page, employee.link(codes[0]))
    page.get_by_text("Noter un code de secours").click()
    recovery = page.locator("[data-recovery-code]").first.inner_text()
    get_pass(open_window().page, employee.link(codes[1]))
    page.goto(f"{employee.address}/fr/invitation")
    page.locator("#code").fill(codes[1])
    page.get_by_text("J’ai noté un code de secours").click()
    page.locator("#recovery").fill(recovery)
    page.keyboard.press("Enter")
    page.locator('[data-act="exchange"]').click()
    expect(page.get_by_role("alert")).to_contain_text("ne va pas avec cette invitation")


REFUSALS = {
    "another key for one person": (
        "n’est pas celle que votre invitation annonce",
        lambda record: record | {"key_list": rebuilt(record["key_list"])},
    ),
    "no key": ("La liste publique des clés est abîmée", lambda record: record | {"key_list": ["{}"]}),
    "an empty list": ("n’a pas de clé pour votre équipe", lambda record: record | {"key_list": []}),
}


def rebuilt(bodies: list[str]) -> list[str]:
    """A list with another key: whole in itself, and not the one that everybody else sees."""
    entry = json.loads(bodies[0])
    for key in entry["keys"]:
        key["modulus"] = (
            key["modulus"][:100] + ("A" if key["modulus"][100] != "A" else "B") + key["modulus"][101:]
        )
    return [json.dumps(entry, sort_keys=True, separators=(",", ":"))]


@pytest.mark.parametrize("case", sorted(REFUSALS))
def test_a_list_that_is_not_what_it_should_be_is_refused_and_uses_nothing_up(
    open_window, employee, case: str
) -> None:
    sentence, change = REFUSALS[case]
    page = open_window().page
    code = employee.invite()
    page.route("**/passes.json", lambda route: route.fulfill(json=change(route.fetch().json())))
    signed: list[str] = []
    page.on("request", lambda request: signed.append(request.url) if "/passes/sign" in request.url else None)
    page.goto(employee.link(code))
    page.locator('[data-act="exchange"]').click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    expect(alert).to_contain_text("dpo@ateliers.example")
    assert signed == []
    page.unroute("**/passes.json")
    get_pass(page, employee.link(code))


def test_a_browser_that_remembers_a_list_refuses_one_that_does_not_continue_it(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/help")
    page.evaluate("localStorage.setItem('head', 'ab'.repeat(32))")
    page.goto(employee.link(employee.invite()))
    page.locator('[data-act="exchange"]').click()
    expect(page.get_by_role("alert")).to_contain_text(
        "n’est pas la suite de celle que ce navigateur a déjà vue"
    )
    page.goto(f"{employee.address}/fr/passes")
    expect(page.locator("[data-remembered]")).to_contain_text("Ce n’est pas normal")
    page.evaluate(
        "(head) => localStorage.setItem('head', head)", employee.installation.key_records.list().head
    )
    page.goto(f"{employee.address}/fr/passes")
    expect(page.locator("[data-remembered]")).to_contain_text("rien n’y a été changé")


def test_a_signature_of_another_key_makes_no_pass(open_window, employee) -> None:
    page = open_window().page

    def sign_badly(route: Route) -> None:
        said = route.fetch().json()
        route.fulfill(json=said | {"signature": said["signature"][:-4] + "AAAA"})

    page.route("**/passes/sign", sign_badly)
    page.goto(employee.link(employee.invite()))
    page.locator('[data-act="exchange"]').click()
    expect(page.get_by_role("alert")).to_contain_text("n’est pas celle de la clé publique")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("torn", ["production", "production~2026-W40-13w~AAAA~BBBB", "%E9%"])
def test_a_torn_address_is_said_to_be_one(open_window, employee, torn: str) -> None:
    visit = open_window()
    visit.page.goto(f"{employee.address}/fr/pass#{torn}")
    expect(visit.page.get_by_role("alert")).to_contain_text("Visez le carré de nouveau")
    assert visit.complaints == []


def test_a_forged_pass_is_not_taken_in(open_window, employee) -> None:
    page = open_window().page
    get_pass(page, employee.link(employee.invite()))
    page.locator('[data-act="keep"]').click()
    token = page.evaluate(KEPT)["token"]
    forged = token[:-40] + ("A" if token[-40] != "A" else "B") + token[-39:]
    other = open_window().page
    other.goto(f"{employee.address}/fr/pass#{forged}")
    expect(other.get_by_role("alert")).to_contain_text("ne vaut rien ici")
    expect(other.locator('[data-step="none"]')).to_be_visible()


def test_a_pass_that_only_the_page_holds_survives_a_walk_between_our_pages(open_window, employee) -> None:
    visit = open_window()
    page = visit.page
    get_pass(page, employee.link(employee.invite()))
    page.locator("a.language").click()
    expect(page.get_by_role("heading", name=NAMES["en"])).to_be_visible()
    assert page.url == f"{employee.address}/en/invitation"
    page.get_by_role("link", name="Passes in circulation").click()
    expect(page.get_by_role("heading", name="Passes in circulation")).to_be_visible()
    page.get_by_role("link", name="The pass in this browser").click()
    expect(page.locator('[data-part="own"] [data-put="unit"]')).to_have_text("Production")
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("history.length") <= 2
    page.locator("#leave").click()
    page.wait_for_url("**/calendar")
    page.goto(f"{employee.address}/en/pass")
    expect(page.locator('[data-step="none"]')).to_be_visible()
    assert visit.complaints == []


@pytest.mark.parametrize(("lang", "words"), [("fr", "a besoin de JavaScript"), ("en", "needs JavaScript")])
@pytest.mark.parametrize("path", ["invitation", "pass"])
def test_without_a_script_it_is_said_kindly_and_no_form_leads_nowhere(
    open_window, employee, lang: str, words: str, path: str
) -> None:
    page = open_window(script=False).page
    page.goto(f"{employee.address}/{lang}/{path}")
    expect(page.get_by_text(words)).to_be_visible()
    assert page.locator("main form:visible, main button:visible, main input:visible").count() == 0
    page.goto(f"{employee.address}/{lang}/invitation")
    page.locator(".else a").first.click()
    page.locator(".start button").first.click()
    expect(page.locator("#log")).to_be_visible()


def test_a_browser_that_cannot_make_keys_is_told_the_same(open_window, employee) -> None:
    """Away from https the browser has no `crypto.subtle`: nothing is half done there."""
    visit = open_window()
    visit.context.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })"
    )
    for path in ("invitation", "pass"):
        visit.page.goto(f"{employee.address}/fr/{path}")
        expect(visit.page.get_by_text("une adresse qui commence par https")).to_be_visible()
        assert visit.page.locator("main input:visible").count() == 0
    begin(visit.page, employee.address)
    assert visit.complaints == []


def test_the_keyboard_alone_gets_a_pass(open_window, employee) -> None:
    page = open_window(size={"width": 1280, "height": 900}).page
    page.goto(f"{employee.address}/fr/invitation")
    tab_to(page, "#code")
    page.keyboard.type(employee.invite())
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="unit"]')).to_be_focused()
    tab_to(page, '[data-act="exchange"]')
    page.keyboard.press("Enter")
    expect(page.locator('[data-step="got"]')).to_be_focused()
    tab_to(page, '[data-act="keep"]')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Il est gardé dans ce navigateur")).to_be_focused()


def tab_to(page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.evaluate("(it, selector) => it.matches(selector)", selector):
            assert focused.evaluate("(it) => getComputedStyle(it).outlineStyle") != "none"
            return
    pytest.fail(f"the keyboard never reached {selector}")


def test_the_record_can_be_read_and_compared(open_window, employee) -> None:
    employee.installation.publish_counts(datetime.now(UTC))
    page = open_window(script=False).page
    page.goto(f"{employee.address}/fr/passes")
    groups = page.locator(".head span").all_inner_texts()
    assert "".join(groups) == str(employee.installation.key_records.list().head)[:32]
    assert all(re.fullmatch(r"[0-9a-f]{4}", group) for group in groups)
    expect(page.get_by_role("row", name=re.compile("Production"))).to_be_visible()
