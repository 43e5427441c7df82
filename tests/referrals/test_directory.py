from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import referrals.directory as directory_module
from referrals.contacts import OrganisationContact, read_contacts
from referrals.directory import Directory, Kind, Resource
from referrals.emergency import EmergencyNumbers, check_emergency_numbers, countries, numbers_for
from referrals.freshness import released_on, stale
from referrals.sheets import LANGS, Lang, SheetError

DIRECTORY = Directory.load()
SHEETS = Path(directory_module.__file__).with_name("data")
NURSE: dict[str, object] = {
    "id": "nurse_north",
    "role": "occupational_doctor",
    "name": {"fr": "Infirmerie du site nord", "en": "North site nurse"},
    "phone": "01 23 45 67 89",
    "email": "infirmerie@ateliers.example",
    "hours": {"fr": "Le mardi", "en": "On Tuesdays"},
    "employer_learns": {"fr": "Rien.", "en": "Nothing."},
}
every_resource = pytest.mark.parametrize(
    "resource", DIRECTORY.all("fr") + DIRECTORY.all("en"), ids=lambda r: r.name
)


def contacts(*tables: dict[str, object]) -> tuple[OrganisationContact, ...]:
    return read_contacts(tables, Path("organisation.toml"))


def test_every_country_with_emergency_numbers_has_resources() -> None:
    assert set(DIRECTORY.countries()) == set(countries())
    assert len(DIRECTORY.all("fr")) == 94


@every_resource
def test_a_resource_says_what_the_employer_will_know(resource: Resource) -> None:
    assert len(resource.employer_learns) >= 6
    assert resource.kinds
    assert "\u00a0" not in (resource.phone.href if resource.phone else "")
    if resource.phone:
        assert " " not in resource.phone.display
        short = resource.phone.href[4:].lstrip("+")
        assert short.endswith(re.sub(r"\D", "", resource.phone.display).lstrip("0") or short)


@every_resource
def test_a_resource_can_be_reached_or_says_how(resource: Resource) -> None:
    assert resource.phone or resource.url or len(resource.channel) > 8 or not resource.shown


@pytest.mark.parametrize("lang", LANGS)
def test_an_unverified_number_is_kept_and_not_shown(lang: Lang) -> None:
    hidden = {resource.id for resource in DIRECTORY.all(lang) if not resource.shown}
    assert hidden == {
        "fr_3018", "fr_alcool", "fr_drogues", "fr_work_psychologist", "fr_social_worker",
        "fr_prevention_adviser", "fr_sps", "fr_apesa", "ch_147", "uk_access_to_work",
    }  # fmt: skip
    shown = {
        resource.id for country in DIRECTORY.countries() for resource in DIRECTORY.country(country, lang)
    }
    assert not hidden & shown
    for resource in DIRECTORY.all(lang):
        if resource.confidence == "low" and resource.shown:
            assert resource.phone is None, f"{resource.id} shows a number that nobody verified"


def test_facts_are_the_same_in_both_languages() -> None:
    for french, english in zip(DIRECTORY.all("fr"), DIRECTORY.all("en"), strict=True):
        assert (french.id, french.phone, french.url, french.outside, french.kinds, french.verified_on) == (
            english.id, english.phone, english.url, english.outside, english.kinds, english.verified_on,
        )  # fmt: skip


def test_nothing_was_checked_more_than_180_days_before_the_release() -> None:
    facts: list[Resource | EmergencyNumbers] = [*DIRECTORY.all("fr"), *check_emergency_numbers()]
    assert stale(facts, released_on()) == ()
    assert all(fact.verified_on is None or fact.verified_on <= released_on() for fact in facts)


def test_a_fact_becomes_stale_after_180_days() -> None:
    samu = DIRECTORY.get("fr_samu", "fr")
    assert samu.verified_on is not None
    assert stale([samu], samu.verified_on + timedelta(days=180)) == ()
    assert stale([samu], samu.verified_on + timedelta(days=181)) == (samu,)
    assert stale([replace(samu, verified_on=None)], date(2099, 1, 1)) == ()


