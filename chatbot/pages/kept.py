"""What a person may keep for when there is no network (the numbers, a few exercises), and the installed app.

Nothing is kept unless the person asks (static/keep.js). The worker that the browser then runs keeps the pages
and files listed here and nothing else: never a conversation, never a page that carries a state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, current_app, render_template, url_for

from chatbot.library.steps import Step
from chatbot.pages.language import lang_of
from chatbot.pages.rooms import PAGES_DIRECTORY, urgent_numbers
from chatbot.pages.services import PageServices
from referrals.emergency import numbers_for
from referrals.sheets import LANGS, Lang

KEPT_MARK = "kept"
"""The query of a kept file: only the kept page asks for it, so that the worker meddles with no other page."""

_STYLES = (
    ("design.static", "tokens.css"),
    ("design.static", "ground.css"),
    ("rooms.static", "employee.css"),
    ("rooms.static", "conversation.css"),
    ("rooms.static", "shelves.css"),
)
_WORKER = PAGES_DIRECTORY / "static" / "worker.js"
_LONGEST_EXERCISE = 3
_PAPER = "#f5efe3"
_ICONS = (("icon-192.png", "192x192"), ("icon-512.png", "512x512"))


@dataclass(frozen=True, slots=True)
class KeptPages:
    """The blueprint `kept`."""

    services: PageServices

    def blueprint(self) -> Blueprint:
        """Return the blueprint `kept`."""
        pages = Blueprint("kept", __name__)
        pages.add_url_rule("/<lang>/offline", "offline", self.offline)
        pages.add_url_rule("/<lang>/manifest.webmanifest", "manifest", self.manifest)

        @cache
        def written() -> str:
            return worker_of(kept_addresses())

        @pages.get("/sw.js")
        def worker() -> Response:
            """The worker, which names what it keeps and the digest of it."""
            return Response(written(), mimetype="text/javascript")

        return pages

    def offline(self, lang: str) -> str:
        """The page of when there is no network: it needs no script and asks for nothing that is not kept."""
        language = lang_of(lang)
        return render_template(
            "offline.html",
            urgent=urgent_numbers(numbers_for(self.services.organisation.country, language)),
            steps=[step for step in self.services.companion.steps.all(language) if _alone(step)],
            styles=[_kept_file(endpoint, name) for endpoint, name in _STYLES],
            icon=_kept_file("rooms.static", "sheet.svg"),
        )

    def manifest(self, lang: str) -> Response:
        """What a browser asks before it puts Havre on the home screen."""
        t = self.services.words.text
        content = {
            "id": "/",
            "lang": lang,
            "dir": "ltr",
            "name": t(lang, "chat.frame.brand"),
            "short_name": t(lang, "chat.frame.brand"),
            "start_url": url_for("rooms.first"),
            "scope": "/",
            "display": "standalone",
            "background_color": _PAPER,
            "theme_color": _PAPER,
            "icons": [
                {
                    "src": url_for("rooms.static", filename="icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                },
                *(
                    {
                        "src": url_for("rooms.static", filename=name),
                        "sizes": sides,
                        "type": "image/png",
                        "purpose": purpose,
                    }
                    for name, sides in _ICONS
                    for purpose in ("any", "maskable")
                ),
            ],
        }
        return Response(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")


def kept_addresses() -> dict[Lang, str]:
    """The address of the kept page of each language."""
    return {lang: url_for("kept.offline", lang=lang) for lang in LANGS}


def worker_of(pages: dict[Lang, str]) -> str:
    """The whole text of the worker: the constants it needs, then static/worker.js.

    Its version is the digest of everything it keeps, so that a browser takes a new worker, and with it a new
    copy, as soon as one letter of that changes, and not before.
    """
    files = [
        *(_kept_file(endpoint, name) for endpoint, name in _STYLES),
        _kept_file("rooms.static", "sheet.svg"),
    ]
    version = hashlib.sha256(b"".join(_digests([*pages.values(), *files]))).hexdigest()[:16]
    constants = {"VERSION": version, "PAGES": pages, "FILES": files, "NEVER": _calendars()}
    lines = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    return lines + _WORKER.read_text(encoding="utf-8")


def _digests(addresses: list[str]) -> Iterator[bytes]:
    """The digest of each address and of what it answers, through the whole application."""
    for address in addresses:
        with current_app.test_request_context(address):
            answer = current_app.full_dispatch_request()
            answer.direct_passthrough = False
            yield hashlib.sha256(address.encode() + b"\0" + answer.get_data()).digest()
            answer.close()


def _kept_file(endpoint: str, name: str) -> str:
    return f"{url_for(endpoint, filename=name)}?{KEPT_MARK}"


def _calendars() -> list[str]:
    """Where one leaves to: without a network the browser's own blank page is the neutral one."""
    return [url_for("rooms.calendar", lang=lang) for lang in LANGS]


def _alone(step: Step) -> bool:
    """Whether an exercise can be read alone: short, in plain words, with no question to ask before it."""
    return step.minutes <= _LONGEST_EXERCISE and step.ask_first is None and step.guided is None
