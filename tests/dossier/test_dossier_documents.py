"""The documents: the same set in both languages, filled from what runs, deterministic, honest about what they
do not know."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from dossier_facts import ODD, REAL, SIMULATED, STORES, facts
from jinja2 import Environment
from sqlalchemy import Column, Integer, MetaData, Table

from config.dossier.citations import SourcesBroken, load_sources
from config.dossier.kept import FRENCH, ColumnUnsaid, kept_stores
from config.dossier.model_figures import FIGURES, FiguresUnread, read_model_figures
from config.dossier.pages import TEMPLATES, write_documents
from config.dossier.values import DOCUMENTS
from config.postgres_rights import RIGHTS

LANGS = ("fr", "en")
COUNTED = (
    "personnes?|participants?|salariés?|semaines?|jours?|minutes?|heures?|échecs|"
    "people|person|participants?|employees?|weeks?|days?|minutes?|hours?|failures|points?"
)


def written(lang, **changes):
    return write_documents(facts(**changes), lang)


def source(lang, document):
    return (TEMPLATES / lang / f"{document}.md").read_text(encoding="utf-8")


def test_both_languages_have_the_same_templates_and_the_templates_the_same_shape():
    names = {lang: sorted(path.name for path in (TEMPLATES / lang).iterdir()) for lang in LANGS}
    assert names["fr"] == names["en"] == sorted([*(f"{each}.md" for each in DOCUMENTS), "_top.md"])
    for document in DOCUMENTS:
        shapes = []
        for lang in LANGS:
            text = source(lang, document)
            expressions = re.findall(r"\{\{ *(\w+(?:\.\w+)?)", text)
            shapes.append((len(re.findall(r"^#+ ", text, re.M)), text.count("\n|"), sorted(expressions)))
        assert shapes[0] == shapes[1], document


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_facts_give_the_same_bytes(lang):
    once = written(lang)
    assert len(once) == len(DOCUMENTS)
    assert written(lang) == once
    assert all(text.endswith("\n") and "{{" not in text and "{%" not in text for text in once.values())


@pytest.mark.parametrize("lang", LANGS)
def test_no_count_of_anything_stands_in_a_template(lang):
    for document in DOCUMENTS:
        assert not re.findall(rf"\d+[ \u00a0]*\**[ \u00a0]*(?:{COUNTED})\b", source(lang, document)), document


@pytest.mark.parametrize("lang", LANGS)
def test_every_threshold_and_duration_follows_the_settings(lang):
    odd = {"people": 43, "side": 23, "k": 37, "t": 17, "c": 6, "state_minutes": 77, "idle_minutes": 61}
    # The sign-in attempts (and the rounding), the lock-out, the audit trail, the window, the term.
    lasting = {"5", "15", "365", "1", "13"}
    for document, text in zip(DOCUMENTS, written(lang, **ODD).values(), strict=True):
        named = set(re.findall(r"\{\{ (\w+) \}\}", source(lang, document))) & odd.keys()
        assert {str(odd[name]) for name in named} <= set(re.findall(r"\d+", text))
        counted = set(
            re.findall(rf"(\d+)[ \u00a0]*\**[ \u00a0]*(?:{COUNTED})\b", text.partition("## Sources")[0])
        )
        assert counted <= {str(value) for value in odd.values()} | lasting
        assert re.findall(r"\b([ktc]) = (\d+)", text) == [
            (name, str(odd[name])) for name, _ in re.findall(r"\b([ktc]) = (\d+)", text)
        ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "change",
    [
        {"k": 12},
        {"t": 5},
        {"coalition": 2},
        {"window_weeks": 13},
        {"time_zone": "Europe/Brussels"},
        {"employee_url": "https://parler.ateliers.example"},
        {"release_needs_signature": True},
        {"staff_idle_minutes": 12},
        {"sign_in_attempts": 7},
        {"lockout_minutes": 33},
        {"state_minutes": 30},
        {"employee_port": 8123},
        {"privacy": {"noise": "discrete-laplace"}},
        {"privacy": {"noise": "discrete-laplace", "epsilon_per_year": 26.0}},
        {"postgres": "postgresql:///havre"},
    ],
    ids=str,
)
def test_each_setting_changes_the_documents(lang, change):
    assert written(lang, **{"postgres": None} | change) != written(lang, postgres=None)


@pytest.mark.parametrize("lang", LANGS)
def test_the_note_gives_the_real_thresholds(lang):
    note = list(written(lang, **ODD).values())[3]
    people, side = {"fr": ("43 personnes", "23 personnes"), "en": ("43 people", "23 people")}[lang]
    assert f"**{people}**" in note
    assert f"**{side}**" in note


@pytest.mark.parametrize("lang", LANGS)
def test_on_postgresql_the_register_gives_every_right_of_every_role(lang):
    register = list(written(lang, postgres="postgresql:///havre", postgres_roles="north").values())[1]
    for part, stores in RIGHTS.items():
        for tables in stores.values():
            for table, may in tables.items():
                assert re.search(
                    rf"`north_{part.value}` \|.*\| `{table}` \| {re.escape(', '.join(may))} \|", register
                )
    assert "north_" not in list(written(lang).values())[1]


@pytest.mark.parametrize("lang", LANGS)
def test_noise_is_said_with_its_scale_and_its_budget(lang):
    noisy = written(lang, privacy={"noise": "discrete-laplace", "epsilon_per_year": 26.0})
    said = [name for name, text in noisy.items() if "OpenDP" in text and "26" in text]
    assert len(said) == 2
    assert not any("OpenDP" in text for text in written(lang).values())


@pytest.mark.parametrize("lang", LANGS)
def test_a_column_more_or_other_words_of_a_column_change_the_register(lang):
    before = written(lang)
    metadata = MetaData()
    Table(
        "slips",
        metadata,
        Column("unit", Integer, info={"purpose": "in which unit", "retention": "until the next sign-in"}),
    )
    after = write_documents(
        replace(facts(), stores={"intake": metadata, "releases": STORES["releases"]}), lang
    )
    assert "`slips`" in after[list(after)[1]]
    assert before[list(before)[1]] != after[list(after)[1]]


def test_a_silent_column_is_refused():
    metadata = MetaData()
    Table("slips", metadata, Column("unit", Integer, info={"purpose": "in which unit"}))
    with pytest.raises(ColumnUnsaid, match=r"slips\.unit has no purpose or no retention"):
        kept_stores({"intake": metadata}, "en")


def test_a_column_that_says_something_else_needs_new_french():
    metadata = MetaData()
    Table("slips", metadata, Column("unit", Integer, info={"purpose": "quite new", "retention": "a year"}))
    assert kept_stores({"intake": metadata}, "en")
    with pytest.raises(ColumnUnsaid, match=r"slips\.unit has no French for “quite new”"):
        kept_stores({"intake": metadata}, "fr")


def test_every_column_has_its_french_and_no_french_is_left_over():
    kept_stores(STORES, "fr")
    english = {
        column.info[key]
        for metadata in STORES.values()
        for table in metadata.tables.values()
        for column in table.columns
        for key in ("purpose", "retention")
    }
    held = re.findall(r'^en = "(.*)"$', FRENCH.read_text(encoding="utf-8"), re.M)
    assert sorted(held) == sorted(english)


@pytest.mark.parametrize("lang", LANGS)
def test_a_simulated_organisation_says_so_at_the_top_of_every_file(lang):
    banner = {"fr": "ORGANISATION SIMULÉE", "en": "SIMULATED ORGANISATION"}[lang]
    for text in written(lang, organisation=SIMULATED).values():
        assert banner in "\n".join(text.splitlines()[:4])
    assert not any(banner in text for text in written(lang).values())


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_organisation_has_not_written_is_said_as_missing(lang):
    bare = replace(REAL, dpo_contact=None, cse_opinion_on=None)
    readme, register, _, note, council, _ = written(lang, organisation=bare).values()
    assert "`dpo_contact`" in readme
    assert "`dpo_contact`" in register
    assert {"fr": "(contact à écrire)", "en": "(contact to be written)"}[lang] in note
    assert "…… / …… / …………" in council
    assert "…… / …… / …………" not in list(written(lang).values())[4]


@pytest.mark.parametrize("lang", LANGS)
def test_outside_france_the_documents_say_which_law_they_follow(lang):
    banner = {"fr": "Autre droit", "en": "Another law"}[lang]
    assert all(banner in text for text in written(lang, organisation=replace(REAL, country="BE")).values())
    assert not any(banner in text for text in written(lang).values())


def test_a_name_cannot_break_the_markdown():
    files = written("en", organisation=replace(REAL, name="A | <b>B</b> *C*"))
    for text in files.values():
        assert "A \\| \\<b\\>B\\</b\\> \\*C\\*" in text
        assert "<b>" not in text


def test_every_source_is_cited_and_what_was_not_read_says_so():
    sources = load_sources()
    for lang, mark in (("fr", "à vérifier par votre conseil"), ("en", "to be verified by counsel")):
        cited = set()
        for document in DOCUMENTS:
            cited |= set(re.findall(r'cite\("(\w+)"\)', source(lang, document)))
        assert cited == set(sources)
        for text in written(lang).values():
            body, _, listed = text.partition("\n## Sources\n")
            marked = {number for number, line in re.findall(r"^(\d+)\. (.*)$", listed, re.M) if mark in line}
            assert marked == set(re.findall(rf"\[(\d+)\] \*\({mark}\)\*", body))
            for number in marked:
                assert len(re.findall(rf"\[{number}\]", body)) == len(re.findall(rf"\[{number}\] \*\(", body))


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_calls_itself_legal_advice(lang):
    for text in written(lang).values():
        assert not re.search(r"legal advice|conseil juridique", text, re.I)


def test_a_source_that_is_not_whole_is_refused(tmp_path):
    (tmp_path / "sources.toml").write_text('[one]\nread = true\nfr = "Un"\n', encoding="utf-8")
    with pytest.raises(SourcesBroken, match=r"\[one\]: write read, fr and en"):
        load_sources(tmp_path / "sources.toml")


def test_the_figures_of_the_model_are_those_of_its_card(tmp_path):
    quoted = [f"{figure.value:.3f}" for _, figure in read_model_figures()]
    assert len(quoted) == 8
    for value in quoted:
        assert value in list(written("en").values())[5]
    (tmp_path / "figures.json").write_text(
        FIGURES.read_text(encoding="utf-8").replace("macro-F1, 12 labels", "other"), encoding="utf-8"
    )
    with pytest.raises(FiguresUnread, match="factors_f1"):
        read_model_figures(tmp_path / "figures.json")


FRENCH_FILES = [
    *sorted((TEMPLATES / "fr").iterdir()),
    FRENCH,
    TEMPLATES.parent / "words" / "fr.toml",
    TEMPLATES.parent / "sources.toml",
]


@pytest.mark.parametrize("path", FRENCH_FILES, ids=lambda path: path.name)
def test_french_keeps_its_typography(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.name in ("columns_fr.toml", "sources.toml"):
        lines = [line for line in lines if line.startswith("fr = ")]
    for number, line in enumerate(lines, start=1):
        prose = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|`[^`]*`|\{\w+\}", "x", line)
        assert not re.search(r"[ \u202f][;:!?»%€](?=[\s|.,)*»]|$)|«[ \u202f\w]", prose), number
        assert not re.search(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]", prose), number
        assert not re.search(r"\w[;!?»](?=\s|$)", prose), number


def test_the_templates_are_jinja_without_leftovers():
    for path in TEMPLATES.rglob("*.md"):
        Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
