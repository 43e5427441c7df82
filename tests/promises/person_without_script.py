"""Somebody at the employee app without JavaScript, who sends each form as the page gave it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient


def hidden(page: str, name: str) -> str:
    """The value of the first field of that name on a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert found, f"no field {name}"
    return unescape(found[1])


class Person:
    """Opens a conversation and goes on with the state that each page carries."""

    def __init__(self, client: FlaskClient, lang: str = "fr") -> None:
        self.client = client
        self.lang = lang
        self.state = hidden(client.get(f"/{lang}/conversation").text, "state")

    def post(self, path: str, **fields: object) -> str:
        """Send a form and return the page."""
        page = self.client.post(f"/{self.lang}/{path}", data={"state": self.state, **fields}).text
        if 'name="state"' in page:
            self.state = hidden(page, "state")
        return page

    def says(self, text: str) -> str:
        """Send a message and return the page."""
        return self.post("conversation", text=text)
