"""A model server on loopback that does what the test says, down to the bytes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chatbot.generation.client import Server

Behaviour = Callable[[BaseHTTPRequestHandler], None]
"""What the server does with a request whose body was read."""


@dataclass
class Asked:
    """What reached the server: the heads and the bodies of the requests."""

    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["messages"][-1]["content"] for body in self.bodies]


class _Server(ThreadingHTTPServer):
    """It keeps silent about connections that its clients gave up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[tuple[Server, Asked]]:
    """Serve until the end of the block; gives where, and what was asked."""
    asked = Asked()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.heads.append({name.lower(): value for name, value in self.headers.items()})
            asked.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.close_connection = True
            self.stop = asked.stop
            behaviour(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        port = server.server_address[1]
        yield Server("127.0.0.1", "127.0.0.1", port, "/v1/chat/completions", "small"), asked
    finally:
        asked.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def send(
    handler: BaseHTTPRequestHandler, body: bytes, kind: str = "application/json", status: int = 200
) -> None:
    """Answer at once."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(text: object, end: str = "stop") -> bytes:
    """A chat completion whose words are `text`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": end}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def saying(text: object, end: str = "stop") -> Behaviour:
    """A server that answers every request with `text`."""
    return lambda handler: send(handler, completion(text, end))
