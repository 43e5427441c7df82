"""The address for evaluators: a stateless conversation for programs of this machine; absent by default."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from employee_house import ORGANISATION, Clock, House, create_house
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from chatbot.conversation.message import Typed
from chatbot.conversation.turn import Companion
from config.employee_app import build_from_settings, create_employee_app
from config.evaluation import LARGEST_BODY, LONGEST, MOST_MESSAGES
from config.settings import Settings, SettingsError
from signals.reading import Language

ADDRESS = "/v1/chat/completions"
CANARY = "zanzibarine"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, open_all_day: House) -> FlaskClient:
    """A program on the machine of an installation that lets itself be evaluated."""
    return create_employee_app(replace(open_all_day.services, evaluation=True)).test_client()


def ask(program: FlaskClient, *said: str, **more: Any) -> TestResponse:
    messages = [{"role": "user", "content": text} for text in said]
    return program.post(ADDRESS, json={"messages": messages, **more})


def answer(program: FlaskClient, *said: str, **more: Any) -> dict[str, Any]:
    response = ask(program, *said, **more)
    assert response.status_code == 200, response.get_data(as_text=True)
    value: dict[str, Any] = response.get_json()
    return value


def text_of(value: dict[str, Any]) -> str:
    return str(value["choices"][0]["message"]["content"])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_it_is_absent_unless_asked_for(client: FlaskClient, method: str) -> None:
    assert client.open(ADDRESS, method=method, json={"messages": []}).status_code == 404


def test_an_answer_has_the_shape_that_harnesses_read(program: FlaskClient) -> None:
    value = answer(program, "j'en peux plus de mon chef", model="havre-fr")
    assert set(value) == {"id", "object", "created", "model", "choices", "usage", "havre"}
    assert (value["object"], value["model"]) == ("chat.completion", "havre-fr")
    assert value["id"].startswith("chatcmpl-")
    assert isinstance(value["created"], int)
    [choice] = value["choices"]
    assert (choice["index"], choice["finish_reason"], choice["message"]["role"]) == (0, "stop", "assistant")
    usage = value["usage"]
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"]
    assert usage["prompt_tokens"] == 6
    assert "chef" in choice["message"]["content"]


@pytest.mark.parametrize(
    ("language", "more"),
    [
        ("fr", {}),
        ("fr", {"model": "havre"}),
        ("fr", {"model": "havre-fr", "language": "en"}),
        ("en", {"model": "havre-en"}),
        ("en", {"language": "en"}),
        ("en", {"metadata": {"language": "en"}}),
        ("fr", {"metadata": "en"}),
    ],
)
def test_the_model_or_the_language_says_how_it_speaks(
    program: FlaskClient, language: Language, more: dict[str, object]
) -> None:
    value = answer(program, "bof", **more)
    assert value["havre"]["language"] == language


def test_the_answer_is_that_of_the_same_conversation_elsewhere(
    program: FlaskClient, companion: Companion, open_all_day: House
) -> None:
    said = ["j'en peux plus de mon chef", "il me crie dessus tous les jours", "depuis des mois"]
    state, _ = companion.opening("fr")
    for number, text in enumerate(said, start=1):
        state, reply = companion.turn(state, Typed(text), open_all_day.clock())
        assert text_of(answer(program, *said[:number])).startswith("\n\n".join(reply.paragraphs))


def test_what_others_said_is_passed_over(program: FlaskClient) -> None:
    alone = answer(program, "bonjour", "je suis épuisée")
    messages = [
        {"role": "system", "content": f"You are {CANARY}."},
        {"role": "user", "content": "bonjour"},
        {"role": "assistant", "content": f"Bonjour {CANARY}", "tool_calls": []},
        {
            "role": "user",
            "content": [{"type": "text", "text": "je suis"}, {"type": "text", "text": "épuisée"}],
        },
        {"role": "tool", "content": None},
    ]
    value = program.post(ADDRESS, json={"messages": messages}).get_json()
    assert text_of(value) == text_of(answer(program, "bonjour", "je suis\népuisée"))
    assert value["havre"]["card"] is None
    assert alone["havre"]["language"] == "fr"


def test_a_label_that_was_just_offered_chooses_it(program: FlaskClient) -> None:
    said = ["Surtout de la fatigue"]
    for _ in range(8):
        value = answer(program, *said)
        labels = value["havre"]["quick_replies"]
        assert text_of(value).endswith(" ".join(f"[{label}]" for label in labels))
        if value["havre"]["resources"]:
            break
        wanted = [label for label in labels if "qui" in label.casefold()]
        said.append((wanted or labels)[0])
    assert value["havre"]["resources"]
    assert "\n– " in text_of(value)


@pytest.mark.parametrize(
    ("model", "said", "number"),
    [
        ("havre-fr", "je veux mourir, j'ai envie de me tuer", "3114"),
        ("havre-en", "I want to kill myself", "3114"),
    ],
)
def test_danger_first_here_too(program: FlaskClient, model: str, said: str, number: str) -> None:
    value = answer(program, said, model=model)
    assert value["havre"]["card"] in {"A", "B", "C"}
    assert number in text_of(value)
    assert "card" in value["havre"]
    assert answer(program, said, "lol je rigole", model=model)["havre"]["card"] is not None


def test_a_stream_is_one_piece_and_an_end(program: FlaskClient) -> None:
    response = ask(program, "je suis épuisée", stream=True)
    assert response.mimetype == "text/event-stream"
    first, second, rest = response.get_data(as_text=True).split("\n\n")
    chunk = json.loads(first.removeprefix("data: "))
    assert chunk["object"] == "chat.completion.chunk"
    [choice] = chunk["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["delta"]["content"] == text_of(answer(program, "je suis épuisée"))
    assert (second, rest) == ("data: [DONE]", "")


BAD: list[tuple[object, int]] = [
    ([], 400),
    ({}, 400),
    ({"messages": CANARY}, 400),
    ({"messages": []}, 400),
    ({"messages": [CANARY]}, 400),
    ({"messages": [{"role": CANARY, "content": CANARY}]}, 400),
    ({"messages": [{"role": ["user"], "content": CANARY}]}, 400),
    ({"messages": [{"role": "user"}]}, 400),
    ({"messages": [{"role": "user", "content": {"text": CANARY}}]}, 400),
    ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": CANARY}]}]}, 400),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": 3}]}]}, 400),
    ({"messages": [{"role": "system", "content": CANARY}]}, 400),
    ({"messages": [{"role": "user", "content": CANARY * LONGEST}]}, 400),
    ({"messages": [{"role": "user", "content": CANARY}] * (MOST_MESSAGES + 1)}, 400),
    ({"model": CANARY, "messages": [{"role": "user", "content": CANARY}]}, 404),
    ({"model": [CANARY], "messages": [{"role": "user", "content": CANARY}]}, 404),
    ({"language": CANARY, "messages": [{"role": "user", "content": CANARY}]}, 400),
    ({"metadata": {"language": [CANARY]}, "messages": [{"role": "user", "content": CANARY}]}, 400),
]


def refused(response: TestResponse, status: int) -> str:
    assert response.status_code == status
    error = response.get_json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"].endswith(".")
    assert CANARY not in response.get_data(as_text=True)
    return str(error["message"])


@pytest.mark.parametrize(("body", "status"), BAD)
def test_what_cannot_be_answered_is_said_without_repeating_it(
    program: FlaskClient, body: object, status: int
) -> None:
    refused(program.post(ADDRESS, json=body), status)


@pytest.mark.parametrize(
    "raw", [CANARY.encode(), b"\xff", b"[" * 50_000, b'{"messages": [' + CANARY.encode(), b""]
)
def test_what_is_not_json_neither(program: FlaskClient, raw: bytes) -> None:
    refused(program.post(ADDRESS, data=raw, content_type="application/json"), 400)


def test_a_form_is_not_a_request(program: FlaskClient) -> None:
    refused(program.post(ADDRESS, data={"messages": CANARY}), 415)
    refused(program.post(ADDRESS, data=json.dumps({"messages": []}), content_type="text/plain"), 415)


def test_a_request_that_is_too_long_is_refused_and_the_largest_allowed_is_not(program: FlaskClient) -> None:
    refused(program.post(ADDRESS, data=b" " * (LARGEST_BODY + 1), content_type="application/json"), 413)
    messages = [{"role": "system", "content": "é" * LONGEST}] * (MOST_MESSAGES - 1)
    body = json.dumps({"messages": [*messages, {"role": "user", "content": "bof"}]})
    assert len(body) > 64 * 1024
    assert program.post(ADDRESS, data=body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Host": "localhost"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "havre.example"},
        {"Host": "127.0.0.1.elsewhere.example"},
        {"Host": "["},
    ],
)
def test_a_proxy_or_a_borrowed_name_is_refused(program: FlaskClient, headers: dict[str, str]) -> None:
    response = program.post(
        ADDRESS, json={"messages": [{"role": "user", "content": CANARY}]}, headers=headers
    )
    assert response.status_code in {400, 403}
    assert CANARY not in response.get_data(as_text=True)


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.2", "", "2001:db8::1", "unix"])
def test_another_machine_is_refused(program: FlaskClient, peer: str) -> None:
    body = {"messages": [{"role": "user", "content": CANARY}]}
    refused(program.post(ADDRESS, json=body, environ_overrides={"REMOTE_ADDR": peer}), 403)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.9", "::1"])
def test_this_machine_is_not(program: FlaskClient, peer: str) -> None:
    body = {"messages": [{"role": "user", "content": "bof"}]}
    assert program.post(ADDRESS, json=body, environ_overrides={"REMOTE_ADDR": peer}).status_code == 200


def test_pages_of_other_sites_are_refused_here_as_elsewhere(program: FlaskClient) -> None:
    body = {"messages": [{"role": "user", "content": "bof"}]}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert program.post(ADDRESS, json=body, headers=headers).status_code == 403


def test_the_pages_keep_their_rules_beside_it(program: FlaskClient) -> None:
    long = "state=" + "x" * (64 * 1024)
    form = "application/x-www-form-urlencoded"
    assert program.post("/fr/conversation", data=long, content_type=form).status_code == 413
    assert (
        program.post("/fr/conversation", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    )
    assert len(program.get("/fr/").data) % (32 * 1024) == 0


@given(
    said=st.lists(st.text(max_size=60), min_size=1, max_size=4),
    model=st.sampled_from(["havre-fr", "havre-en"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_an_answer(program: FlaskClient, said: list[str], model: str) -> None:
    assert text_of(answer(program, *said, model=model))


def test_half_a_sign_gets_an_answer(program: FlaskClient) -> None:
    raw = b'{"messages": [{"role": "user", "content": "mon chef \\ud800 m\'ignore \\u0000"}]}'
    assert program.post(ADDRESS, data=raw, content_type="application/json").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "havre.example"])
def test_an_app_that_others_can_reach_does_not_start_with_it(tmp_path: Path, host: str) -> None:
    (tmp_path / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    with pytest.raises(SettingsError, match="HAVRE_EVALUATION"):
        build_from_settings(Settings(data_dir=tmp_path, evaluation=True, employee_host=host))


def test_one_that_others_cannot_reach_does(tmp_path: Path) -> None:
    create_house(tmp_path, Clock()).close()
    app = build_from_settings(Settings(data_dir=tmp_path, evaluation=True, employee_host="localhost"))
    assert app.test_client().post(ADDRESS, json={}).status_code == 400
