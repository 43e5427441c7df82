"""The pages of the roster: proposing, reading over, deciding, and what never stays of a sheet."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import structlog
from flask.testing import FlaskClient
from staff_world import NOW, UNITS, StaffWorld, build_world, token_in
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from config.staff_app import WORDS
from config.staff_uploads import LARGEST_FORM, LARGEST_SHEET
from config.web.words import LOCALES, Words
from reporting.accounts import Role
from reporting.audit import AuditEvent
from reporting.roster import RosterChange, RosterReason, RosterState
from reporting.roster_sheet import Fault

CANARY = "canary.person@example.org"
DECIDERS = [Role.PSYCHOLOGIST, Role.REPRESENTATIVE]


@pytest.fixture
def world(tmp_path: Path) -> StaffWorld:
    return build_world(tmp_path)


def term(world: StaffWorld) -> str:
    return world.roster.terms(world.clock.now)[0].id


def send(client: FlaskClient, address: str, page: str = "/fr/method/", **fields: object) -> TestResponse:
    """Post a form with the token of `page`, written in memory: the client itself may use no file either."""
    values = {"csrf_token": token_in(client.get(page).text), **fields}
    boundary, body = encode_multipart(values)
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def sheet(content: str | bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content.encode() if isinstance(content, str) else content), "people.csv")


def propose(world: StaffWorld, **people: int) -> RosterChange:
    """A proposal of HR, by the roster itself."""
    account = world.people[Role.HR].account
    made = world.roster.propose(
        account, world.roster.terms(NOW)[0], people or {"workshop-1": 40}, world.clock.now
    )
    assert isinstance(made, RosterChange)
    return made


def only_change(world: StaffWorld) -> RosterChange:
    (change,) = world.roster.all()
    return change


def test_the_page_says_why_two_people_are_needed_in_both_languages(world: StaffWorld) -> None:
    for role in (Role.HR, Role.PSYCHOLOGIST, Role.REPRESENTATIVE):
        client = world.sign_in(role)
        french = client.get("/fr/roster/").text
        assert "Pourquoi il faut deux personnes" in french
        assert "montré à tous les salariés" in french
        assert "Why two people are needed" in client.get("/en/roster/").text
        assert ("Proposer des invitations" in french) == (role is Role.HR)


def test_a_representative_arrives_at_the_roster_and_finds_no_figure_of_the_trends(world: StaffWorld) -> None:
    client = world.sign_in(Role.REPRESENTATIVE)
    assert client.get("/fr/").headers["Location"] == "/fr/roster/"
    page = client.get("/fr/roster/").text
    linked = set(re.findall(r'href="/fr/([a-z-]+)', page))
    assert linked == {"roster", "method", "guidance", "directory"}
    for address in ("overview/", "units/production/", "team/", "accounts/", "audit/", "health/"):
        assert client.get(f"/fr/{address}").status_code == 403


def test_numbers_go_from_the_form_by_a_review_to_the_second_person(world: StaffWorld) -> None:
    hr = world.sign_in(Role.HR)
    form = hr.get("/fr/roster/new").text
    assert all(f'name="people-{unit.id}"' in form for unit in UNITS)
    numbers = {"term": term(world), "people-workshop-1": "1 042", "people-customers": "3", "people-all": ""}
    review = send(hr, "/fr/roster/new", **numbers)
    assert review.status_code == 200
    assert "1\u202f042" in review.text
    assert "1\u202f045" in review.text
    assert world.roster.all() == ()
    hidden = dict(re.findall(r'name="(people-[^"]+|term)" value="([^"]+)"', review.text))
    assert hidden == {"term": term(world), "people-workshop-1": "1042", "people-customers": "3"}
    proposed = send(hr, "/fr/roster/", **hidden)
    change = only_change(world)
    assert proposed.status_code == 303
    assert proposed.headers["Location"] == f"/fr/roster/{change.id}"
    assert change.people == {"workshop-1": 1042, "customers": 3}
    assert change.state is RosterState.PROPOSED


def test_correcting_keeps_what_was_typed(world: StaffWorld) -> None:
    hr = world.sign_in(Role.HR)
    next_term = world.roster.terms(NOW)[1].id
    form = send(hr, "/fr/roster/new", edit="1", term=next_term, **{"people-workshop-1": "7"}).text
    assert re.search(r'id="people-workshop-1"[^>]* value="7"', form)
    assert re.search(rf'value="{next_term}" checked', form)
    assert world.roster.all() == ()


@pytest.mark.parametrize("header", ["unit,count", "unit,address"])
def test_a_sheet_is_read_for_its_numbers(world: StaffWorld, header: str) -> None:
    rows = "workshop-1,2\ncustomers,1\n"
    if header == "unit,address":
        rows = "workshop-1,a@x\nworkshop-1,b@x\ncustomers,c@x\n"
    review = send(
        world.sign_in(Role.HR), "/fr/roster/new", term=term(world), sheet=sheet(f"{header}\n{rows}")
    )
    hidden = dict(re.findall(r'name="people-([^"]+)" value="([^"]+)"', review.text))
    assert hidden == {"workshop-1": "2", "customers": "1"}
    assert "@x" not in review.text


def test_nothing_of_an_address_stays_anywhere(
    world: StaffWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")  # whoever lays a file down there fails
    hr = world.sign_in(Role.HR)
    # Large enough that Werkzeug would lay it down in the temporary folder.
    many = "".join(f"workshop-1,{number}.{CANARY}\n" for number in range(30_000))
    with structlog.testing.capture_logs() as lines:
        good = send(hr, "/fr/roster/new", term=term(world), sheet=sheet(f"unit,address\n{many}"))
        assert 'name="people-workshop-1" value="30000"' in good.text
        swapped = send(hr, "/fr/roster/new", term=term(world), sheet=sheet(f"unit,address\n{CANARY},all\n"))
        twice = f"unit,address\nall,{CANARY}\nall,{CANARY}\n"
        double = send(hr, "/fr/roster/new", term=term(world), sheet=sheet(twice))
        send(hr, "/fr/roster/", term=term(world), **{"people-workshop-1": "30000"})
    assert [swapped.status_code, double.status_code] == [422, 422]
    assert only_change(world).total == 30_000
    for page in (good.text, swapped.text, double.text, hr.get("/fr/roster/").text, str(lines)):
        assert CANARY not in page
    assert CANARY not in str(world.audit.entries())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files or world.settings.postgres is not None
    assert not any(CANARY.encode() in path.read_bytes() for path in files)


def test_a_sheet_that_is_too_large_is_refused_with_a_page(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    answer = send(client, "/fr/roster/new", term=term(world), sheet=sheet(b"x" * (LARGEST_SHEET + 1)))
    assert answer.status_code == 413
    assert "Ce fichier est trop grand" in answer.text
    # Any other page reads far less.
    assert send(client, "/fr/roster/", term=term(world), name="x" * LARGEST_FORM).status_code == 413


def test_a_stranger_is_not_read_so_far(world: StaffWorld) -> None:
    visitor = world.visitor()
    assert send(visitor, "/fr/sign-in", "/fr/sign-in", name="x" * LARGEST_FORM).status_code == 413
    sent = send(visitor, "/fr/roster/new", "/fr/sign-in", sheet=sheet(b"x" * LARGEST_FORM))
    assert sent.headers["Location"].startswith("/fr/sign-in")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Écrivez au moins un nombre"),
        ({"people-workshop-1": "0"}, "Écrivez au moins un nombre"),
        ({"people-workshop-1": "douze"}, "écrivez un nombre entier"),
        ({"people-workshop-1": "-3"}, "écrivez un nombre entier"),
        ({"people-workshop-1": "99999", "people-all": "2"}, "Pas plus de 100"),
        ({"people-workshop-1": "2", "sheet": "unit,count\nall,2\n"}, "pas les deux"),
        ({"sheet": "unit,count\nall,2\nnowhere,3\n"}, "Ligne 3 du fichier"),
        ({"term": "2020-W01-13w", "people-workshop-1": "2"}, "Choisissez un des deux trimestres"),
        ({"term": "<script>", "people-workshop-1": "<b>"}, "Choisissez un des deux trimestres"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    world: StaffWorld, fields: dict[str, str], said: str
) -> None:
    client = world.sign_in(Role.HR)
    sent = {
        "term": term(world),
        **{name: sheet(value) if name == "sheet" else value for name, value in fields.items()},
    }
    answer = send(client, "/fr/roster/new", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<b>" not in answer.text
    assert "<script>" not in answer.text
    if "sheet" not in fields:
        assert send(client, "/fr/roster/", **sent).status_code == 422
    assert world.roster.all() == ()


@pytest.mark.parametrize("role", DECIDERS)
def test_the_second_person_approves_after_saying_that_they_compared(world: StaffWorld, role: Role) -> None:
    change, second = propose(world), world.sign_in(role)
    page = second.get(f"/fr/roster/{change.id}").text
    assert "À vous de décider" in page
    assert "Retirer ma proposition" not in page
    unticked = send(second, f"/fr/roster/{change.id}/approve")
    assert unticked.status_code == 422
    assert "Cochez la case" in unticked.text
    assert only_change(world).state is RosterState.PROPOSED
    assert send(second, f"/fr/roster/{change.id}/approve", compared="1").status_code == 303
    assert only_change(world).state is RosterState.APPROVED
    assert f"havre invite --change {change.id}" in second.get("/fr/roster/").text
    newest = world.audit.entries(1)[0]
    assert (newest.event, newest.account) == (AuditEvent.ROSTER_APPROVED, role.value)


def test_refusing_needs_no_tick_and_is_final(world: StaffWorld) -> None:
    change, second = propose(world), world.sign_in(Role.REPRESENTATIVE)
    assert send(second, f"/fr/roster/{change.id}/refuse").status_code == 303
    assert only_change(world).state is RosterState.REFUSED
    late = send(second, f"/fr/roster/{change.id}/approve", compared="1")
    assert late.status_code == 409
    assert "Quelqu’un vient de décider" in late.text


def test_the_proposer_withdraws_and_never_decides(world: StaffWorld) -> None:
    change, hr = propose(world), world.sign_in(Role.HR)
    page = hr.get(f"/fr/roster/{change.id}").text
    assert "Retirer ma proposition" in page
    assert "À vous de décider" not in page
    for step in ("approve", "refuse"):
        assert send(hr, f"/fr/roster/{change.id}/{step}", compared="1").status_code == 403
    assert send(hr, f"/fr/roster/{change.id}/withdraw").status_code == 303
    assert only_change(world).state is RosterState.WITHDRAWN
    assert send(hr, f"/fr/roster/{change.id}/withdraw").status_code == 409


def test_a_form_from_elsewhere_changes_nothing(world: StaffWorld) -> None:
    change, second = propose(world), world.sign_in(Role.PSYCHOLOGIST)
    address = f"/fr/roster/{change.id}/approve"
    assert second.post(address, data={"compared": "1"}).status_code == 400
    token = token_in(second.get("/fr/method/").text)
    other = {"Sec-Fetch-Site": "cross-site"}
    assert second.post(address, data={"compared": "1", "csrf_token": token}, headers=other).status_code == 403
    assert second.get(address).status_code == 405
    assert only_change(world).state is RosterState.PROPOSED


def test_the_latest_count_is_shown_with_its_day(world: StaffWorld) -> None:
    client = world.sign_in(Role.HR)
    assert "Pas encore de relevé" in client.get("/fr/roster/").text
    now = world.clock.now
    current = world.roster.terms(now)[0]
    world.record.snapshot({"workshop-1": 1234}, {"workshop-1": 56}, current, now.date())
    page = client.get("/fr/roster/").text
    assert "Relevé du 21 novembre 2026" in page
    assert "1\u202f234" in page
    assert ">56<" in page
    change = propose(world)
    assert "1\u202f234" in client.get(f"/fr/roster/{change.id}").text


def test_a_unit_that_is_no_more_is_shown_by_its_id(world: StaffWorld) -> None:
    change = propose(world, **{"closed-unit": 5})
    page = world.sign_in(Role.PSYCHOLOGIST).get(f"/fr/roster/{change.id}").text
    assert "closed-unit" in page


def test_every_reason_state_and_fault_has_its_words() -> None:
    words = Words.load(WORDS)
    problems = ("term", "number", "nobody", "too_many", "both", "compared")
    for locale in LOCALES:
        for key in (
            *(f"refused_because.{reason.value}" for reason in RosterReason),
            *(f"state.{state.value}" for state in RosterState),
            *(f"problem.sheet_{fault.value}" for fault in Fault),
            *(f"problem.{problem}" for problem in problems),
        ):
            assert words.text(locale, f"staff.roster.{key}")
