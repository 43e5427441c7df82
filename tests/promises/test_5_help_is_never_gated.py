"""Promise 5: anyone can talk and be helped; a pass is needed only to be counted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from house_under_test import House
from person_without_script import Person

from config.employee_app import build_from_settings
from config.settings import load_settings


@pytest.fixture
def app(house: House, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("HAVRE_DATA_DIR", str(house.folder))
    return build_from_settings(load_settings(None))


def test_every_screen_opens_without_a_pass_an_account_or_a_cookie(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.arguments <= {"lang"}:
            answer = client.get(rule.rule.replace("<lang>", "fr"))
            assert answer.status_code in (200, 302, 303), rule.rule
            assert "Set-Cookie" not in answer.headers, rule.rule
            assert "no-store" in answer.headers["Cache-Control"] or answer.mimetype != "text/html", rule.rule


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("je suis à bout, trop de travail", "donne-moi un exercice", "qui peut m'aider ?")),
        ("en", ("I'm worn out, far too much work", "give me an exercise", "who can help me?")),
    ],
)
def test_a_step_and_someone_to_turn_to_without_any_pass(
    app: Flask, lang: str, words: tuple[str, ...]
) -> None:
    person = Person(app.test_client(), lang)
    pages = "".join(person.says(text) for text in words)
    assert re.search(r'<details class="step"', pages), "a step is offered"
    assert re.search(r'<div class="resource"', pages), "someone to turn to is offered"
