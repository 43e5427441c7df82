from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import referrals.guidance as guidance_module
from referrals.emergency import countries
from referrals.freshness import released_on, stale
from referrals.guidance import Guidance
from referrals.sheets import LANGS, Lang, SheetError

GUIDANCE = Guidance.load()
SHEETS = Path(guidance_module.__file__).with_name("guidance")
FRENCH = GUIDANCE.guide("FR", "fr")


def test_the_ten_steps_come_in_order() -> None:
    ids = [topic.id for topic in FRENCH.topics]
    assert ids == [
        "receive", "limits", "listen", "ask", "act", "orient", "follow_up", "avoid", "serious", "yourself",
    ]  # fmt: skip
    assert [topic.id for topic in GUIDANCE.guide("FR", "en").topics] == ids


def test_the_notice_says_that_it_knows_nobody() -> None:
    assert FRENCH.notice == (
        "Ce module ne contient aucune donnée issue des conversations.",
        "Il ne vous dira jamais si un membre de votre équipe utilise l’outil.",
    )


@pytest.mark.parametrize("lang", LANGS)
def test_both_languages_say_as_much(lang: Lang) -> None:
    for french, other in zip(FRENCH.topics, GUIDANCE.guide("FR", lang).topics, strict=True):
        for field in ("do", "say", "avoid", "france", "sources"):
            assert len(getattr(french, field)) == len(getattr(other, field)), f"{french.id}.{field}"


@pytest.mark.parametrize("country", [*countries(), "PT"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_numbers_are_those_of_the_country(country: str, lang: Lang) -> None:
    guide = GUIDANCE.guide(country, lang)
    said = " ".join(
        line for topic in guide.topics for line in (*topic.do, *topic.say, *topic.avoid, *topic.france)
    )
    assert "{" not in said
    assert ("L4121-1" in said) == (country == "FR")
    if country not in {"FR", "PT"}:
        assert "3114" not in said
    if country == "QC":
        assert "911" in said
        assert not re.search(r"911 (ou le|or) 911", said)


def test_no_promise_of_secrecy_and_the_question_is_asked() -> None:
    limits, ask = FRENCH.topic("limits"), FRENCH.topic("ask")
    assert limits is not None
    assert ask is not None
    assert "secret absolu" in limits.lead
    assert any("idées suicidaires" in sentence for sentence in ask.say)


def test_one_topic_leads_to_the_next() -> None:
    seen = [FRENCH.topics[0]]
    while (following := FRENCH.after(seen[-1])) is not None:
        seen.append(following)
    assert tuple(seen) == FRENCH.topics
    assert FRENCH.topic("therapy") is None


def test_the_guide_was_checked_less_than_180_days_before_the_release() -> None:
    assert stale(FRENCH.topics, released_on()) == ()


def test_no_french_line_breaks_before_its_punctuation() -> None:
    for path in [SHEETS / "fr.toml", SHEETS.with_name("pages") / "words" / "fr.toml"]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.startswith("#"):
                broken = re.search(r"[^\s] [;:!?»]|« |[a-zà-ÿ]'[a-zà-ÿ]", line)
                assert not broken, f"{path.name}:{number} {line}"


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("[topic.listen]", "[topic.hear]", r"order must name each"),
        ("{suicide}", "{sucide}", r"fr\.toml, \[topic\.ask\]: do may hold \{suicide\} and \{urgent\} only"),
        ("summary =", "sumary =", r"\[topic\.receive\]: 'sumary' is not a field"),
    ],
)
def test_a_fault_is_named(
    wrong: str, right: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "guidance"
    shutil.copytree(SHEETS, folder)
    sheet = folder / "fr.toml"
    lines = sheet.read_text(encoding="utf-8").split("\n")
    body = "\n".join(line for line in lines if not line.startswith("#"))
    sheet.write_text(body.replace(wrong, right, 1), encoding="utf-8")
    monkeypatch.setattr(guidance_module, "_SHEETS", folder)
    with pytest.raises(SheetError, match=complaint):
        Guidance.load()
