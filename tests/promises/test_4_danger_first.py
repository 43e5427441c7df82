"""Promise 4: danger is answered before anything else, by fixed words, even when the model does not work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from house_under_test import House

from chatbot.conversation.message import Typed
from config.companion import companion_for
from config.employee_app import build_from_settings
from config.organisation import read_organisation
from config.settings import load_settings
from signals.danger.card import Card
from signals.danger.gate import Gate
from signals.reader import Reader
from signals.reading import Language

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
EXAMPLES: list[tuple[Language, str, Card]] = [
    ("fr", "je voudrais m'endormir et ne plus me réveiller", Card.PASSIVE_IDEATION),
    ("fr", "j'ai envie de me tuer", Card.ACTIVE_IDEATION),
    ("fr", "j'ai tout préparé, c'est pour ce soir, adieu", Card.PLAN_OR_ACT),
    ("en", "I want to kill myself", Card.ACTIVE_IDEATION),
    ("en", "I just took all the pills", Card.PLAN_OR_ACT),
    ("fr", "mon mari me frappe", Card.VIOLENCE_SUFFERED),
]


@pytest.fixture
def app(house: House, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("HAVRE_DATA_DIR", str(house.folder))
    return build_from_settings(load_settings(None))


@pytest.mark.parametrize(("lang", "text", "card"), EXAMPLES)
def test_the_card_comes_with_the_model_absent(house: House, lang: Language, text: str, card: Card) -> None:
    companion = companion_for(read_organisation(house.folder / "organisation.toml"))
    blind = replace(companion, reader=Reader(Gate.load(), None))
    for one in (companion, blind):
        state, _ = one.opening(lang)
        _, reply = one.turn(state, Typed(text), NOW)
        assert reply.card is card
        assert reply.calls
        assert not reply.steps
        assert not reply.count_offered


def test_the_emergency_numbers_are_on_every_screen(app: Flask) -> None:
    client = app.test_client()
    screens = [
        rule.rule.replace("<lang>", lang)
        for rule in app.url_map.iter_rules()
        for lang in ("fr", "en")
        if "GET" in (rule.methods or set()) and rule.arguments <= {"lang"} and "<lang>" in rule.rule
    ]
    assert len(screens) >= 10
    for screen in screens:
        if screen.endswith("/calendar"):  # where "leave now" leads: a page that says nothing of Havre
            continue
        answer = client.get(screen)
        if answer.mimetype != "text/html":
            continue
        for number in ("tel:3114", "tel:15", "tel:112"):
            assert number in answer.text, f"{screen} lacks {number}"


def test_nobody_is_alerted_no_setting_can_change_that() -> None:
    names = set(type(load_settings(None)).model_fields)
    assert not [
        name for name in names if "alert" in name or "card" in name or "mail" in name or "danger" in name
    ]
