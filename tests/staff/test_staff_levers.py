"""Every measure has its lever, its QVCT subject and its question, in both languages."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

import reporting.levers
from reporting.levers import LOCALES, Levers, LeversUnreadable
from signals.contributions.measures import MEASURES, Dimension

FOLDER = Path(reporting.levers.__file__).with_name("levers")
PRODUCT_DATE = date(2026, 11, 21)


def keys(table: dict[str, object], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}"}
    return found


def test_both_languages_have_the_same_keys() -> None:
    french, english = (tomllib.loads((FOLDER / f"{locale}.toml").read_text("utf-8")) for locale in LOCALES)
    assert keys(french) == keys(english)


def test_every_measure_is_complete_in_both_languages() -> None:
    levers = Levers.load()
    for locale in LOCALES:
        sheet = levers.sheet(locale)
        assert set(sheet.levers) == set(MEASURES)
        assert set(sheet.dimensions) == set(sheet.short) == set(Dimension)
        for lever in sheet.levers.values():
            assert lever.question.rstrip().endswith("?")
            assert len(lever.levers) >= 2
            assert lever.qvct
        names = [lever.name for lever in sheet.levers.values()]
        assert len(set(names)) == len(names)


def test_the_facts_are_dated_and_not_stale() -> None:
    for locale in LOCALES:
        sheet = Levers.load().sheet(locale)
        assert PRODUCT_DATE - sheet.verified_on <= timedelta(days=180)
        assert sheet.confidence in {"high", "medium", "low"}


def test_another_locale_reads_french() -> None:
    levers = Levers.load()
    assert levers.sheet("de") is levers.sheet("fr")


@pytest.mark.parametrize(
    ("line", "instead", "where"),
    [
        ('short = "Autonomy"\n', "", "'autonomy.short' is not a sentence"),
        ("[value_conflict.risk]", "[value_conflict.risks]", "'value_conflict.risk' is not a table"),
        ('qvct = ["health", "organisation"]', "qvct = []", "'emotional_demands.qvct' is not a list"),
    ],
)
def test_a_missing_word_says_which_file_and_key(tmp_path: Path, line: str, instead: str, where: str) -> None:
    for locale in LOCALES:
        shutil.copy(FOLDER / f"{locale}.toml", tmp_path)
    english = tmp_path / "en.toml"
    words = english.read_text("utf-8")
    assert line in words
    english.write_text(words.replace(line, instead, 1), "utf-8")
    with pytest.raises(LeversUnreadable, match=f"en.toml: {where}"):
        Levers.load(tmp_path)
