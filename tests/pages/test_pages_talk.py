"""The conversation page, as a person without JavaScript meets it, and as somebody with bad manners does."""

from __future__ import annotations

import pytest
from employee_house import House
from flask.testing import FlaskClient
from reading_pages import begin, read, say

from chatbot.sealing import TOKEN_LIMIT
from config.web.frugal import LARGEST_BODY

WORN_OUT = "Je n'ai plus de force, on me demande tout pour hier et personne ne m'aide."
CANARY = "zanzibar-4711"


def test_a_turn_without_a_script_shows_what_was_said_and_the_reply(client: FlaskClient) -> None:
    first = begin(client)
    assert first.status == 200
    second = say(client, first, WORN_OUT)
    assert second.status == 200
    assert WORN_OUT in second.words
    assert "Seul le dernier échange reste à l’écran" in second.words
    assert second.state != first.state
    third = say(client, second, "Depuis des mois.")
    assert WORN_OUT not in third.words


def test_a_quick_reply_is_a_real_button(client: FlaskClient) -> None:
    page = begin(client)
    assert page.chips
    choice = next(choice for choice in page.chips if choice not in {"count.open", "leave"})
    answer = read(client.post("/fr/conversation", data={"state": page.state, "choice": choice, "text": ""}))
    assert answer.status == 200
    assert answer.state


def test_looking_at_the_conversation_opens_one(client: FlaskClient) -> None:
    assert read(client.get("/en/conversation")).state


def test_what_was_said_is_shown_as_text_whatever_it_is(client: FlaskClient) -> None:
    page = say(client, begin(client), "<script>alert(1)</script> & <b>moi</b>")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;" in page.html


def test_a_script_receives_the_pieces_of_a_turn_and_nothing_around_them(client: FlaskClient) -> None:
    page = begin(client)
    answer = read(
        client.post(
            "/fr/conversation",
            data={"state": page.state, "text": WORN_OUT},
            headers={"X-Havre-Fragment": "1"},
        )
    )
    assert "<html" not in answer.html
    assert answer.html.lstrip().startswith("<div data-fragment")
    assert answer.state
    assert 'id="chips"' in answer.html


def test_an_empty_message_is_met_with_patience_and_loses_nothing(client: FlaskClient) -> None:
    page = say(client, say(client, begin(client), WORN_OUT), "   \r\n ")
    assert page.status == 200
    assert "le message était vide" in page.words
    assert page.state


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_changed_state_gets_a_kind_sentence_and_a_fresh_start(client: FlaskClient, lang: str) -> None:
    page = begin(client, lang)
    forged = page.state[:-5] + ("A" if page.state[-5] != "A" else "B") + page.state[-4:]
    answer = read(client.post(f"/{lang}/conversation", data={"state": forged, "text": CANARY}))
    assert answer.status == 400
    assert CANARY not in answer.html
    assert {"fr": "ne peut pas être rouverte", "en": "cannot be opened again"}[lang] in answer.words
    assert say(client, answer, "Bonjour", lang).status == 200


@pytest.mark.parametrize("rubbish", ["x", "é" * 40, "../../etc/passwd", "A" * 400, "\x00\x01", "{}"])
def test_rubbish_for_a_state_gets_the_same(client: FlaskClient, rubbish: str) -> None:
    answer = read(client.post("/fr/conversation", data={"state": rubbish, "text": CANARY}))
    assert answer.status == 400
    assert CANARY not in answer.html
    assert answer.state


def test_a_conversation_left_alone_closes_by_itself(house: House) -> None:
    client = house.client()
    page = say(client, begin(client), WORN_OUT)
    house.clock.forward(minutes=119)
    page = say(client, page, "Je reviens.")
    assert page.status == 200
    house.clock.forward(minutes=121)
    answer = say(client, page, CANARY)
    assert answer.status == 410
    assert "s’est refermée d’elle-même" in answer.words
    assert CANARY not in answer.html
    assert answer.state


