"""Lengths: what an observer of the network can still measure is the same for everybody."""

from __future__ import annotations

import pytest
from employee_house import House
from flask.testing import FlaskClient
from reading_pages import begin, read, say

from chatbot.pages.padded import COUNT, PAGE_STEP, RECEIPT_BYTES, answer_padded

SAID = {
    "fr": (
        "Bonjour",
        "J'ai trop de travail, des délais intenables.",
        "J'ai tout préparé, je vais me tuer ce soir.",
    ),
    "en": (
        "Hello",
        "I have too much work and impossible deadlines.",
        "It is all ready, I will kill myself tonight.",
    ),
}
PLAIN_PAGES = (
    "", "conversation", "steps", "steps/slow_breathing", "help", "no-trace", "journal", "employer",
    "invitation", "pass", "passes", "prepare", "calendar", "offline", "nothing-here",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("headers", [{}, {"X-Havre-Fragment": "1"}])
def test_a_greeting_and_a_danger_are_answered_at_the_same_length(
    client: FlaskClient, lang: str, headers: dict[str, str]
) -> None:
    state = begin(client, lang).state
    lengths = {
        len(client.post(f"/{lang}/conversation", data={"state": state, "text": text}, headers=headers).data)
        for text in SAID[lang]
    }
    assert lengths == {PAGE_STEP}


def test_a_receipt_is_as_long_whether_counting_is_open_or_not(client: FlaskClient) -> None:
    pages = [say(client, begin(client), text) for text in SAID["fr"]]
    answers = [client.post("/fr/count", data={"state": page.state}) for page in pages]
    assert {len(answer.data) for answer in answers} == {RECEIPT_BYTES}


def test_a_state_is_as_long_at_the_end_of_a_conversation_as_at_its_beginning(client: FlaskClient) -> None:
    page = begin(client)
    lengths = {len(page.state)}
    for text in (*SAID["fr"], "Merci", "Depuis des mois", "Je ne sais pas"):
        page = say(client, page, text)
        lengths.add(len(page.state))
    assert len(lengths) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_is_a_whole_number_of_steps(client: FlaskClient, lang: str) -> None:
    for path in PLAIN_PAGES:
        answer = client.get(f"/{lang}/{path}", buffered=True)
        assert len(answer.data) % PAGE_STEP == 0, path
        assert answer.headers["Content-Length"] == str(len(answer.data)), path


def test_nothing_is_compressed_even_when_the_browser_would_take_it(client: FlaskClient) -> None:
    answer = client.get("/fr/help", headers={"Accept-Encoding": "gzip, br, zstd, deflate"})
    assert "Content-Encoding" not in answer.headers
    assert "no-transform" in answer.headers["Cache-Control"]


def test_an_answer_that_would_not_fit_is_an_error_of_ours_and_not_a_longer_answer(house: House) -> None:
    with house.app.test_request_context(), pytest.raises(ValueError, match="bytes more"):
        answer_padded({"outcome": "x" * COUNT.answered}, COUNT)


def test_the_words_of_a_page_are_what_they_were(client: FlaskClient) -> None:
    page = read(client.get("/fr/help"))
    assert page.html.rstrip().endswith("</html>")
