"""Default-deny, held over every route and every role."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from staff_world import StaffWorld, build_world, token_in

from config.access import ACCESS, PUBLIC, may_open
from reporting.accounts import Role

VALUES = {
    "window": "2026-W41-4w",
    "unit": "production",
    "lang": "fr",
    "written": "csv",
    "topic": "receive",
    "filename": "staff.css",
    "change": "0123456789abcdef",
}


FORM_PAGES = {Role.MANAGER: "team/", Role.ADMINISTRATOR: "health/"}
"""A page of each role with a form on it; the others have the method."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> StaffWorld:
    return build_world(tmp_path_factory.mktemp("access"))


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Every route as (endpoint, method, address)."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES[name] for name in rule.arguments}
        address = adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            found.append((rule.endpoint, method, address))
    return found


def test_the_table_speaks_of_every_endpoint_and_of_no_other(world: StaffWorld) -> None:
    assert set(world.app.view_functions) == set(ACCESS) | PUBLIC
    assert not set(ACCESS) & PUBLIC


def test_an_endpoint_that_the_table_forgets_is_refused_to_all(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    world.app.add_url_rule("/fr/forgotten", "forgotten", lambda: "figures")
    assert world.visitor().get("/fr/forgotten").status_code == 303
    for role in Role:
        assert world.sign_in(role).get("/fr/forgotten").status_code == 403
    assert not any(may_open("forgotten", role) for role in (None, *Role))


def test_a_visitor_is_sent_to_the_door_by_every_other_route(world: StaffWorld) -> None:
    walked = 0
    for endpoint, method, address in addresses(world.app):
        client = world.visitor()
        answer = client.open(
            address, method=method, data={"csrf_token": token_in(client.get("/fr/sign-in").text)}
        )
        if endpoint in PUBLIC:
            assert answer.status_code in {200, 303, 401, 404}, (endpoint, method)
            continue
        walked += 1
        assert answer.status_code == 303, (endpoint, method)
        assert "/sign-in" in answer.headers["Location"]
        assert not answer.data or b"%" not in answer.data
    assert walked >= len(ACCESS)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_gives_it_and_nothing_else(world: StaffWorld, role: Role) -> None:
    client = world.sign_in(role)
    token = token_in(client.get(f"/fr/{FORM_PAGES.get(role, 'method/')}").text)
    for endpoint, method, address in addresses(world.app):
        if endpoint in PUBLIC:
            continue
        form = {"csrf_token": token} if method == "POST" else None
        answer = client.open(address, method=method, data=form)
        if role in ACCESS[endpoint]:
            assert answer.status_code in {200, 303, 404, 422}, (endpoint, method, answer.status_code)
        else:
            assert answer.status_code == 403, (endpoint, method)


EXPECTED = {
    "overview.show": "hr psychologist",
    "overview.export": "hr psychologist",
    "unit.show": "hr psychologist",
    "unit.export": "hr psychologist",
    "overview.sign": "psychologist",
    "team.show": "manager",
    "guidance.guidance": "hr manager psychologist representative",
    "guidance.directory": "administrator hr manager psychologist representative",
    "method.show": "hr manager psychologist representative",
    "roster.show": "hr psychologist representative",
    "roster.change": "hr psychologist representative",
    "roster.new": "hr",
    "roster.review": "hr",
    "roster.propose": "hr",
    "roster.withdraw": "hr",
    "roster.approve": "psychologist representative",
    "roster.refuse": "psychologist representative",
    "administration.list_accounts": "administrator",
    "administration.audit": "administrator",
    "administration.health": "administrator",
    "home.home": "administrator hr manager psychologist representative",
}


def test_the_rights_are_those_that_were_decided() -> None:
    """Written a second time on purpose: a right is not widened by one careless line."""
    assert {name: " ".join(sorted(roles)) for name, roles in ACCESS.items()} == EXPECTED


def test_an_unknown_address_and_an_unknown_language_are_not_there(world: StaffWorld) -> None:
    for address in ("/fr/nothing", "/de/overview/", "/staff/../secret", "/fr/units/"):
        assert world.visitor().get(address).status_code in {303, 404}
    client = world.sign_in(Role.HR)
    for address in ("/fr/units/unknown/", "/fr/overview/2020-W01-4w", "/fr/overview/nonsense", "/de/method/"):
        assert client.get(address).status_code == 404, address
