"""What the attacks found, in the documents: nothing said that the table does not hold, nothing hidden."""

import json
import re
from dataclasses import replace

import pytest
from dossier_facts import attack_table, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from config.dossier.attack_table import (
    ANSWERS,
    CRITERIA,
    REMAINS,
    RESULT,
    Attack,
    AttackTableBroken,
    read_attack_table,
)
from config.dossier.formats import percent
from config.dossier.pages import WORDS, write_documents
from config.web.words import Words

LANGS = ("fr", "en")
HELD = tuple(Attack(name, 0.57, 0.0) for name in ANSWERS)


def dpia(lang, table):
    return list(write_documents(facts(attacks=table), lang).values())[2]


def council(lang, table):
    return list(write_documents(facts(attacks=table), lang).values())[4]


@pytest.mark.parametrize("lang", LANGS)
def test_without_the_table_the_documents_say_that_it_was_not_run_and_how_to_run_it(lang):
    files = list(write_documents(facts(), lang).values())
    assert sum("make attack" in text for text in files) >= 3
    unanswered = {"fr": "sans réponse, les attaques n’ayant pas été jouées", "en": "unanswered"}[lang]
    assert files[2].count(unanswered) >= 3


@pytest.mark.parametrize("lang", LANGS)
def test_every_attack_stands_in_both_files_with_its_rates(lang):
    table = attack_table(*HELD)
    words = Words.load(WORDS)
    for text in (dpia(lang, table), council(lang, table)):
        for name in ANSWERS:
            assert words.text(lang, f"dossier.attack.{name}") in text
        assert text.count({"fr": "57\u00a0%", "en": "57%"}[lang]) >= len(HELD)
        assert {"fr": "2\u00a0345", "en": "2,345"}[lang] in text
        assert {"fr": "20 novembre 2026", "en": "20 November 2026"}[lang] in text
    assert {"fr": "0,13\u00a0%", "en": "0.13%"}[lang] in dpia(lang, table)


@pytest.mark.parametrize("name", ANSWERS)
def test_one_attack_that_succeeds_takes_its_answer_away_and_no_other(name):
    table = attack_table(*(replace(each, havre=0.004) if each.name == name else each for each in HELD))
    answers = re.findall(r"\*\*Answer: (.*)\*\*", dpia("en", table))
    assert [answer.startswith("not always") for answer in answers] == [
        criterion == ANSWERS[name] for criterion in CRITERIA
    ]
    assert "0.4%" in dpia("en", table)
    assert "No success in" not in dpia("en", table)


def test_an_attack_that_fails_against_the_naive_rule_proves_nothing():
    first = HELD[0]
    table = attack_table(replace(first, naive=0.0), *HELD[1:])
    answers = re.findall(r"\*\*Answer: (.*)\*\*", dpia("en", table))
    assert answers[CRITERIA.index(ANSWERS[first.name])].startswith("not shown")


def test_an_attack_that_is_not_known_here_is_shown_under_its_own_name():
    table = attack_table(*HELD, Attack("quite_new", 0.9, 0.0))
    assert "| quite_new | 90% | 0% |" in dpia("en", table)
    assert "| quite_new | 90% | 0% |" in council("en", table)


@pytest.mark.parametrize("lang", LANGS)
def test_what_remains_is_said_to_whoever_decides(lang):
    table = attack_table(*HELD, **dict.fromkeys(REMAINS, 0.0777))
    words = Words.load(WORDS)
    for text in (dpia(lang, table), council(lang, table)):
        for name in REMAINS:
            assert (
                f"| {words.text(lang, f'dossier.remains.{name}')} | {percent(0.0777, lang, words)} |" in text
            )


def test_every_question_is_answered_by_some_attack():
    assert set(ANSWERS.values()) == set(CRITERIA)


@given(st.floats(0, 1))
@settings(deadline=None)
def test_a_rate_is_never_rounded_to_never_nor_to_always(rate):
    shown = percent(rate, "en", Words.load(WORDS))
    assert (shown == "0%") == (rate == 0)
    assert (shown == "100%") == (rate == 1)
    assert abs(float(shown.rstrip("%")) - 100 * rate) <= 0.5


GOOD = {
    "organisations": 2000,
    "seed": 1,
    "machine": "two cores",
    "date": "2026-11-20T10:00:00",
    "more": [1],
    "remains": {"at_once": 500, "lone_rows": 123456},
    "attacks": [{"name": "subtraction", "naive": 0.5, "havre": 0, "claims": 7}],
}


def test_the_file_may_hold_more_than_is_read(tmp_path):
    (tmp_path / "attacks.json").write_text(json.dumps(GOOD), encoding="utf-8")
    table = read_attack_table(tmp_path / "attacks.json")
    assert table.attacks == (Attack("subtraction", 0.5, 0.0),)
    assert (table.organisations, table.day.isoformat()) == (2000, "2026-11-20")
    assert table.remains == {"at_once": 0.25}
    assert read_attack_table(tmp_path / "absent.json") is None


@pytest.mark.parametrize(
    "change",
    [
        {"attacks": []},
        {"attacks": [{"name": "a", "naive": 57, "havre": 0}]},
        {"attacks": [{"name": "a", "naive": 0.5}]},
        {"attacks": [{"name": "a", "naive": 0.5, "havre": False}]},
        {"organisations": 0},
        {"remains": {"at_once": 2001}},
        {"remains": {"at_once": "many"}},
        {"remains": [1]},
        {"organisations": 2000.5},
        {"date": "yesterday"},
    ],
    ids=str,
)
def test_a_broken_table_is_never_read_half(tmp_path, change):
    path = tmp_path / "attacks.json"
    for text in (json.dumps(GOOD | change), "{", "[]"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(AttackTableBroken, match=r"attacks\.json cannot be read: run `make attack`"):
            read_attack_table(path)


def test_the_shipped_table_holds_no_attack_that_the_documents_do_not_know():
    table = read_attack_table()
    assert (table is not None) == RESULT.exists()
    assert table is None or {attack.name for attack in table.attacks} == set(ANSWERS)
