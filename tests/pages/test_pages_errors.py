"""When something fails: a kind page, the numbers, and not one word of what was written, anywhere."""

from __future__ import annotations

import re

import pytest
from employee_house import House
from flask.testing import FlaskClient
from reading_pages import begin, read, say

CANARY = "zanzibar-4711"


class Falling:
    """A companion that opens well, then fails with the message in its mouth."""

    def __init__(self, real: object) -> None:
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def turn(self, state: object, message: object, now: object) -> object:
        raise RuntimeError(f"could not read {message!r}")


@pytest.fixture
def falling(house: House) -> FlaskClient:
    """The app with that companion."""
    return house.with_companion(Falling(house.services.companion)).client()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_failure_is_said_kindly_and_holds_nothing(
    falling: FlaskClient, lang: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    page = say(falling, begin(falling, lang), f"{CANARY} j'ai mal", lang)
    assert page.status == 500
    assert {"fr": "Cela vient de nous, pas de vous", "en": "our doing, not yours"}[lang] in page.words
    assert 'href="tel:3114"' in page.html
    assert not re.search(r"Traceback|RuntimeError|\.py|" + CANARY, page.html)
    out, err = capfd.readouterr()
    written = out + err + caplog.text
    assert CANARY not in written
    assert "RuntimeError" in written
    assert re.search(r"chatbot/pages/talk\.py:\d+", written), "the log names the line that failed"


def test_a_script_gets_the_sentence_for_the_conversation(falling: FlaskClient) -> None:
    state = begin(falling).state
    answer = read(
        falling.post(
            "/fr/conversation", data={"state": state, "text": CANARY}, headers={"X-Havre-Fragment": "1"}
        )
    )
    assert answer.status == 500
    assert answer.html.lstrip().startswith("<div data-fragment data-keep-text>")
    assert CANARY not in answer.html


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/fr/nowhere", 404), ("GET", "/fr/steps/no_such", 404), ("GET", "/fr/help/no_such", 404),
     ("DELETE", "/fr/conversation", 405), ("GET", "/fr/count", 405), ("GET", "/en/%00", 404)],
)  # fmt: skip
def test_each_refusal_has_its_words_and_a_way_on(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = read(client.open(path, method=method))
    assert answer.status == status
    assert 'href="tel:3114"' in answer.html
    assert 'class="button" href="/' in answer.html


def test_a_page_that_cannot_be_drawn_still_says_where_to_call(
    house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    app = house.app
    monkeypatch.setattr(app.jinja_env, "get_or_select_template", _broken)
    page = read(app.test_client().get("/fr/"))
    assert page.status == 500
    assert "3114" in page.words
    assert "112" in page.words
    assert CANARY not in "".join(capfd.readouterr())


def _broken(*_args: object, **_kwargs: object) -> object:
    raise RuntimeError(CANARY)
