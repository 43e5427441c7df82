from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import referrals.emergency as emergency
from referrals.emergency import Number, check_emergency_numbers, countries, numbers_for
from referrals.sheets import LANGS, Lang, SheetError

FIELDS = ("silent", "fire", "women", "sexual_violence", "child", "victims", "listening")


def test_the_six_countries_have_a_sheet() -> None:
    assert set(countries()) == {"FR", "BE", "CH", "LU", "QC", "UK"}


def test_the_french_line_is_the_one_of_the_guide() -> None:
    assert numbers_for("FR", "fr").line == "Besoin d’aide maintenant\u00a0? 3114 · 15 · 17 · 112"
    assert numbers_for("FR", "en").line == "Need help now? 3114 · 15 · 17 · 112"


def test_the_french_block_holds_what_the_cards_need() -> None:
    france = numbers_for("FR", "fr")
    assert (france.medical.href, france.police.href, france.suicide.href) == ("tel:15", "tel:17", "tel:3114")
    assert france.silent is not None
    assert france.silent.href == "sms:114"
    shown = {name: number.display for name in FIELDS if (number := getattr(france, name)) is not None}
    assert shown == {
        "silent": "114",
        "fire": "18",
        "women": "3919",
        "sexual_violence": "0\u00a0800\u00a005\u00a095\u00a095",
        "child": "119",
        "victims": "116\u00a0006",
        "listening": "09\u00a072\u00a039\u00a040\u00a050",
    }


@settings(deadline=None)
@given(st.text(max_size=6), st.sampled_from(LANGS))
def test_any_country_has_a_block(country: str, lang: Lang) -> None:
    block = numbers_for(country, lang)
    if country.strip().upper() not in countries():
        assert [number.display for number in block.line_calls] == ["112", "3114"]
    assert block.suicide.display in block.line


def test_every_sheet_loads_with_a_general_number_and_a_suicide_line_on_every_screen() -> None:
    for block in check_emergency_numbers():
        assert block.general in block.line_calls
        assert block.suicide in block.line_calls
        for number in block.line_calls:
            assert isinstance(number, Number)
            assert " " not in number.display
        assert block.verified_on <= date(2026, 11, 21)


def test_letter_case_does_not_lose_the_country() -> None:
    assert numbers_for("be", "fr") == numbers_for(" BE ", "fr")


def test_a_sheet_without_a_suicide_line_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (Path(emergency.__file__).with_name("emergency") / "fallback.toml").read_text(encoding="utf-8")
    (tmp_path / "fallback.toml").write_text(
        source.replace("[numbers.suicide]", "[numbers.child]"), encoding="utf-8"
    )
    monkeypatch.setattr(emergency, "_SHEETS", tmp_path)
    with pytest.raises(SheetError, match=r"fallback\.toml.*'suicide' is missing or unverified"):
        check_emergency_numbers()
