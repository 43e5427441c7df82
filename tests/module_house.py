"""Our JavaScript modules in a real browser, alone on an empty page, under the policy of the real pages.

`with open_modules(browser, {"static": STATIC}) as modules:` serves each folder under its name on loopback;
`modules.run("/static/blind.js", "return m.prepare(...)", given)` runs a few lines with the module as `m`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from config.web.headers import CONTENT_POLICY

STATIC = Path(__file__).resolve().parents[1] / "chatbot" / "pages" / "static"
POLICY = "; ".join(f"{directive} {sources}" for directive, sources in CONTENT_POLICY.items())
EMPTY_PAGE = b"<!doctype html><html lang=en><title>Modules</title>"
# What the lines of a test may use to write bytes as text and back.
ON_HEX = """
const pairs = (text) => text.replace(/^0x/, "").match(/../g) ?? [];
const bytes = (text) => Uint8Array.from(pairs(text), (pair) => parseInt(pair, 16));
const hex = (content) => Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
"""


@dataclass(frozen=True)
class Modules:
    """An empty page that may import the served modules, and nothing else."""

    page: Page

    def run(self, module: str, lines: str, given: object = None) -> Any:
        """What `lines` return, with the module at the path `module` as `m`, and `given`, `bytes`, `hex`."""
        return self.page.evaluate(
            f"async (given) => {{ const m = await import('{module}'); {ON_HEX} {lines} }}", given
        )


@contextmanager
def open_modules(browser: Browser, folders: Mapping[str, Path]) -> Iterator[Modules]:
    """Open an empty page that is served with `folders`, until the block ends."""
    with _served(folders) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        yield Modules(page)
        context.close()


@contextmanager
def _served(folders: Mapping[str, Path]) -> Iterator[str]:
    """Serve the `.js` files of `folders` until the block ends; gives the address without a final slash."""

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer the empty page, or one file."""
            name, _, path = self.path.removeprefix("/").partition("/")
            place = folders[name] / path if name in folders else None
            found = place is not None and place.suffix == ".js" and place.is_file()
            content = place.read_bytes() if place is not None and found else EMPTY_PAGE
            self.send_response(200 if found or self.path == "/" else 404)
            self.send_header("Content-Type", "text/javascript" if found else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Write no line about requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
