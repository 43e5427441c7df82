"""The gate: no real person before the works council gave its opinion and somebody answers about the data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.organisation import Organisation, Unit
from config.readiness import (
    NotReady,
    NotReadyForRealUse,
    Ready,
    ready_for_real_use,
    require_ready,
    sentence_for,
)

TODAY = date(2026, 11, 24)
REAL = Organisation("Ateliers", False, "FR", "dpo@ateliers.example", (Unit("tout", "Tout", None),), (), TODAY)


def test_both_lines_open_the_gate_and_each_is_needed():
    assert ready_for_real_use(REAL, TODAY) == Ready()
    assert ready_for_real_use(replace(REAL, dpo_contact=None), TODAY) == NotReady(("dpo_contact",))
    assert ready_for_real_use(replace(REAL, cse_opinion_on=None), TODAY) == NotReady(("cse_opinion_on",))
    neither = replace(REAL, dpo_contact=None, cse_opinion_on=None)
    assert ready_for_real_use(neither, TODAY) == NotReady(("dpo_contact", "cse_opinion_on"))


@given(st.integers(-4000, 4000))
@settings(deadline=None, max_examples=50)
def test_an_opinion_to_come_opens_nothing_until_its_day(days):
    organisation = replace(REAL, cse_opinion_on=TODAY + timedelta(days=days))
    expected = NotReady(("cse_opinion_in_future",)) if days > 0 else Ready()
    assert ready_for_real_use(organisation, TODAY) == expected


def test_a_simulated_organisation_needs_neither():
    simulated = replace(REAL, simulated=True, dpo_contact=None, cse_opinion_on=None)
    assert ready_for_real_use(simulated, TODAY) == Ready()


@pytest.mark.parametrize(
    "missing", [("dpo_contact",), ("cse_opinion_on",), ("dpo_contact", "cse_opinion_in_future")]
)
def test_the_sentence_names_the_file_the_two_lines_and_the_law(tmp_path, missing):
    said = sentence_for(NotReady(missing), tmp_path / "organisation.toml")
    assert str(tmp_path / "organisation.toml") in said
    for part in (
        "dpo_contact =",
        "cse_opinion_on = YYYY-MM-DD",
        "employees themselves",
        "L2312-38",
        "24/01457",
    ):
        assert part in said
    assert said.count(". ") == 0


def test_an_opinion_to_come_is_said_as_such(tmp_path):
    with pytest.raises(NotReadyForRealUse, match=r"a day to come.*once it has been.*L2312-38"):
        require_ready(replace(REAL, cse_opinion_on=date(2027, 1, 1)), tmp_path, TODAY)
