"""A blocking client of one OpenAI-compatible server, with one deadline for everything.

The standard library's clients bound each wait and not their sum: a server that sends a byte a second holds
them for hours. Here every read gets what is left of the time. No redirect is followed, no proxy is looked
for, no name is looked up: the address was settled when the app started.
"""

from __future__ import annotations

import io
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import cast

from chatbot.generation.model import ModelUnavailable

LARGEST_ANSWER = 64 * 1024
"""Bytes read of an answer; a longer one is none."""

LONGEST_TEXT = 2_000
"""Characters of the words in an answer; a reply has a quarter of that."""

TOKENS_OF_A_WORD, MOST_TOKENS = 4, 200
"""How much a model may write: room for the same text again, and no time for a loop."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model answers. `address` is the settled IP address, `host` the name given by the operator."""

    address: str
    host: str
    port: int
    path: str
    model: str
    tls: ssl.SSLContext | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ChatClient:
    """Asks the server's chat completions. `seconds` is the time of a whole call, connection included."""

    server: Server
    seconds: float
    clock: Callable[[], float] = time.monotonic

    def rewrite(self, request: str, text: str) -> str:
        """Return what the model makes of `text`; raise ModelUnavailable with the kind of what went wrong."""
        deadline = self.clock() + self.seconds
        try:
            return _words(self._answer(self._question(request, text), deadline))
        except ModelUnavailable:
            raise
        # ValueError: not JSON, not UTF-8. Their own words may quote what came: the kind goes on alone.
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise ModelUnavailable(type(error).__name__) from None

    def _question(self, request: str, text: str) -> bytes:
        content = json.dumps(
            {
                "model": self.server.model,
                "messages": [{"role": "system", "content": request}, {"role": "user", "content": text}],
                "temperature": 0,
                "seed": 0,
                "max_tokens": min(MOST_TOKENS, 16 + TOKENS_OF_A_WORD * len(text.split())),
                "stream": False,
            }
        ).encode("ascii")
        host = f"[{self.server.host}]" if ":" in self.server.host else self.server.host
        head = [
            f"POST {self.server.path} HTTP/1.1",
            f"Host: {host}:{self.server.port}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            "Accept: application/json",
            "Connection: close",
            *([f"Authorization: Bearer {self.server.key}"] if self.server.key else []),
        ]
        return "\r\n".join([*head, "", ""]).encode("ascii") + content

    def _answer(self, question: bytes, deadline: float) -> bytes:
        where = (self.server.address, self.server.port)
        with (
            socket.create_connection(where, self._left(deadline)) as plain,
            self._wrapped(plain, deadline) as connection,
        ):
            connection.settimeout(self._left(deadline))
            connection.sendall(question)
            answer = HTTPResponse(cast("socket.socket", _Bounded(connection, lambda: self._left(deadline))))
            with answer:
                answer.begin()
                if answer.status != 200:
                    raise ModelUnavailable(f"status {answer.status}")
                if answer.headers.get_content_type() != "application/json":
                    raise ModelUnavailable("not JSON")
                content = answer.read(LARGEST_ANSWER + 1)
        if len(content) > LARGEST_ANSWER:
            raise ModelUnavailable("too long")
        return content

    def _wrapped(self, plain: socket.socket, deadline: float) -> socket.socket:
        tls = self.server.tls
        if tls is None:
            return plain
        plain.settimeout(self._left(deadline))
        return tls.wrap_socket(plain, server_hostname=self.server.host)

    def _left(self, deadline: float) -> float:
        left = deadline - self.clock()
        if left <= 0:
            raise TimeoutError
        return left


class _Received(io.RawIOBase):
    """The bytes of a connection; each wait is at most what is left of the whole time."""

    def __init__(self, connection: socket.socket, left: Callable[[], float]) -> None:
        super().__init__()
        self._connection = connection
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than typeshed's Buffer
        self._connection.settimeout(self._left())
        return self._connection.recv_into(buffer)


@dataclass(frozen=True, slots=True)
class _Bounded:
    """What HTTPResponse needs of a socket: a file to read."""

    connection: socket.socket
    left: Callable[[], float]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Received(self.connection, self.left))


def _words(content: bytes) -> str:
    answer = json.loads(content.decode("utf-8"))
    try:
        choice = answer["choices"][0]
        text, end = choice["message"]["content"], choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ModelUnavailable("not a chat completion") from None
    if not isinstance(text, str) or len(text) > LONGEST_TEXT or end not in (None, "stop"):
        raise ModelUnavailable("not a whole text")
    return text
