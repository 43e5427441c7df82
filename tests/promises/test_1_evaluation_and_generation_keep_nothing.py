"""Promise 1, for two options that are off by default: when they are on, they keep nothing either."""

from __future__ import annotations

import http.client
import json
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from house_under_test import ROOT, House, free_port, wait_until_it_answers

ADDRESS = "/v1/chat/completions"


def ask(address: str, *said: str, **headers: str) -> tuple[int, bytes]:
    where = urlsplit(address)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
    body = json.dumps({"messages": [{"role": "user", "content": text} for text in said]})
    connection.request("POST", ADDRESS, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@contextmanager
def employee_app(house: House, log: Path, **settings: str) -> Iterator[str]:
    """The employee app of the house once more, with other settings, until the end of the block."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.cli.main", "employee"],
            env={**house.environment, "HAVRE_EMPLOYEE_PORT": port, **settings},
            cwd=ROOT,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_it_answers(address + "/", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def model_server() -> Iterator[tuple[int, list[bytes]]]:
    """A model that always answers the same; gives its port and what it was sent."""
    sent: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(
                {"choices": [{"message": {"content": "Bien."}, "finish_reason": "stop"}]}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1], sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_address_for_evaluators_is_absent_by_default(house: House) -> None:
    status, content = ask(house.employee, "bonjour")
    assert status == 404
    assert b"choices" not in content


def test_evaluated_and_rephrased_it_keeps_no_byte_and_tells_the_model_no_word(house: House) -> None:
    canary = f"zibeline{secrets.token_hex(8)}"
    log = house.logs / "evaluated.log"
    said = [
        f"j'en peux plus de mon chef, il m'appelle {canary} devant tout le monde",
        "trop de travail, je cours partout",
        "je suis épuisée",
        "depuis des mois",
    ]
    with model_server() as (port, sent):
        model = {"HAVRE_CHATBOT__GENERATION__URL": f"http://127.0.0.1:{port}/v1"}
        with employee_app(house, log, HAVRE_EVALUATION="1", **model) as address:
            for number in range(1, len(said) + 1):
                status, content = ask(address, *said[:number])
                assert status == 200, content
                assert b"Bien." not in content
            assert ask(address, *said, **{"X-Forwarded-For": "192.0.2.1"})[0] == 403
            assert ask(address, canary * 2000)[0] == 400
    # The wall lets the app reach this one port, and what went through it holds nothing of the person.
    assert sent
    assert not any(canary.encode() in body for body in sent)
    for path in house.folder.parent.rglob("*"):
        if path.is_file():
            assert canary.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HAVRE_EVALUATION": "1", "HAVRE_EMPLOYEE_HOST": "0.0.0.0"}, "HAVRE_EVALUATION"),
        ({"HAVRE_CHATBOT__GENERATION__URL": "http://someone:canary@127.0.0.1/v1"}, "api_key_file"),
        ({"HAVRE_CHATBOT__GENERATION__URL": "http://1.1.1.1/v1"}, "trusted_host"),
    ],
)
def test_what_would_open_it_to_others_does_not_start(
    house: House, settings: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.cli.main", "employee"],
        env={**house.environment, "HAVRE_EMPLOYEE_PORT": str(free_port()), **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "canary" not in done.stderr
    assert "Traceback" not in done.stderr
