"""The sheet as a page: from a conversation or without one, with no JavaScript, and with nothing sent back."""

from __future__ import annotations

import html
import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from employee_house import House
from flask import render_template
from flask.testing import FlaskClient
from reading_pages import Read, begin, read, say

from chatbot.conversation.reply import QuickReply, Reply
from chatbot.conversation.state import State
from chatbot.conversation.story import Story
from chatbot.library.anchors import Anchors
from chatbot.pages.padded import SHEET_BYTES
from chatbot.pages.turns import ShownTurn
from chatbot.preparing.listeners import Listener

SAID = {
    "fr": "J'ai trop de travail depuis des mois, zibelinedouze, des délais intenables.",
    "en": "I have had too much work for months, zibelinedouze, impossible deadlines.",
}
DANGER = {"fr": "J'ai envie de mourir.", "en": "I want to die."}
CANARY = "zibelinedouze"


def prepare(
    client: FlaskClient, page: Read | None, listener: str = "", lang: str = "fr", **fields: str
) -> Read:
    """Ask for the sheet as the form does."""
    data = {
        **({"state": page.state} if page else {}),
        **({"listener": listener} if listener else {}),
        **fields,
    }
    return read(client.post(f"/{lang}/prepare", data=data))


def blanks(page: Read) -> dict[str, str]:
    """What is written on the sheet, by blank."""
    found = re.findall(
        r'<textarea id="[^"]+" data-blank="([^"]+)"[^>]*>(.*?)</textarea>', page.html, re.DOTALL
    )
    return {name: html.unescape(text) for name, text in found}


def listeners(page: Read) -> list[str]:
    """The listeners proposed, in order."""
    return re.findall(r'name="listener" value="([^"]+)" data-in-place', page.html)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_conversation_leads_to_five_listeners_then_to_a_sheet(client: FlaskClient, lang: str) -> None:
    talk = say(client, begin(client, lang), SAID[lang], lang)
    choosing = prepare(client, talk, lang=lang, choice="prepare.open", text=f"pas envoyé {CANARY}")
    assert choosing.status == 200
    assert set(listeners(choosing)) == set(Listener)
    assert blanks(choosing) == {}
    sheet = prepare(client, choosing, "manager", lang)
    written = blanks(sheet)
    assert len(written) == 13
    assert ("Il y a plus à faire" if lang == "fr" else "There is more to do") in written["happens"]
    assert written["since"].startswith("Depuis des mois" if lang == "fr" else "For months")
    assert CANARY not in choosing.html + sheet.html


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_a_conversation_the_prompts_are_there(client: FlaskClient, lang: str) -> None:
    first = read(client.get(f"/{lang}/prepare"))
    assert first.status == 200
    assert set(listeners(first)) == set(Listener)
    assert 'name="state"' not in first.html
    for listener in Listener:
        sheet = prepare(client, None, listener, lang)
        assert blanks(sheet)["happens"] == ""
        assert blanks(sheet)["open"]
        assert 'name="resume"' not in sheet.html
        assert "—" not in sheet.words


def test_the_conversation_is_found_again_where_it_was(client: FlaskClient) -> None:
    sheet = prepare(client, say(client, begin(client), SAID["fr"]), "doctor")
    back = read(client.post("/fr/conversation", data={"state": sheet.state, "resume": "1"}))
    assert "Nous reprenons où nous en étions" in back.words
    after = say(client, back, "Merci, à bientôt")
    assert after.status == 200


