"""Invitations and the receipt: nothing is used up by looking, nothing is counted without the click."""

from __future__ import annotations

import re

import pytest
from employee_house import House
from flask.testing import FlaskClient
from reading_pages import Read, begin, read, say

from signals.contributions.measures import MEASURES


def _contributions(house: House) -> set[tuple[str, str]]:
    window = house.installation.settings.calendar.window_at(house.clock())
    return {(unit, measure) for _, unit, measure in house.installation.intake.contributions(window)}


def _pass(house: House, client: FlaskClient) -> Read:
    page = read(client.post("/fr/invitation", data={"code": house.invite()}))
    assert page.status == 200
    return page


def _pass_text(page: Read) -> str:
    found = re.search(r'<textarea class="code" id="pass"[^>]*>([^<]+)</textarea>', page.html)
    assert found
    return found[1]


def _with_pass(house: House, client: FlaskClient) -> Read:
    return read(client.post("/fr/conversation", data={"state": _pass(house, client).state, "begin": "1"}))


def _review(client: FlaskClient, page: Read, lang: str = "fr") -> Read:
    return read(client.post(f"/{lang}/count", data={"state": page.state}))


def test_looking_at_an_invitation_never_uses_it(house: House) -> None:
    client, code = house.client(), house.invite()
    for _ in range(3):
        page = read(client.get(f"/fr/invitation/{code}"))
        assert page.status == 200
        assert code in page.html
        client.head(f"/fr/invitation/{code}")
    assert read(client.post("/fr/invitation", data={"code": code})).status == 200


def test_an_invitation_is_exchanged_once_and_kindly_refused_after(house: House) -> None:
    client, code = house.client(), house.invite()
    first = read(client.post("/fr/invitation", data={"code": code}))
    assert "Voici votre laissez-passer" in first.words
    assert "Production" in first.words
    again = read(client.post("/fr/invitation", data={"code": code.lower().replace("-", " ")}))
    assert again.status == 409
    assert "déjà été échangée" in again.words


@pytest.mark.parametrize(
    ("code", "status"), [("K7QM3", 400), ("", 400), ("<script>", 400), ("x" * 3000, 400)]
)
def test_a_code_with_a_slip_of_the_finger_is_said_to_be_one(
    client: FlaskClient, code: str, status: int
) -> None:
    page = read(client.post("/fr/invitation", data={"code": code}))
    assert page.status == status
    assert "n’a pas la bonne forme" in page.words
    assert "<script>" not in page.html


def test_the_pass_travels_with_the_conversation(house: House) -> None:
    client = house.client()
    page = say(client, _with_pass(house, client), "J'ai trop de travail et pas assez de temps.")
    assert "Il manque un laissez-passer" not in _review(client, page).words


def test_the_receipt_offers_every_measure_once_with_what_the_employer_will_see(house: House) -> None:
    for lang in ("fr", "en"):
        client = house.client()
        page = _review(client, begin(client, lang), lang)
        assert page.status == 200
        assert page.switches == {measure.slug for measure in MEASURES}
        assert len(re.findall(r'name="measure"', page.html)) == len(MEASURES)
        assert page.html.count('class="exact"') == len(MEASURES)


def test_looking_at_the_receipt_counts_nothing(house: House) -> None:
    client = house.client()
    _review(client, _with_pass(house, client))
    assert _contributions(house) == set()


def test_what_is_confirmed_is_counted_and_nothing_else(house: House) -> None:
    client = house.client()
    review = _review(client, _with_pass(house, client))
    chosen = {"intensity.risk", "social_relations.resource"}
    page = read(
        client.post(
            "/fr/count/confirm", data={"state": review.state, "reviewed": "1", "measure": list(chosen)}
        )
    )
    assert page.status == 200
    assert "C’est compté" in page.words
    assert {measure for _, measure in _contributions(house)} - {"contributors"} == chosen
    assert {unit for unit, _ in _contributions(house)} == {"production"}


def test_confirming_again_adds_only_what_is_new(house: House) -> None:
    client = house.client()
    review = _review(client, _with_pass(house, client))
    for measures in (["intensity.risk"], ["intensity.risk"], ["autonomy.risk"]):
        client.post("/fr/count/confirm", data={"state": review.state, "reviewed": "1", "measure": measures})
    counted = [measure for _, measure in _contributions(house)]
    assert sorted(counted) == ["autonomy.risk", "contributors", "intensity.risk"]


def test_ticking_nothing_takes_part_and_declares_nothing(house: House) -> None:
    client = house.client()
    review = _review(client, _with_pass(house, client))
    page = read(client.post("/fr/count/confirm", data={"state": review.state, "reviewed": "1"}))
    assert "sans rien déclarer" in page.words
    assert {measure for _, measure in _contributions(house)} == {"contributors"}


def test_refusing_all_counts_nothing_and_goes_on(house: House) -> None:
    client = house.client()
    review = _review(client, _with_pass(house, client))
    page = read(
        client.post(
            "/fr/conversation",
            data={"state": review.state, "measure": ["intensity.risk"], "resume": "refused"},
        )
    )
    assert page.status == 200
    assert "Rien n’a été compté" in page.words
    assert _contributions(house) == set()
    assert say(client, page, "Merci.").status == 200


