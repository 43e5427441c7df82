from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referrals.contacts import read_contacts
from referrals.directory import Directory, Kind
from referrals.routing import ReferralReasons, Situation, reason_keys, risks_of, route
from referrals.sheets import LANGS

FILE = Path("organisation.toml")
ROLES = (
    "cse",
    "hr",
    "manager",
    "occupational_doctor",
    "prevention_adviser",
    "psychologist",
    "referent",
    "social_worker",
)
OWN = read_contacts(
    [
        {
            "id": f"own_{role}",
            "role": role,
            "name": role,
            "place": "Bureau 12",
            "employer_learns": "Ce que vous dites.",
        }
        for role in ROLES
    ],
    FILE,
)
NATIONAL = Directory.load()
WITH_CONTACTS = Directory.load(OWN)
REASONS = ReferralReasons.load()
DIMENSIONS = (
    "intensity",
    "emotional_demands",
    "autonomy",
    "social_relations",
    "value_conflict",
    "insecurity",
)
SLUGS = tuple(f"{dimension}.{pole}" for pole in ("risk", "resource") for dimension in DIMENSIONS)

situations = st.builds(
    Situation,
    measures=st.lists(st.sampled_from(SLUGS), max_size=5).map(tuple),
    symptoms_lasting=st.booleans(),
    harassment=st.booleans(),
    violence=st.booleans(),
    distress=st.booleans(),
    country=st.sampled_from(["FR", "BE", "CH", "LU", "QC", "UK", "PT", ""]),
    origin=st.sampled_from([None, "fatigue", "conflict", "organisation"]),
    sexual=st.booleans(),
    domestic=st.booleans(),
    discrimination=st.booleans(),
)
directories = st.sampled_from([NATIONAL, WITH_CONTACTS])


@settings(deadline=None, max_examples=500)
@given(situations, directories)
def test_two_or_three_resources_one_outside_each_said_plainly(
    situation: Situation, directory: Directory
) -> None:
    choices = route(situation, directory)
    assert choices == route(situation, directory)
    assert 2 <= len(choices) <= 3
    assert len({choice.resource_id for choice in choices}) == len(choices)
    resources = [directory.get(choice.resource_id, "fr") for choice in choices]
    assert any(resource.outside for resource in resources)
    available = {resource.id for resource in directory.country(situation.country, "fr")}
    for choice, resource in zip(choices, resources, strict=True):
        assert resource.id in available
        assert resource.shown
        assert resource.employer_learns
        for lang in LANGS:
            assert REASONS.text(choice.reason_key, lang)


@settings(deadline=None, max_examples=300)
@given(situations, directories)
def test_after_harm_nobody_who_would_mediate(situation: Situation, directory: Directory) -> None:
    harmed = replace(situation, violence=True)
    for choice in route(harmed, directory):
        kinds = directory.get(choice.resource_id, "fr").kinds
        assert Kind.WORK_DISCUSSION not in kinds
        assert Kind.HUMAN_RESOURCES not in kinds


def ids(situation: Situation, directory: Directory = NATIONAL) -> list[str]:
    return [choice.resource_id for choice in route(situation, directory)]


CASES = {
    "nothing known": (Situation(), ["fr_occupational_health", "fr_doctor", "fr_labour_information"]),
    "violence": (
        Situation(violence=True),
        ["fr_france_victimes", "fr_occupational_health", "fr_labour_information"],
    ),
    "sexual violence": (Situation(sexual=True), ["fr_cfcv", "fr_referent", "fr_france_victimes"]),
    "at home": (Situation(domestic=True), ["fr_3919", "fr_france_victimes", "fr_occupational_health"]),
    "discrimination": (
        Situation(discrimination=True),
        ["fr_defenseur_des_droits", "fr_occupational_health", "fr_doctor"],
    ),
    "harassment": (Situation(harassment=True), ["fr_occupational_health", "fr_cse", "fr_france_victimes"]),
    "lasting": (
        Situation(symptoms_lasting=True),
        ["fr_doctor", "fr_occupational_health", "fr_mon_soutien_psy"],
    ),
    "distress": (Situation(distress=True), ["fr_sos_amitie", "fr_doctor", "fr_mon_soutien_psy"]),
    "load": (Situation(("intensity.risk",)), ["fr_work_discussion", "fr_cse", "fr_labour_information"]),
    "relations": (
        Situation(("social_relations.risk",)),
        ["fr_occupational_health", "fr_cse", "fr_sos_amitie"],
    ),
    "public": (
        Situation(("emotional_demands.risk",)),
        ["fr_occupational_psychologist", "fr_occupational_health", "fr_sos_amitie"],
    ),
    "insecurity": (
        Situation(("insecurity.risk",)),
        ["fr_cse", "fr_human_resources", "fr_labour_information"],
    ),
    "two risks": (
        Situation(("insecurity.risk", "intensity.risk")),
        ["fr_cse", "fr_work_discussion", "fr_labour_information"],
    ),
    "Belgium": (
        Situation(harassment=True, country="BE"),
        ["be_prevention_adviser", "be_doctor", "be_tele_accueil"],
    ),
    "United Kingdom": (
        Situation(violence=True, country="UK"),
        ["uk_victim_support", "uk_occupational_health", "uk_acas"],
    ),
}


@pytest.mark.parametrize(("situation", "expected"), CASES.values(), ids=CASES.keys())
def test_the_guide_is_followed(situation: Situation, expected: list[str]) -> None:
    assert ids(situation) == expected


def test_the_organisation_own_contact_comes_before_the_generic_one() -> None:
    assert ids(Situation(("intensity.risk",)), WITH_CONTACTS) == [
        "own_manager",
        "own_cse",
        "fr_labour_information",
    ]
    assert ids(Situation(harassment=True), WITH_CONTACTS)[-1] == "fr_france_victimes"


def test_a_resource_measure_is_no_risk() -> None:
    assert risks_of(Situation(("intensity.resource",))) == ()
    assert ids(Situation(("intensity.resource",))) == ids(Situation())


def test_every_reason_has_words_in_both_languages() -> None:
    for lang in LANGS:
        assert set(REASONS.by_lang[lang]) == set(reason_keys())
