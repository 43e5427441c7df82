"""Passes and the receipt, without a browser: looking uses nothing up, nothing counts but what is asked."""

from __future__ import annotations

import json
import re

import pytest
from employee_house import House
from flask.testing import FlaskClient
from padded_requests import ADDRESSES, ask, exchange, outcome, padded, request_for
from reading_pages import Read, begin, read, say

from signals.contributions import base64url
from signals.contributions.measures import MEASURES
from signals.contributions.pass_making import draw_seed
from signals.contributions.windows import parse_window

SLUGS = [measure.slug for measure in MEASURES]


def counts(house: House) -> dict[tuple[str, str], int]:
    """What the worker would count of the present window."""
    house.installation.intake.settle()
    window = house.installation.settings.calendar.window_at(house.clock())
    return dict(house.installation.intake.counts(window))


def pass_of(house: House, client: FlaskClient) -> str:
    return exchange(client, house.invite(), house.installation.key_records)


def review(client: FlaskClient, page: Read, lang: str = "fr", **fields: object) -> Read:
    return read(client.post(f"/{lang}/count", data={"state": page.state, **fields}))


def test_looking_at_an_invitation_never_uses_it(house: House) -> None:
    client, code = house.client(), house.invite()
    for _ in range(3):
        said = json.loads(ask(client, "/passes/look", code=code).data)
        assert (said["outcome"], said["unit"], said["name"]) == ("invited", "production", "Production")
    assert pass_of(house, client)


def test_the_page_of_the_invitation_never_sees_a_code(house: House) -> None:
    client = house.client()
    assert client.get(f"/fr/invitation/{house.invite()}").status_code == 404
    page = read(client.get("/fr/invitation"))
    assert 'method="post"' not in page.html.split('data-part="exchange"')[0], "no form that leads nowhere"


def test_an_invitation_gives_one_pass_and_the_same_request_the_same_answer(house: House) -> None:
    client, code, seed = house.client(), house.invite(), draw_seed()
    keys = house.installation.key_records
    request = request_for(client, code, keys, seed)
    blinded = base64url.encode(request.blinded)
    first = ask(client, "/passes/sign", code=code, blinded=blinded)
    again = ask(client, "/passes/sign", code=code.lower().replace("-", " "), blinded=blinded)
    assert outcome(first) == "signed"
    assert first.data == again.data
    other = make_other(client, code, keys, request.unit)
    assert outcome(ask(client, "/passes/sign", code=code, blinded=other)) == "used"


def make_other(client: FlaskClient, code: str, keys: object, unit: str) -> str:
    """Another blinded message for the same invitation; a used one still says what it was for."""
    said = json.loads(ask(client, "/passes/look", code=code).data)
    assert (said["outcome"], said["unit"]) == ("used", unit)
    return base64url.encode(request_for(client, code, keys).blinded)


@pytest.mark.parametrize("code", ["K7QM3", "", "<script>", "x" * 60, 7, None])
def test_a_code_with_a_slip_of_the_finger_is_said_to_be_one(client: FlaskClient, code: object) -> None:
    assert outcome(ask(client, "/passes/look", code=code)) == "malformed"
    assert outcome(ask(client, "/passes/sign", code=code, blinded="AAAA")) == "malformed"


@pytest.mark.parametrize("blinded", ["", "AAAA", "é", "_" * 512, 5])
def test_a_blinded_message_that_is_none_uses_nothing_up(house: House, blinded: object) -> None:
    client, code = house.client(), house.invite()
    assert outcome(ask(client, "/passes/sign", code=code, blinded=blinded)) == "refused"
    assert outcome(ask(client, "/passes/look", code=code)) == "invited"


def test_the_receipt_offers_every_measure_once_with_what_the_employer_will_see(house: House) -> None:
    for lang in ("fr", "en"):
        client = house.client()
        page = review(client, begin(client, lang), lang)
        assert page.status == 200
        assert page.switches == set(SLUGS)
        assert len(re.findall(r'name="measure"', page.html)) == len(MEASURES)
        assert page.html.count('class="exact"') == len(MEASURES)


