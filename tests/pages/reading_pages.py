"""Reading a page as a person without JavaScript does: its forms, its buttons, its words."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Read:
    """A page that was received."""

    status: int
    html: str

    @property
    def state(self) -> str:
        """The sealed field of the page."""
        found = re.search(r'name="state" value="([^"]*)"', self.html)
        assert found, "the page carries no conversation"
        return found[1]

    @property
    def words(self) -> str:
        """What is written on the page, without its tags."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.html)))

    @property
    def chips(self) -> dict[str, str]:
        """The quick replies: id to label."""
        found = re.findall(r'class="chip"[^>]*name="choice" value="([^"]+)"[^>]*>([^<]+)<', self.html)
        return {choice: html.unescape(label) for choice, label in found}

    @property
    def ticked(self) -> set[str]:
        """The measures whose switch is on."""
        return set(re.findall(r'name="measure" value="([^"]+)" checked', self.html))

    @property
    def switches(self) -> set[str]:
        """Every measure that has a switch."""
        return set(re.findall(r'name="measure" value="([^"]+)"', self.html))


def read(answer: TestResponse) -> Read:
    """Read an answer."""
    return Read(answer.status_code, answer.get_data(as_text=True))


def begin(client: FlaskClient, lang: str = "fr") -> Read:
    """Press « Commencer »."""
    return read(client.post(f"/{lang}/conversation", data={"begin": "1"}))


def say(client: FlaskClient, page: Read, text: str, lang: str = "fr") -> Read:
    """Write and send."""
    return read(client.post(f"/{lang}/conversation", data={"state": page.state, "text": text}))
