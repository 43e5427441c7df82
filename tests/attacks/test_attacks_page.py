"""The table of the attacks, and the page that shows it."""

from __future__ import annotations

import pytest
from attack_worlds import organisations

from benchmarks.attacks import page, suite, table
from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import WINDOWS, History, histories, simulate, sizes
from config.dossier.attack_table import ANSWERS


def test_the_page_is_what_the_result_says() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.as_page(table.read())


def test_every_control_of_the_table_works_and_no_attack_succeeds_against_havre() -> None:
    result = table.read()
    assert result["organisations"] >= 2_000
    assert result["windows"] == 13
    assert page.holds(result)


def test_the_dossier_knows_every_attack() -> None:
    assert set(page.ATTACKS) == set(ANSWERS)
    assert {row["name"] for row in table.read()["attacks"]} == set(ANSWERS)


def test_one_organisation_is_attacked_in_every_way() -> None:
    totals = table.Totals()
    totals.add(suite.attack(organisations()[0]))
    result = totals.result(seed=1, machine="m", date="2026-11-21", seconds=1.0, people=35)
    assert {row["name"] for row in result["attacks"]} == set(page.ATTACKS)
    assert {row["name"] for row in result["variants"]} == set(page.VARIANTS)
    result["remains"] = table.read()["remains"]
    assert all(words in page.as_page(result) for words in ("What remains", page.VARIANTS["traffic.requests"]))
    assert page.as_text(result).count("%") >= 2 * len(page.VARIANTS)


def test_a_false_claim_stops_the_run() -> None:
    wrong = suite.Tried(Claims(2, 1), Claims())
    with pytest.raises(table.AttackWrong, match=r"subtraction\.groups"):
        table.Totals().add(suite.Outcome({("subtraction", "groups"): wrong}, table.Counter()))


def test_organisations_are_the_same_from_the_same_seed() -> None:
    one, other = simulate(200, 5), simulate(200, 5)
    assert (one.answers == other.answers).all()
    assert (one.took_part == other.took_part).all()
    assert one.hierarchy == other.hierarchy
    assert sizes(50, 3) == sizes(50, 3) != sizes(50, 4)


def test_organisations_have_what_makes_attacks_work() -> None:
    for history in histories(8, 2):
        assert history.employed.shape == (WINDOWS, history.people)
        assert not (history.took_part & ~history.employed).any()
        assert (history.counts[:, 1:] <= history.counts[:, :1]).all()
        assert (history.issued >= history.counts[:, 0]).all()
        assert max(history.hierarchy.depths) <= 3
        both = history.took_part[0] & history.took_part[1]
        if both.sum() > 30:
            assert _same(history, both) > 0.8


def _same(history: History, people: object) -> float:
    first, second = history.answers[0, people], history.answers[1, people]
    return float(((first ^ second) == 0).mean() ** (1 / 12)) if len(first) else 1.0