def test_without_a_pass_nothing_is_counted_and_it_is_said(house: House) -> None:
    client = house.client()
    review = _review(client, begin(client))
    assert "Il manque un laissez-passer" in review.words
    client.post(
        "/fr/count/confirm", data={"state": review.state, "reviewed": "1", "measure": ["intensity.risk"]}
    )
    assert _contributions(house) == set()


def test_a_pass_pasted_in_the_receipt_keeps_the_ticks(house: House) -> None:
    client = house.client()
    credential = _pass_text(_pass(house, client))
    review = _review(client, begin(client))
    page = read(
        client.post(
            "/fr/count/pass",
            data={
                "state": review.state,
                "reviewed": "1",
                "measure": ["autonomy.risk"],
                "pass": f"  {credential}\n",
            },
        )
    )
    assert page.ticked == {"autonomy.risk"}
    assert "Compter ce qui est coché" in page.words
    assert _contributions(house) == set()
    read(
        client.post(
            "/fr/count/confirm", data={"state": page.state, "reviewed": "1", "measure": ["autonomy.risk"]}
        )
    )
    assert {measure for _, measure in _contributions(house)} == {"autonomy.risk", "contributors"}


def test_an_invitation_typed_in_the_receipt_becomes_a_pass_that_is_shown(house: House) -> None:
    client = house.client()
    review = _review(client, begin(client))
    page = read(
        client.post("/fr/count/pass", data={"state": review.state, "reviewed": "1", "pass": house.invite()})
    )
    assert _pass_text(page)
    assert _contributions(house) == set()


@pytest.mark.parametrize("typed", ["", "nonsense", "a" * 5000, "<b>"])
def test_anything_else_in_that_box_is_said_to_be_neither(client: FlaskClient, typed: str) -> None:
    review = _review(client, begin(client))
    page = read(client.post("/fr/count/pass", data={"state": review.state, "reviewed": "1", "pass": typed}))
    assert "Ce n’est ni un laissez-passer" in page.words
    assert typed == "" or typed not in page.html


def test_a_forged_pass_counts_nothing_and_may_be_replaced(house: House) -> None:
    client = house.client()
    review = _review(client, begin(client))
    forged = read(
        client.post("/fr/count/pass", data={"state": review.state, "reviewed": "1", "pass": "abc.def"})
    )
    page = read(client.post("/fr/count/confirm", data={"state": forged.state, "reviewed": "1"}))
    assert page.status == 400
    assert "n’est pas valable ici" in page.words
    assert _contributions(house) == set()
    assert "Il manque un laissez-passer" in _review(client, page).words


def test_a_session_with_a_danger_counts_nothing_whatever_is_posted(house: House) -> None:
    client = house.client()
    page = say(client, _with_pass(house, client), "J'ai envie de mourir.")
    review = _review(client, page)
    assert "cela ne regarde que vous" in review.words
    assert review.switches == set()
    client.post(
        "/fr/count/confirm", data={"state": page.state, "reviewed": "1", "measure": ["intensity.risk"]}
    )
    assert _contributions(house) == set()


def test_what_is_unticked_stays_so_when_the_person_goes_on_talking(house: House) -> None:
    client = house.client()
    page = say(client, begin(client), "J'ai trop de travail, je suis débordée.")
    assert "intensity.risk" in _review(client, page).ticked
    credential = _pass_text(_pass(house, client))
    review = _review(client, page)
    corrected = read(
        client.post("/fr/count/pass", data={"state": review.state, "reviewed": "1", "pass": credential})
    )
    page = say(client, corrected, "Toujours autant de travail, je suis débordée.")
    assert "intensity.risk" not in _review(client, page).ticked


@pytest.mark.parametrize("button", ["1", "refused"])
def test_what_is_unticked_stays_so_whichever_button_leaves_the_receipt(house: House, button: str) -> None:
    client = house.client()
    page = say(client, begin(client), "J'ai trop de travail, je suis débordée.")
    review = _review(client, page)
    assert "intensity.risk" in review.ticked
    back = read(
        client.post("/fr/conversation", data={"state": review.state, "reviewed": "1", "resume": button})
    )
    assert "intensity.risk" not in _review(client, back).ticked


def test_a_measure_that_does_not_exist_is_refused(house: House) -> None:
    client = house.client()
    review = _review(client, _with_pass(house, client))
    page = client.post(
        "/fr/count/confirm", data={"state": review.state, "reviewed": "1", "measure": ["sadness"]}
    )
    assert page.status_code == 400
    assert _contributions(house) == set()


def test_a_pass_of_a_past_term_is_said_to_be_over(house: House) -> None:
    client = house.client()
    credential = _pass_text(_pass(house, client))
    house.clock.forward(weeks=14)
    review = _review(client, begin(client))
    page = read(
        client.post("/fr/count/pass", data={"state": review.state, "reviewed": "1", "pass": credential})
    )
    page = read(client.post("/fr/count/confirm", data={"state": page.state, "reviewed": "1"}))
    assert "treize semaines" in page.words


def test_writing_addresses_are_limited_for_everybody_together(house: House) -> None:
    """The limit has one key for all: it works without looking at anybody's address."""
    answers = [
        house.client().post("/fr/invitation", data={"code": "x"}, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"})
        for n in range(130)
    ]
    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert "Attendez une minute" in answers[-1].get_data(as_text=True)
    assert house.client().get("/fr/conversation").status_code == 200
