"""Signing in and out: tokens, lock-out, idle time, cookies, other sites, and the trail of it all."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from staff_world import StaffWorld, build_world, token_in

from reporting.accounts import Role
from reporting.audit import AuditEvent


@pytest.fixture
def world(tmp_path: Path) -> StaffWorld:
    return build_world(tmp_path, ())


def events(world: StaffWorld) -> list[tuple[AuditEvent, str | None]]:
    """The trail, oldest first, without the making of the accounts."""
    entries = [(entry.event, entry.account) for entry in reversed(world.audit.entries())]
    return [entry for entry in entries if entry[0] is not AuditEvent.ACCOUNT_ADDED]


def cookie_line(answer_headers: list[str]) -> str:
    lines = [line for line in answer_headers if line.startswith(("havre_staff", "__Host-havre_staff"))]
    assert lines
    return lines[-1]


def test_signing_in_and_out_is_written_in_the_trail(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    assert client.get("/fr/method/").status_code == 200
    world.try_sign_in(world.visitor(), Role.HR, password="wrong")
    client.post("/fr/sign-out", data={"csrf_token": token_in(client.get("/fr/method/").text)})
    assert client.get("/fr/method/").status_code == 303
    assert events(world) == [
        (AuditEvent.SIGNED_IN, "hr"),
        (AuditEvent.SIGN_IN_REFUSED, "hr"),
        (AuditEvent.SIGNED_OUT, "hr"),
    ]


def test_a_refusal_says_nothing_of_what_was_wrong(world: StaffWorld) -> None:
    wrong_password = world.try_sign_in(world.visitor(), Role.HR, password="wrong")
    client = world.visitor()
    token = token_in(client.get("/fr/sign-in").text)
    nobody = client.post(
        "/fr/sign-in", data={"csrf_token": token, "name": "nobody", "password": "x", "code": "000000"}
    )
    assert wrong_password.status_code == nobody.status_code == 401

    def without_token(page: str) -> str:
        return page.replace(token_in(page), "")

    assert without_token(wrong_password.text) == without_token(nobody.text)
    assert events(world)[-1] == (AuditEvent.SIGN_IN_REFUSED, None)


def test_after_repeated_failures_the_right_password_is_refused_too(world: StaffWorld) -> None:
    for _ in range(world.settings.sign_in_attempts):
        assert world.try_sign_in(world.visitor(), Role.HR, password="wrong").status_code == 401
    assert world.try_sign_in(world.visitor(), Role.HR).status_code == 401
    assert events(world)[-1] == (AuditEvent.SIGN_IN_LOCKED, "hr")
    assert world.try_sign_in(world.visitor(), Role.PSYCHOLOGIST).status_code == 303
    world.clock.forward(minutes=world.settings.lockout_minutes + 1)
    assert world.try_sign_in(world.visitor(), Role.HR).status_code == 303


def test_a_one_time_code_opens_one_session(world: StaffWorld) -> None:
    world.sign_in(Role.HR)
    world.clock.forward(seconds=-31)
    assert world.try_sign_in(world.visitor(), Role.HR).status_code == 401


def test_guessing_is_slowed_down_by_name_and_in_all(world: StaffWorld) -> None:
    client = world.visitor()
    token = token_in(client.get("/fr/sign-in").text)

    def guess(name: str) -> int:
        form = {"csrf_token": token, "name": name, "password": "x", "code": "000000"}
        return client.post("/fr/sign-in", data=form).status_code

    assert [guess("nobody") for _ in range(12)].count(429) == 2
    assert guess("somebody") == 401
    codes = [guess(f"name-{number}") for number in range(60)]
    assert codes.count(429) > 5
    assert client.get("/fr/sign-in").status_code == 200


def test_a_form_without_its_token_is_refused(world: StaffWorld) -> None:
    person = world.people[Role.HR]
    form = {"name": person.account.name, "password": person.password, "code": "000000"}
    assert world.visitor().post("/fr/sign-in", data=form).status_code == 400
    client = world.sign_in(Role.HR)
    assert client.post("/fr/sign-out").status_code == 400
    other = token_in(world.visitor().get("/fr/sign-in").text)
    assert client.post("/fr/sign-out", data={"csrf_token": other}).status_code == 400
    assert client.get("/fr/method/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.elsewhere.example"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_its_token(
    world: StaffWorld, headers: dict[str, str]
) -> None:
    client = world.sign_in(Role.HR)
    form = {"csrf_token": token_in(client.get("/fr/method/").text)}
    assert client.post("/fr/sign-out", data=form, headers=headers).status_code == 403
    assert client.get("/fr/method/").status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_a_form_from_our_own_page_is_taken(world: StaffWorld, headers: dict[str, str]) -> None:
    client = world.sign_in(Role.HR)
    form = {"csrf_token": token_in(client.get("/fr/method/").text)}
    assert client.post("/fr/sign-out", data=form, headers=headers).status_code == 303


def test_a_session_left_alone_ends(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    for _ in range(4):
        world.clock.forward(minutes=world.settings.staff_idle_minutes - 1)
        assert client.get("/fr/method/").status_code == 200
    world.clock.forward(minutes=world.settings.staff_idle_minutes + 1)
    answer = client.get("/fr/method/")
    assert answer.status_code == 303
    assert "why=idle" in answer.headers["Location"]
    assert "20 minutes" in client.get(answer.headers["Location"]).text
    assert client.get("/fr/method/").status_code == 303


def test_no_session_is_longer_than_eight_hours(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    for _ in range(8 * 60 // 15):
        world.clock.forward(minutes=15)
        client.get("/fr/method/")
    world.clock.forward(minutes=1)
    assert client.get("/fr/method/").status_code == 303


def test_an_account_that_is_closed_is_out_at_once(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    world.accounts.disable("hr", world.clock.now)
    assert client.get("/fr/method/").status_code == 303


def session_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("havre_staff")
    assert cookie is not None
    return cookie.value


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    copied = session_cookie(client)
    client.post("/fr/sign-out", data={"csrf_token": token_in(client.get("/fr/method/").text)})
    thief = world.visitor()
    thief.set_cookie("havre_staff", copied)
    assert thief.get("/fr/method/").status_code == 303


def test_nothing_of_the_visitor_s_session_survives_signing_in(world: StaffWorld) -> None:
    client = world.visitor()
    before = token_in(client.get("/fr/sign-in").text)
    planted = session_cookie(client)
    world.sign_in(Role.HR, client)
    assert session_cookie(client) != planted
    assert client.post("/fr/sign-out", data={"csrf_token": before}).status_code == 400
    attacker = world.visitor()
    attacker.set_cookie("havre_staff", planted)
    assert attacker.get("/fr/method/").status_code == 303


def test_a_forged_or_altered_cookie_opens_nothing(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    cookie = session_cookie(client)
    for forged in (cookie[:-3] + "AAA", "x", f"{cookie}.x"):
        thief = world.visitor()
        thief.set_cookie("havre_staff", forged)
        assert thief.get("/fr/method/").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(world: StaffWorld) -> None:
    answer = world.try_sign_in(world.visitor(), Role.HR)
    line = cookie_line(answer.headers.getlist("Set-Cookie"))
    assert "HttpOnly" in line
    assert "SameSite=Strict" in line
    assert "Path=/" in line
    assert "Domain" not in line
    assert "Expires" not in line
    assert "Secure" not in line  # over http, a browser would drop it


def test_over_https_the_cookie_is_for_https_only(world: StaffWorld) -> None:
    answer = world.visitor().get("/fr/sign-in", base_url="https://localhost")
    assert "Secure" in cookie_line(answer.headers.getlist("Set-Cookie"))


def test_the_cookie_holds_no_address_and_no_browser_name(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    client.get("/fr/method/", headers={"User-Agent": "canary-browser"})
    with client.session_transaction() as kept:
        names = set(kept)
    assert names <= {"_user_id", "_fresh", "sid", "began", "seen", "csrf_token"}


def test_every_answer_is_sealed_by_its_headers(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    for address in ("/fr/method/", "/fr/sign-in", "/fr/nothing", "/staff/staff.css"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["Cache-Control"].startswith("no-store")
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_plotly_is_the_installed_one_and_may_be_kept(world: StaffWorld) -> None:
    answer = world.visitor().get("/plotly.min.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
