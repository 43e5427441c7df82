"""A real browser on a real server, both on loopback, for the pages of employees and of the staff."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from key_pool import pooled_keys
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from config.employee_app import build_from_settings
from config.installation import Installation, create_installation
from config.settings import Settings
from signals.contributions.invitations import draw_code
from signals.contributions.store import Invitation
from signals.contributions.windows import Window

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ORGANISATION = """
[organisation]
name = "Ateliers du Nord"
simulated = true
country = "FR"
dpo_contact = "dpo@ateliers.example"

[[unit]]
id = "production"
name = "Production"
"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

Serve = Callable[[Flask], str]


def answered_whole(app: Flask) -> WSGIApplication:
    """The app, each answer taken whole and closed: this server leaves files open when a browser leaves."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", lambda: None)()

    return answer


class NoAccessLines(WSGIRequestHandler):
    """The server of the tests writes no line about requests, as the real one does not."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


@dataclass
class Visit:
    """One window: its page, everything it asked the network for, and every complaint of its console."""

    page: Page
    context: BrowserContext
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )

    def violations(self, *only: str) -> list[str]:
        """What axe finds on the page as it stands: every rule it has, or `only` these."""
        # What is in motion has no settled colour: let every transition reach its end first.
        self.page.evaluate("document.getAnimations().forEach((each) => each.finish?.call(each))")
        found = Axe().run(self.page, options={"runOnly": list(only)} if only else None).response["violations"]
        return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


Open = Callable[..., Visit]


@dataclass(frozen=True)
class Employee:
    """The employee app being served: its address, a way to draw invitations, and what stands behind it."""

    address: str
    invite: Callable[[], str]
    installation: Installation

    @property
    def term(self) -> Window:
        """The term of the passes."""
        return self.installation.settings.calendar.term_at(datetime.now(UTC))

    def link(self, code: str, lang: str = "fr") -> str:
        """The link that an invitation comes with: its code and the list of keys that it vouches for."""
        newest = self.installation.key_records.list().newest_of(self.term)
        return f"{self.address}/{lang}/invitation#{code}.{str(newest)[:16]}"

    def counts(self) -> dict[tuple[str, str], int]:
        """What the worker would count of the present window."""
        self.installation.intake.settle()
        window = self.installation.settings.calendar.window_at(datetime.now(UTC))
        return dict(self.installation.intake.counts(window))


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Start a server for an app on a free port of loopback; its address comes back without a final slash."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server(
            "127.0.0.1", 0, answered_whole(app), threaded=True, request_handler=NoAccessLines
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_window(browser: Browser) -> Iterator[Open]:
    """Open windows, as in `open_window(script=False, scheme="dark", motion="reduce", size=PHONE)`."""
    contexts = []

    def start(
        *,
        script: bool = True,
        scheme: str = "light",
        motion: str = "no-preference",
        size: dict[str, int] | None = None,
        touch: bool = False,
    ) -> Visit:
        context = browser.new_context(
            viewport=size or PHONE,
            java_script_enabled=script,
            color_scheme=scheme,
            reduced_motion=motion,
            has_touch=touch,
            is_mobile=touch,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visit(context.new_page(), context)

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def employee(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Employee:
    """The whole employee app, with its model and its stores, on a fresh installation."""
    folder = tmp_path_factory.mktemp("employee")
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    settings = Settings(data_dir=folder)
    installation = create_installation(settings, datetime.now(UTC), durable=False, make_key=pooled_keys())

    def invite() -> str:
        code = draw_code()
        term = settings.calendar.term_at(datetime.now(UTC))
        installation.intake.add_invitations([Invitation(code.hash, "production", term)])
        return code.written

    return Employee(serve(build_from_settings(settings)), invite, installation)