def test_an_unknown_country_gets_no_number_of_another() -> None:
    elsewhere = DIRECTORY.country("PT", "en")
    assert {resource.phone.display for resource in elsewhere if resource.phone} == {"112"}


def test_the_emergency_block_and_the_directory_agree() -> None:
    for country in countries():
        known = {resource.phone.href for resource in DIRECTORY.country(country, "fr") if resource.phone}
        assert numbers_for(country, "fr").suicide.href in known


def test_a_contact_is_added_and_hides_nothing() -> None:
    before = DIRECTORY.country("FR", "fr")
    with_nurse = Directory.load(contacts(NURSE))
    after = with_nurse.country("FR", "fr")
    assert after[: len(before)] == before
    nurse = with_nurse.get("nurse_north", "fr")
    assert after[len(before) :] == (nurse,)
    assert nurse.own
    assert not nurse.outside
    assert nurse.phone is not None
    assert nurse.phone.href == "tel:0123456789"
    assert nurse.confidentiality == "Secret médical"
    assert Kind.EMERGENCY not in nurse.kinds
    assert numbers_for("FR", "fr").line == "Besoin d’aide maintenant\u00a0? 3114 · 15 · 17 · 112"


def test_a_contact_cannot_take_the_place_of_a_national_resource() -> None:
    with pytest.raises(SheetError, match="National resources cannot be replaced"):
        Directory.load(contacts({**NURSE, "id": "fr_3114"}))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"role": "emergency"}, r"organisation\.toml, \[contact 1\]: role is 'emergency'; write one of"),
        ({"phone": "javascript:alert(1)"}, "phone must hold figures"),
        ({"email": "nobody"}, "email must be an address"),
        ({"id": "Nurse North"}, "small letters"),
        ({"employer_learns": {"fr": "Rien."}}, r"\[contact 1\.employer_learns\]: write en"),
        ({"telephone": "01"}, "'telephone' is not a field"),
    ],
)
def test_a_wrong_contact_is_named_with_its_mend(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(SheetError, match=complaint):
        contacts({**NURSE, **change})


def test_a_contact_nobody_can_reach_is_refused() -> None:
    unreachable = {key: value for key, value in NURSE.items() if key not in {"phone", "email"}}
    with pytest.raises(SheetError, match="nobody can reach"):
        contacts(unreachable)


def test_two_contacts_cannot_share_an_id() -> None:
    with pytest.raises(SheetError, match=r"contact 2.*already taken"):
        contacts(NURSE, NURSE)


def test_an_unknown_resource_says_so() -> None:
    with pytest.raises(KeyError, match="no resource 'fr_santa'"):
        DIRECTORY.get("fr_santa", "fr")


def test_a_sheet_with_a_missing_word_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (SHEETS / "fr.toml").read_text(encoding="utf-8")
    broken = source.replace("employer_learns.en", "employer_learns.de", 1)
    (tmp_path / "fr.toml").write_text(broken, encoding="utf-8")
    monkeypatch.setattr(directory_module, "_SHEETS", tmp_path)
    with pytest.raises(SheetError, match=r"fr\.toml, \[resource\.fr_samu\.employer_learns\]: write en"):
        Directory.load()


def test_no_french_sheet_breaks_before_its_punctuation() -> None:
    root = SHEETS.parent
    sheets = [
        *SHEETS.glob("*.toml"), *(root / "emergency").glob("*.toml"),
        root / "roles.toml", root / "reasons" / "fr.toml",
    ]  # fmt: skip
    for path in sheets:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.startswith("#"):
                assert not re.search(r"[^\s] [;:!?»][\s\"»)]|« |[a-zà-ÿ]'[a-zà-ÿ]", line), (
                    f"{path.name}:{number} {line}"
                )