def test_looking_at_the_receipt_counts_nothing(house: House) -> None:
    client = house.client()
    review(client, begin(client))
    assert counts(house) == {}


def test_without_a_script_the_receipt_says_kindly_what_is_missing(client: FlaskClient) -> None:
    page = review(client, begin(client))
    before_the_script = page.html.split('data-part="counting"')[0]
    assert "ce navigateur a besoin de JavaScript" in before_the_script
    for button in re.findall(r"<button[^>]*>", page.html):
        assert 'formaction="/count' not in button


def test_what_is_asked_is_counted_and_nothing_else(house: House) -> None:
    client = house.client()
    chosen = ["intensity.risk", "social_relations.resource"]
    answer = ask(client, "/count", **{"pass": pass_of(house, client), "measures": chosen})
    window = house.installation.settings.calendar.window_at(house.clock())
    said = json.loads(answer.data)
    assert (said["outcome"], said["window"]) == ("counted", window.id)
    assert counts(house) == {("production", slug): 1 for slug in ("contributors", *chosen)}


def test_asking_again_adds_only_what_is_new(house: House) -> None:
    client = house.client()
    token = pass_of(house, client)
    for measures in (["intensity.risk"], ["intensity.risk", "intensity.risk"], ["autonomy.risk"]):
        assert outcome(ask(client, "/count", **{"pass": token, "measures": measures})) == "counted"
    assert counts(house) == {
        ("production", slug): 1 for slug in ("contributors", "intensity.risk", "autonomy.risk")
    }


def test_ticking_nothing_takes_part_and_declares_nothing(house: House) -> None:
    client = house.client()
    assert outcome(ask(client, "/count", **{"pass": pass_of(house, client), "measures": []})) == "counted"
    assert counts(house) == {("production", "contributors"): 1}


def test_refusing_all_counts_nothing_and_goes_on(house: House) -> None:
    client = house.client()
    page = review(client, begin(client))
    back = {"state": page.state, "reviewed": "1", "measure": ["intensity.risk"], "resume": "refused"}
    answer = read(client.post("/fr/conversation", data=back))
    assert "Rien n’a été compté" in answer.words
    assert counts(house) == {}
    assert say(client, answer, "Merci.").status == 200


@pytest.mark.parametrize("token", ["", "abc", "production~2026-W40-13w~AAAA~AAAA", "~~~", "é" * 100])
def test_what_is_not_a_pass_counts_nothing(house: House, token: str) -> None:
    answer = ask(house.client(), "/count", **{"pass": token, "measures": ["intensity.risk"]})
    assert outcome(answer) == "credential"
    assert counts(house) == {}


def test_a_pass_with_one_sign_changed_counts_nothing(house: House) -> None:
    client = house.client()
    token = pass_of(house, client)
    forged = token[:-40] + ("A" if token[-40] != "A" else "B") + token[-39:]
    assert outcome(ask(client, "/count", **{"pass": forged, "measures": []})) == "credential"
    assert counts(house) == {}


def test_a_pass_of_a_past_term_counts_nothing(house: House) -> None:
    client = house.client()
    token = pass_of(house, client)
    house.clock.forward(weeks=14)
    assert outcome(ask(client, "/count", **{"pass": token, "measures": []})) == "credential"


@pytest.mark.parametrize(
    "fields",
    [
        {"pass": "x", "measures": ["sadness"]},
        {"pass": "x", "measures": "intensity.risk"},
        {"pass": "x", "measures": [None]},
        {"pass": "x"},
        {"pass": 5, "measures": []},
        {"measures": []},
    ],
)
def test_a_request_that_no_page_of_ours_makes_is_refused(
    client: FlaskClient, fields: dict[str, object]
) -> None:
    assert ask(client, "/count", **fields).status_code == 400


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_every_request_has_its_one_size(client: FlaskClient, address: str) -> None:
    body = padded({"code": "x", "pass": "x", "measures": []}, ADDRESSES[address])
    json_type = "application/json"
    assert client.post(address, data=body, content_type=json_type).status_code == 200
    for wrong in (body + b" ", body[:-1], b"", b"{}"):
        assert client.post(address, data=wrong, content_type=json_type).status_code == 400
    for content in (b"[" + b" " * (len(body) - 2) + b"]", b"x" * len(body), b"[" * len(body)):
        assert client.post(address, data=content, content_type=json_type).status_code == 400
    for other in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert client.post(address, data=body, content_type=other).status_code == 400