def test_an_oversized_state_gets_the_same(client: FlaskClient) -> None:
    answer = read(client.post("/fr/conversation", data={"state": "A" * (TOKEN_LIMIT + 1), "text": CANARY}))
    assert answer.status == 413
    assert "trop longue" in answer.words
    assert CANARY not in answer.html


@pytest.mark.parametrize("size", [4_001, 20_000])
def test_a_message_over_the_limit_gets_a_kind_sentence(client: FlaskClient, size: int) -> None:
    page = say(client, begin(client), "a" * size)
    assert page.status == 200
    assert page.state


def test_a_body_over_the_limit_gets_a_kind_page(client: FlaskClient) -> None:
    answer = client.post("/fr/conversation", data={"text": CANARY + "x" * LARGEST_BODY})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "trop long pour un seul envoi" in page
    assert CANARY not in page


def test_a_choice_that_was_never_offered_does_no_harm(client: FlaskClient) -> None:
    for choice in ("no.such.reply", "card.Z.maybe", "../x", "é"):
        page = begin(client)
        answer = read(client.post("/fr/conversation", data={"state": page.state, "choice": choice}))
        assert answer.status == 200, choice
        assert answer.state
    answer = read(client.post("/fr/conversation", data={"state": begin(client).state, "choice": "x" * 500}))
    assert answer.status == 400


def test_the_language_changes_on_the_way_without_losing_the_conversation(client: FlaskClient) -> None:
    page = say(client, begin(client), WORN_OUT)
    answer = read(client.post("/en/conversation", data={"state": page.state, "switch": "1"}))
    assert "Let us go on in English." in answer.words
    assert '<html lang="en">' in answer.html
    assert say(client, answer, "It has been months.", "en").status == 200


def test_a_danger_shows_its_card_with_calls_even_without_a_script(client: FlaskClient) -> None:
    page = say(client, begin(client), "J'ai tout préparé, je vais me tuer ce soir.")
    assert "data-card" in page.html
    assert 'class="button" href="tel:15"' in page.html or 'class="button" href="tel:112"' in page.html
    assert '<details class="box-fold">' in page.html, "the box waits behind a line: nothing else on screen"


def test_leaving_and_counting_chosen_as_replies_lead_there(client: FlaskClient) -> None:
    page = begin(client)
    leaving = client.post("/fr/conversation", data={"state": page.state, "choice": "leave"})
    assert (leaving.status_code, leaving.headers["Location"]) == (303, "/fr/calendar")
    counting = client.post("/fr/conversation", data={"state": page.state, "choice": "count.open"})
    assert (counting.status_code, counting.headers["Location"]) == (307, "/fr/count")


@pytest.mark.parametrize("shape", ["two", "ten", "vent"])
def test_the_first_page_opens_the_evening_that_was_chosen(client: FlaskClient, shape: str) -> None:
    first = read(client.get("/fr/"))
    assert f'value="{shape}"' in first.html
    opened = read(client.post("/fr/conversation", data={"begin": shape}))
    usual = read(client.post("/fr/conversation", data={"begin": "1"}))
    assert opened.words != usual.words
    if shape == "vent":
        assert "?" not in opened.words.split("Votre message")[0].split("Conversation")[-1]


def test_a_picture_is_corrected_without_a_script(client: FlaskClient) -> None:
    page = begin(client)
    for choice in ("start.work", "detail.work.overload", "since.months", "move.cause"):
        page = read(client.post("/fr/conversation", data={"state": page.state, "choice": choice}))
    for choice in ("often.daily", "helps.walk", "support.nobody"):
        page = read(client.post("/fr/conversation", data={"state": page.state, "choice": choice}))
    assert "Trop à faire pour le temps qu’il y a" in page.words
    assert "Cela dure depuis des mois" in page.words
    kept = ["situation:overload", "helps:walk", "support:nobody"]
    answer = client.post(
        "/fr/conversation", data={"state": page.state, "choice": "picture.kept", "line": kept}
    )
    page = read(answer)
    assert "Trop à faire pour le temps qu’il y a" in page.words
    assert "Cela dure depuis des mois" not in page.words
