"""The sheets of words: a fault names the file, the entry and the mend; the facts are not stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import chatbot.library
from chatbot.preparing.listeners import Listener
from chatbot.preparing.words import PreparingWords, SheetError, read_words
from referrals.freshness import released_on, stale
from referrals.sheets import LANGS

SHEETS = Path(chatbot.library.__file__).parent / "preparing"

FAULTS = [
    ("fr.toml", "[matter.boss]", "[matter.bos]", r"matter\.bos"),
    ("fr.toml", "[blank.less]", "[blank.fewer]", r"blank\.fewer.*not a name|blank\.less.*write it"),
    ("en.toml", "[listener.hr]", "[listener.human]", r"listener\.hr|listener\.human"),
    ("en.toml", "[fact.alert]", "[fact.alarm]", r"fact\.al"),
    ("en.toml", "gain = ", "gains = ", "'gains' is not a field"),
    ("fr.toml", 'weeks = "', 'week = "', "'week' is not a field"),
    ("fr.toml", "{subject}", "le sujet", r"\{ask\} or \{subject\}"),
    ("fr.toml", "{subject}", "{topic}", r"\{ask\} or \{subject\}"),
    ("facts.toml", 'listeners = ["doctor"]', 'listeners = ["dentist"]', "dentist"),
    ("facts.toml", "verified_on = 2026-10-07", 'verified_on = "2026"', "verified_on"),
    ("facts.toml", 'source = "acismt15.fr"', "", "source"),
    ("facts.toml", 'confidence = "high"', 'confidence = "sure"', "confidence"),
]


@pytest.mark.parametrize(("file", "written", "wrong", "said"), FAULTS)
def test_a_fault_stops_the_start_and_says_where(
    tmp_path: Path, file: str, written: str, wrong: str, said: str
) -> None:
    shutil.copytree(SHEETS, tmp_path, dirs_exist_ok=True)
    sheet = tmp_path / file
    text = sheet.read_text(encoding="utf-8")
    assert written in text
    sheet.write_text(text.replace(written, wrong), encoding="utf-8")
    with pytest.raises(SheetError, match=said):
        read_words(tmp_path)


def test_the_facts_were_checked_lately_enough() -> None:
    for lang in LANGS:
        assert stale(PreparingWords.load(lang).facts, released_on()) == ()


def test_both_languages_hold_the_same_facts_for_the_same_listeners() -> None:
    french, english = (PreparingWords.load(lang).facts for lang in LANGS)
    assert [(fact.id, fact.listeners, fact.countries) for fact in french] == [
        (fact.id, fact.listeners, fact.countries) for fact in english
    ]
    for listener in Listener:
        in_france = PreparingWords.load("fr").facts_for(listener, "FR", careful=False)
        assert 2 <= len(in_france) <= 4, listener
