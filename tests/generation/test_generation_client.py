"""The client of a model server: one deadline for everything, and nothing but a whole text is an answer."""

from __future__ import annotations

import json
import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest
from hostile_server import Behaviour, completion, saying, send, serving

from chatbot.generation.client import LARGEST_ANSWER, LONGEST_TEXT, ChatClient, Server
from chatbot.generation.model import ModelUnavailable

CANARY = "zibeline"
SECONDS = 0.5
SLACK = 0.4
"""What the machine may add to a deadline when it is busy."""


def drip(piece: bytes, head: bytes) -> Behaviour:
    """A server that gives a byte now and then, for ever."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not handler.stop.wait(0.05):  # type: ignore[attr-defined]  # set by the hostile server
            handler.wfile.write(piece)

    return behave


def flood(handler: BaseHTTPRequestHandler) -> None:
    """An answer without end, as fast as it goes."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b'{"a": "')
    while True:
        handler.wfile.write(b"x" * 65536)


def chunks_without_end(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("Location", handler.path)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def closed(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
HOSTILE: dict[str, Behaviour] = {
    "silence": lambda handler: handler.stop.wait(5),  # type: ignore[attr-defined, dict-item]
    "a slow status line": drip(b"1", b"HTTP/1."),
    "slow headers": drip(b"x", b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "a slow body": drip(b" ", HEAD),
    "continue for ever": drip(b"HTTP/1.1 100 Continue\r\n\r\n", b""),
    "a flood": flood,
    "chunks without end": chunks_without_end,
    "a large body": lambda handler: send(handler, b" " * (LARGEST_ANSWER + 1)),
    "a redirect": redirect,
    "an error": lambda handler: send(handler, completion("ok"), status=500),
    "no content": lambda handler: send(handler, b"", status=204),
    "a page": lambda handler: send(handler, completion("ok"), kind="text/html"),
    "no JSON": lambda handler: send(handler, b"{" + CANARY.encode()),
    "deep JSON": lambda handler: send(handler, b"[" * 30_000),
    "another JSON": lambda handler: send(handler, json.dumps([CANARY]).encode()),
    "no choice": lambda handler: send(handler, json.dumps({"choices": []}).encode()),
    "a choice of words": lambda handler: send(handler, json.dumps({"choices": [CANARY]}).encode()),
    "not UTF-8": lambda handler: send(handler, completion("x").replace(b'"x"', b'"\xff\xfe"')),
    "no text": saying(None),
    "parts": saying([{"type": "text", "text": CANARY}]),
    "a text cut off": saying("Une phrase qui", "length"),
    "a filtered text": saying("Une phrase.", "content_filter"),
    "a long text": saying("a" * (LONGEST_TEXT + 1)),
    "a closed connection": closed,
    "half an answer": lambda handler: handler.wfile.write(HEAD + completion("x")[:40]) and None,
    "not HTTP": lambda handler: handler.wfile.write(b"SSH-2.0-" + CANARY.encode() + b"\r\n") and None,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_gives_a_kind_of_failure_in_time(name: str) -> None:
    with serving(HOSTILE[name]) as (server, _):
        began = time.monotonic()
        with pytest.raises(ModelUnavailable) as caught:
            ChatClient(server, SECONDS).rewrite("demande", "phrase")
        assert time.monotonic() - began < SECONDS + SLACK
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_nobody_there_is_a_failure_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Server("127.0.0.1", "127.0.0.1", taken.getsockname()[1], "/v1/chat/completions", "small")
        with pytest.raises(ModelUnavailable, match="ConnectionRefusedError"):
            ChatClient(server, SECONDS).rewrite("demande", "phrase")


def test_a_connection_that_is_never_taken_ends_in_time() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        server = Server("127.0.0.1", "127.0.0.1", listening.getsockname()[1], "/v1/chat/completions", "small")
        began = time.monotonic()
        with pytest.raises(ModelUnavailable, match="TimeoutError"):
            ChatClient(server, SECONDS).rewrite("demande", "phrase")
        assert time.monotonic() - began < SECONDS + SLACK


def test_a_good_server_is_asked_plainly_and_heard() -> None:
    with serving(saying("Une autre phrase.")) as (server, asked):
        assert ChatClient(server, 5).rewrite("demande", "phrase") == "Une autre phrase."
    [head], [body] = asked.heads, asked.bodies
    assert set(head) == {"host", "content-type", "content-length", "accept", "connection"}
    sent = json.loads(body)
    assert sent["model"] == "small"
    assert [message["content"] for message in sent["messages"]] == ["demande", "phrase"]
    assert set(sent) == {"model", "messages", "temperature", "seed", "max_tokens", "stream"}


def test_a_chunked_answer_is_read() -> None:
    def chunked(handler: BaseHTTPRequestHandler) -> None:
        body = completion("Une autre phrase.")
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
            + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:9], body[9:]))
            + b"0\r\n\r\n"
        )

    with serving(chunked) as (server, _):
        assert ChatClient(server, 5).rewrite("demande", "phrase") == "Une autre phrase."


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(saying("Une autre phrase.")) as (server, _):
        assert ChatClient(server, 5).rewrite("demande", "phrase") == "Une autre phrase."


def test_the_key_is_sent_and_is_in_no_representation() -> None:
    with serving(saying("Une autre phrase.")) as (server, asked):
        keyed = Server(server.address, server.host, server.port, server.path, server.model, key="canary-key")
        ChatClient(keyed, 5).rewrite("demande", "phrase")
        assert "canary-key" not in repr(keyed)
    assert asked.heads[0]["authorization"] == "Bearer canary-key"
