"""Somebody at the employee app without a browser, who sends each form as the page gave it.

To be counted takes JavaScript: `counts` does what the browser's modules do, by their twin in Python.
"""

from __future__ import annotations

import json
import re
from html import unescape

from flask.testing import FlaskClient
from house_under_test import House

from config.installation import open_installation
from config.settings import Settings
from signals.contributions import base64url
from signals.contributions.pass_making import make_request
from signals.contributions.windows import parse_window


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

    def ask(self, address: str, size: int, **fields: object) -> dict[str, str]:
        """Ask an address of fixed size, as the browser does."""
        bare = len(json.dumps({**fields, "pad": ""}))
        body = json.dumps({**fields, "pad": " " * (size - bare)})
        return dict(json.loads(self.client.post(address, data=body, content_type="application/json").data))

    def exchanges(self, house: House, code: str) -> str:
        """Make a pass for an invitation; what the server says when it gives none."""
        said = self.ask("/passes/look", 1024, code=code)
        if said["outcome"] != "invited":
            return said["outcome"]
        term = parse_window(said["term"])
        with open_installation(Settings(data_dir=house.folder)) as installation:
            key = installation.key_records.key(said["unit"], term)
        assert key is not None
        request = make_request(code, said["unit"], term, key)
        signed = self.ask("/passes/sign", 2048, code=code, blinded=base64url.encode(request.blinded))
        return request.finish(base64url.decode(signed["signature"]) or b"")

    def counts(self, house: House, code: str, measures: list[str]) -> str:
        """Exchange the invitation and be counted; the outcome."""
        token = self.exchanges(house, code)
        return self.ask("/count", 4096, measures=measures, **{"pass": token})["outcome"]