def test_every_answer_has_its_one_size_and_the_same_headers(house: House) -> None:
    client, code = house.client(), house.invite()
    keys = house.installation.key_records
    blinded = base64url.encode(request_for(client, code, keys).blinded)
    token = pass_of(house, client)
    asked: dict[str, list[dict[str, object]]] = {
        "/passes/look": [{"code": code}, {"code": "x"}, {"code": draw_seed()}, {"code": house.invite()}],
        "/passes/sign": [
            {"code": "x", "blinded": blinded},
            {"code": code, "blinded": "AAAA"},
            {"code": code, "blinded": blinded},
            {"code": code, "blinded": base64url.encode(b"\0" * 383 + b"\1")},
        ],
        "/count": [
            {"pass": token, "measures": SLUGS[:number]} for number in range(len(SLUGS) + 1)
        ] + [{"pass": "x", "measures": []}],
    }  # fmt: skip
    for address, requests in asked.items():
        answers = [ask(client, address, **fields) for fields in requests]
        assert len({outcome(answer) for answer in answers}) >= 2
        assert {len(answer.data) for answer in answers} == {ADDRESSES[address].answered}
        assert {answer.headers["Content-Length"] for answer in answers} == {str(ADDRESSES[address].answered)}
        assert len({answer.headers.to_wsgi_list().__repr__() for answer in answers}) == 1


def test_a_session_with_a_danger_has_a_receipt_without_a_way_to_count(house: House) -> None:
    client = house.client()
    page = say(client, begin(client), "J'ai envie de mourir.")
    receipt = review(client, page)
    assert "cela ne regarde que vous" in receipt.words
    assert receipt.switches == set()
    assert 'data-part="counting"' not in receipt.html
    assert 'data-part="exchange"' not in receipt.html


def test_what_is_unticked_stays_so_when_the_person_goes_on_talking(house: House) -> None:
    client = house.client()
    page = say(client, begin(client), "J'ai trop de travail, je suis débordée.")
    assert "intensity.risk" in review(client, page).ticked
    receipt = review(client, page, reviewed="1")
    back = read(
        client.post("/fr/conversation", data={"state": receipt.state, "resume": "1", "reviewed": "1"})
    )
    page = say(client, back, "Vraiment trop de travail.")
    assert "intensity.risk" not in review(client, page).ticked


def test_the_language_of_the_receipt_changes_and_the_ticks_stay(house: House) -> None:
    client = house.client()
    page = review(client, begin(client))
    english = review(client, page, "en", reviewed="1", measure=["autonomy.risk"])
    assert english.ticked == {"autonomy.risk"}
    assert "What would be counted" in english.words


def test_the_names_of_the_units_are_the_same_for_everybody(client: FlaskClient) -> None:
    assert json.loads(client.get("/passes/units.json").data) == {"production": "Production"}


def test_every_page_says_the_period_that_the_server_is_in(house: House) -> None:
    page = house.client().get("/en/help").get_data(as_text=True)
    assert 'data-window="2026-W45-4w"' in page
    assert 'data-window-ends="2026-11-29T23:00:00+00:00"' in page
    term = re.search(r'data-term="([^"]+)"', page)
    assert term
    assert parse_window(term[1]).weeks == 13
    assert 'data-least="10"' in page


def test_the_addresses_that_open_the_store_are_limited_for_everybody_together(house: House) -> None:
    """The limit has one key for all: it works without looking at anybody's address."""
    answers = [
        house.client().post(
            "/passes/look",
            data=padded({"code": "x"}, ADDRESSES["/passes/look"]),
            content_type="application/json",
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
        for number in range(130)
    ]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Attendez une minute" in answers[-1].get_data(as_text=True)
    assert house.client().get("/fr/conversation").status_code == 200
