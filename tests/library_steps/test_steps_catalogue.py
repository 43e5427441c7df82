from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

import chatbot.library.steps as steps_module
from chatbot.library.steps import CONTRAINDICATIONS, Step, Steps
from referrals.freshness import released_on, stale
from referrals.sheets import LANGS, Lang, SheetError

STEPS = Steps.load()
SHEETS = Path(steps_module.__file__).with_name("steps")
ASKED = {"slow_breathing", "long_exhale", "muscle_release", "make_room", "self_kindness", "bed_for_sleep"}
WORD_FIELDS = {
    "name",
    "summary",
    "instructions",
    "back_to_work",
    "posture",
    "caution",
    "ask_first",
    "evidence_note",
    "source",
    "phases",
}
every_step = pytest.mark.parametrize(
    "step", [s for lang in LANGS for s in STEPS.all(lang)], ids=lambda s: s.name
)


def said(step: Step) -> str:
    optional = [text for text in (step.caution, step.ask_first) if text]
    labels = [phase.label for phase in step.phases]
    return "\n".join(
        [
            step.name,
            step.summary,
            *step.instructions,
            step.back_to_work,
            step.evidence_note,
            *optional,
            *labels,
        ]
    )


def test_there_are_thirty_steps_the_same_in_both_languages() -> None:
    assert len(STEPS.all("fr")) == 30
    for french, english in zip(STEPS.all("fr"), STEPS.all("en"), strict=True):
        for field in fields(Step):
            if field.name not in WORD_FIELDS:
                assert getattr(french, field.name) == getattr(english, field.name)
        assert (french.ask_first is None) == (english.ask_first is None)
        assert (french.caution is None) == (english.caution is None)
        assert len(french.instructions) == len(english.instructions)


@every_step
def test_a_step_goes_back_to_the_work(step: Step) -> None:
    assert step.back_to_work.startswith(("Et côté travail, ", "And at work, "))
    assert step.back_to_work.endswith("?")


@every_step
def test_a_step_promises_little(step: Step) -> None:
    promises = r"\b(guéri|soigne|garanti|toujours efficace|cure|heals?\b|guarantee|will make you)"
    assert not re.search(promises, said(step), re.IGNORECASE)
    assert not re.search(r"[!]", said(step))
    if step.confidence == "low":
        assert not re.search(r"\d|cent|hundred", step.evidence_note)


@every_step
def test_a_step_is_read_in_one_go(step: Step) -> None:
    assert len(step.name) <= 45
    assert len(step.summary) <= 110
    assert 3 <= len(step.instructions) <= 6
    assert all(len(line) <= 140 for line in step.instructions)


@every_step
def test_a_step_names_no_jargon_and_no_country_number(step: Step) -> None:
    assert not re.search(r"\b(RPS|QVCT|PTSD|cohérence cardiaque|régulation|pleine conscience)\b", said(step))
    assert not re.search(r"\b(15|17|112|3114|999)\b(?! heures)", said(step))


def test_the_question_comes_before_the_steps_that_need_one() -> None:
    assert {step.id for step in STEPS.all("fr") if step.ask_first} == ASKED
    for step_id in ASKED:
        assert STEPS.get(step_id, "fr").contraindications


def test_every_contraindication_is_used() -> None:
    assert {name for step in STEPS.all("fr") for name in step.contraindications} == CONTRAINDICATIONS


@pytest.mark.parametrize("lang", LANGS)
def test_three_steps_are_guided_within_their_minutes(lang: Lang) -> None:
    guided = {step.guided: step for step in STEPS.all(lang) if step.guided}
    assert set(guided) == {"breathing", "senses", "muscles"}
    for step in guided.values():
        assert step.minutes * 60 - 30 <= step.total_seconds <= step.minutes * 60
    assert [phase.seconds for phase in guided["breathing"].phases] == [5, 5]
    assert {phase.seconds for phase in guided["muscles"].phases} == {5, 15}


def test_no_french_word_breaks_before_its_punctuation() -> None:
    for path in [
        SHEETS / "catalogue.toml",
        *(SHEETS / "fr").glob("*.toml"),
        SHEETS.with_name("reasons") / "fr.toml",
    ]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("#"):
                continue
            assert not re.search(r" [;:!?»]|« |[a-zà-ÿ]'[a-zà-ÿ]", line), (
                f"{path.name}, line {number}: {line}"
            )


def test_every_step_was_checked_less_than_180_days_before_the_release() -> None:
    assert [step.id for step in stale(STEPS.all("fr"), released_on())] == []
    assert all(step.verified_on <= released_on() for step in STEPS.all("fr"))


def copy_of_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "steps"
    shutil.copytree(SHEETS, folder)
    monkeypatch.setattr(steps_module, "_SHEETS", folder)
    return folder


def test_a_missing_english_step_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = copy_of_sheets(tmp_path, monkeypatch) / "en" / "act.toml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("[if_then]", "[if_them]"), encoding="utf-8")
    with pytest.raises(SheetError, match=r"act\.toml, \[if_them\]: no such step"):
        Steps.load()


def test_a_missing_sentence_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = copy_of_sheets(tmp_path, monkeypatch) / "fr" / "recover.toml"
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace("back_to_work", "back_to_wrok", 1), encoding="utf-8"
    )
    with pytest.raises(SheetError, match=r"recover\.toml, \[micro_pause\]: 'back_to_wrok' is not a field"):
        Steps.load()


def test_an_unknown_step_says_so() -> None:
    with pytest.raises(KeyError, match="there is no step 'yoga'"):
        STEPS.get("yoga", "fr")