def test_what_is_written_has_no_name_and_belongs_to_no_form(client: FlaskClient) -> None:
    """The only fields a browser can send are the state and the listener."""
    page = prepare(client, say(client, begin(client), SAID["fr"]), "hr")
    assert not re.search(r"<textarea[^>]*\b(?:name|form)=", page.html)
    form = page.html[page.html.index('<form id="sheet"') : page.html.index("</form>")]
    assert "<textarea" not in form
    assert set(re.findall(r'\bname="([^"]+)"', page.html.split("<body", 1)[1])) == {
        "state",
        "listener",
        "resume",
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_fact_shows_its_source_and_the_day_it_was_checked(client: FlaskClient, lang: str) -> None:
    for listener in Listener:
        page = prepare(client, None, listener, lang)
        facts = re.findall(r"<li data-fact>(.*?)</li>", page.html, re.DOTALL)
        assert len(facts) >= 2, listener
        for fact in facts:
            assert re.search(r"Source\s?: .+(?:vérifié le|checked on) \d+ \w+ 2026", html.unescape(fact)), (
                fact
            )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_after_a_danger_the_sheet_is_there_and_the_numbers_come_first(client: FlaskClient, lang: str) -> None:
    talk = say(client, say(client, begin(client, lang), SAID[lang], lang), DANGER[lang], lang)
    choosing = prepare(client, talk, lang=lang)
    in_main = choosing.html[choosing.html.index("<main") :]
    assert in_main.index('href="tel:3114"') < in_main.index('name="listener"')
    page = prepare(client, talk, "doctor", lang)
    main = page.html[page.html.index("<main") :]
    assert blanks(page)["happens"]
    assert main.index('href="tel:3114"') < main.index("<textarea")
    assert ("peut attendre" if lang == "fr" else "can wait") in page.words
    before = prepare(client, say(client, begin(client, lang), SAID[lang], lang), "doctor", lang)
    assert "peut attendre" not in before.words
    assert "can wait" not in before.words


def test_a_conversation_that_cannot_be_opened_leaves_an_empty_sheet(house: House) -> None:
    client = house.client()
    talk = begin(client)
    house.clock.forward(days=3)
    for state in (talk.state, "nothing.of.ours", talk.state[:-8] + "AAAAAAAA"):
        page = read(client.post("/fr/prepare", data={"state": state, "listener": "doctor"}))
        assert page.status == 200
        assert "refermée" in page.words
        assert blanks(page)["happens"] == ""
        assert 'name="state"' not in page.html


def test_a_listener_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    assert client.post("/fr/prepare", data={"listener": "press"}).status_code == 400


def test_a_chip_of_the_conversation_leads_here_with_its_state(house: House) -> None:
    turn = ShownTurn("sealed", Reply(("Bien.",), (QuickReply("prepare.open", "Préparer quoi dire"),)))
    with house.app.test_request_context("/fr/conversation"):
        house.app.preprocess_request()
        page = render_template("parts/answer.html", turn=turn)
    [chip] = re.findall(r'<button class="chip"[^>]*value="prepare\.open"[^>]*>', page)
    assert 'form="talk"' in chip
    assert 'formaction="/fr/prepare"' in chip
    assert "data-in-place" in chip
    answer = house.client().post(
        "/fr/conversation", data={"state": begin(house.client()).state, "choice": "prepare.open"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (307, "/fr/prepare")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_is_within_reach_from_everywhere(client: FlaskClient, lang: str) -> None:
    for path in ("", "help", "steps"):
        assert f'href="/{lang}/prepare"' in client.get(f"/{lang}/{path}").get_data(as_text=True), path
    talk = begin(client, lang)
    assert re.search(rf'<button[^>]*form="talk" formaction="/{lang}/prepare"', talk.html)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sheet_has_the_same_length_whatever_is_known(open_all_day: House, lang: str) -> None:
    client, sealer = open_all_day.client(), open_all_day.services.sealer
    now = open_all_day.clock()
    lengths = {len(client.get(f"/{lang}/prepare").data)}
    stories = [Story(situations=pair) for pair in itertools.pairwise((*Anchors.load().known, "harassment"))]
    for story, listener in itertools.product(stories, Listener):
        sealed = sealer.seal(State("fr", story=story).to_slots(), now)
        answer = client.post(f"/{lang}/prepare", data={"state": sealed, "listener": listener})
        assert answer.status_code == 200
        lengths.add(len(answer.data))
    state = say(client, begin(client, lang), DANGER[lang], lang).state
    lengths |= {
        len(client.post(f"/{lang}/prepare", data={"state": state, "listener": listener}).data)
        for listener in Listener
    }
    assert lengths == {SHEET_BYTES}


def test_a_sheet_costs_the_server_little(client: FlaskClient) -> None:
    state = say(client, begin(client), SAID["fr"]).state
    spent = []
    for _ in range(9):
        start = datetime.now(UTC)
        client.post("/fr/prepare", data={"state": state, "listener": "manager"})
        spent.append(datetime.now(UTC) - start)
    assert sorted(spent)[4] < timedelta(milliseconds=200)
