"""A form of another site is refused; ours, and a person's own, are not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "http://localhost:81"},
)
OURS = (
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
    {"Origin": "http://localhost"},
)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(
    "path", ["/fr/conversation", "/en/count", "/fr/prepare", "/passes/look", "/passes/sign", "/count"]
)
def test_other_sites_are_refused(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, headers=headers, data={"begin": "1"})
    assert answer.status_code == 403
    assert "3114" in answer.get_data(as_text=True)


@pytest.mark.parametrize("headers", OURS)
def test_our_own_pages_are_not(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/fr/conversation", headers=headers, data={"begin": "1"}).status_code == 200


def test_a_link_from_elsewhere_may_be_followed(client: FlaskClient) -> None:
    assert client.get("/fr/invitation", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
