"""The sheet: whole for every situation, listener and language, in the right person, and never a diagnosis."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.conversation.evidence import BY_DIMENSION
from chatbot.conversation.message import Typed
from chatbot.conversation.safety import SafetyState
from chatbot.conversation.state import State
from chatbot.conversation.story import Story
from chatbot.library.anchors import Anchors
from chatbot.library.voice import VOICES, Voice, language_of
from chatbot.preparing.known import MATTER_OF_DIMENSION, known_of
from chatbot.preparing.listeners import Listener
from chatbot.preparing.sheet import Sheet, choices, prepare
from chatbot.preparing.words import PARTS, PreparingWords
from config.companion import companion_for
from config.organisation import Organisation
from referrals.emergency import countries
from referrals.sheets import LANGS, Lang
from signals.contributions.measures import MEASURES, Dimension, Measure, Pole
from signals.danger.card import Card

SITUATIONS = tuple(Anchors.load().known)
CAREFUL = ("harassment", "discrimination")
EMPTY_AT_FIRST = {"holds", "keep"}
BRACKETS = re.compile(r"\[[^\]]*\]")
FORBIDDEN = re.compile(
    r"burn.?out|dépressi|depressi|anxi[eé]t|anxiety|traumatis|trauma|pervers|narciss|toxi[cq]|harcèl|harass"
    r"|trouble|disorder|diagnos|médicament|medication|antidépress|anxiolyt|pill\b"
    r"|promis\b|je promets|tout ira|ça ira|it will be fine|everything will|guaranteed|garanti"
    r"|\b(?:DESC|OSBD|CNV|NVC|RPS|QVCT)\b|résilien|resilien|assertiv",
    re.IGNORECASE,
)
RESPONSIBLE = re.compile(
    r"mieux m.organiser|m.adapter|je devrais|ma faute|c.est à moi de|prendre sur moi|my fault|i should"
    r"|organise myself|cope better|toughen",
    re.IGNORECASE,
)
ADDRESSING = {
    "fr": re.compile(r"\b(?:(?<!rendez-)vous|votre|vos|tu|toi|ton|ta|tes)\b|\bt[’']", re.IGNORECASE),
    "en": re.compile(r"\b(?:(?<!Thank )you|your|yours)\b", re.IGNORECASE),
}


def heard(*situations: str, **slots: object) -> State:
    """The state of a conversation about these situations."""
    return replace(State.new("fr"), story=replace(Story(situations=situations), **slots))


def said_aloud(sheet: Sheet) -> dict[str, str]:
    """What is written already, by blank."""
    return {blank.id: blank.text for part in sheet.parts for blank in part.blanks}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("listener", Listener)
def test_every_situation_gives_every_section(lang: Lang, listener: Listener) -> None:
    for situation in SITUATIONS:
        sheet = prepare(heard(situation, since="months"), listener, lang)
        assert [part.id for part in sheet.parts] == list(PARTS), situation
        for part in sheet.parts:
            assert part.heading, situation
            for blank in part.blanks:
                assert blank.label, (situation, blank.id)
                assert blank.hint, (situation, blank.id)
                assert blank.text or blank.id in EMPTY_AT_FIRST, (situation, blank.id)
        assert sheet.prefilled


@pytest.mark.parametrize("dimension", Dimension)
@pytest.mark.parametrize("lang", LANGS)
def test_a_factor_alone_is_enough_to_write_from(dimension: Dimension, lang: Lang) -> None:
    state = State.new(lang).hearing((Measure(dimension, Pole.RISK),))
    texts = said_aloud(prepare(state, Listener.MANAGER, lang))
    matter = PreparingWords.load(lang).matters[MATTER_OF_DIMENSION[dimension]]
    assert texts["happens"] == matter.fact
    assert texts["ask"] == matter.ask


def test_every_subject_of_a_conversation_has_words() -> None:
    for lang in LANGS:
        words = PreparingWords.load(lang)
        assert {*SITUATIONS, *BY_DIMENSION.values(), *MATTER_OF_DIMENSION.values()} == words.matters.keys()


@pytest.mark.parametrize("lang", LANGS)
def test_the_person_says_i_and_calls_nobody_by_you(lang: Lang) -> None:
    """What is said suits any listener, called tu or vous; what is asked of the person says vous or you."""
    words = PreparingWords.load(lang)
    first = (
        re.compile(r"\b(?:je|j’|mon|ma|mes|me|m’|moi)", re.I)
        if lang == "fr"
        else re.compile(r"\b(?:I|my|me)\b")
    )
    for name, matter in words.matters.items():
        for sentence in (
            matter.subject,
            matter.fact,
            matter.work,
            matter.me,
            matter.need,
            matter.ask,
            matter.gain,
        ):
            assert not ADDRESSING[lang].search(sentence), (name, sentence)
        for sentence in (matter.need, matter.ask):
            assert first.search(sentence), (name, sentence)
    for listener, to in words.listeners.items():
        for sentence in (to.open, to.ask, to.less, *to.questions, *to.after):
            assert not ADDRESSING[lang].search(sentence), (listener, sentence)


def test_the_prompts_say_vous_and_never_tu() -> None:
    words = PreparingWords.load("fr")
    prompts = [*words.hints.values(), *words.leads.values(), *words.careful_notes, words.urgent_tell]
    prompts += [line for to in words.listeners.values() for line in (to.line, to.me_hint)]
    prompts += [line for fact in words.facts for line in (fact.text, fact.more)]
    assert [line for line in prompts if re.search(r"\b(?:tu|toi|ton|tes)\b", line, re.IGNORECASE)] == []
    asked = [
        words.hints[name]
        for name in ("open", "since", "work", "need", "holds", "ask", "gain", "less", "keep")
    ]
    spoken_to = re.compile(r"\b(?:vous|votre|vos)\b|ez\b", re.IGNORECASE)
    assert [line for line in asked if not spoken_to.search(line)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_a_diagnosis_a_promise_a_method_or_a_blame(lang: Lang) -> None:
    for listener, situation in itertools.product(Listener, SITUATIONS):
        for name, text in said_aloud(prepare(heard(situation), listener, lang)).items():
            assert not FORBIDDEN.search(text), (listener, situation, name, text)
            assert not RESPONSIBLE.search(text), (listener, situation, name, text)
            assert text.count("[") == text.count("]"), (listener, situation, name, text)
            assert "{" not in text, (listener, situation, name, text)


@pytest.mark.parametrize("lang", LANGS)
def test_french_words_are_typeset_and_no_sentence_takes_two_breaths(lang: Lang) -> None:
    words = PreparingWords.load(lang)
    every = [
        *words.hints.values(), *words.labels.values(), *words.headings.values(), *words.leads.values(),
        *words.careful_notes, words.careful_after, *words.careful_note.values(), words.urgent_tell,
        *(line for group in words.spoken.values() for line in group.values()),
        *(line for fact in words.facts for line in (fact.text, fact.more)),
        *(getattr(matter, name) for matter in words.matters.values() for name in matter.__slots__),
        *(line for to in words.listeners.values() for line in (to.name, to.line, to.me_hint)),
        *(line for to in words.listeners.values() for line in (to.open, to.ask, to.less)),
        *(line for to in words.listeners.values() for line in (*to.questions, *to.after)),
    ]  # fmt: skip
    assert len(every) > 300
    for line in every:
        assert "!" not in line
        assert "'" not in line, line
        if lang == "fr":
            assert not re.search(r"(?<=\S)[ ](?=[;:?»])|[^\s\u00a0\u202f][;?»]", line), line
        breath = max(len(part.split()) for part in re.split(r"[.?:;]", BRACKETS.sub("[]", line)))
        assert breath <= 26, line


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("listener", Listener)
def test_every_fact_has_a_source_a_day_and_someone_who_can_say_more(lang: Lang, listener: Listener) -> None:
    for country, careful in itertools.product((*countries(), "ZZ"), (False, True)):
        story = heard("harassment") if careful else heard("overload")
        [keep] = [part for part in prepare(story, listener, lang, country).own if part.id == "keep"]
        assert keep.facts, (country, careful)
        for fact in keep.facts:
            assert fact.source, fact.id
            assert fact.more, fact.id
            assert fact.confidence in {"high", "medium"}, fact.id
            assert careful or not fact.careful


def test_the_law_of_one_country_is_not_told_in_another() -> None:
    for listener, country in itertools.product(Listener, ("BE", "CH", "UK", "QC", "ZZ")):
        sheet = prepare(heard("harassment"), listener, "fr", country)
        for fact in sheet.own[0].facts:
            assert "FR" not in fact.countries, fact.id
            assert not re.search(r"L\d{4}|Code du travail|CSE|39 28|0 806", fact.text + fact.more), fact.id


@pytest.mark.parametrize("situation", CAREFUL)
@pytest.mark.parametrize("lang", LANGS)
def test_when_acts_repeat_facts_and_protection_come_first(situation: str, lang: Lang) -> None:
    for story in (heard("boss", situation), heard(situation, "peer"), heard("overload", "peer", situation)):
        order = [each.listener for each in choices(story, lang)]
        assert order[:2] == [Listener.REPRESENTATIVE, Listener.OCCUPATIONAL]
        for listener in Listener:
            sheet = prepare(story, listener, lang)
            texts = said_aloud(sheet)
            matter = PreparingWords.load(lang).matters[situation]
            assert texts["happens"].startswith(matter.fact), "dates and facts before anything"
            assert len(sheet.notes) >= 3
            assert "médiation" not in texts["ask"]
            assert PreparingWords.load(lang).matters["peer"].ask not in texts["ask"]


@pytest.mark.parametrize("listener", Listener)
def test_what_is_true_of_repeated_acts_is_told_then_and_only_then(listener: Listener) -> None:
    def told(state: State) -> set[str]:
        return {fact.id for fact in prepare(state, listener, "fr").own[0].facts if fact.careful}

    assert told(heard("overload")) == set()
    more = {
        Listener.MANAGER: {"employer_acts", "no_face_to_face"},
        Listener.HR: {"employer_acts", "no_face_to_face", "referent"},
        Listener.REPRESENTATIVE: {"referent", "rights_defender"},
        Listener.OCCUPATIONAL: set(),
        Listener.DOCTOR: {"rights_defender"},
    }
    assert told(heard("harassment")) == {"facts_not_names"} | more[listener]


def test_a_flag_of_the_story_is_enough_to_be_careful() -> None:
    sheet = prepare(heard("boss", harassment=True), Listener.MANAGER, "fr")
    assert "sans témoin" in " ".join(sheet.notes)
    assert "celle qui vous encadre" in sheet.notes[-1]
    assert "[mots ou gestes exacts]" in said_aloud(sheet)["happens"]


@pytest.mark.parametrize("voice", VOICES)
def test_without_a_conversation_there_are_prompts_and_no_story(voice: Voice) -> None:
    for listener in Listener:
        sheet = prepare(None, listener, voice)
        texts = said_aloud(sheet)
        assert not sheet.prefilled
        assert sheet.notes == ()
        assert [
            name for name in ("happens", "since", "work", "me", "need", "ask", "gain", "keep") if texts[name]
        ] == []
        assert all(texts[name] for name in ("open", "less", "questions", "after"))
    assert len(choices(None, voice)) == len(Listener)


@pytest.mark.parametrize("lang", LANGS)
def test_what_somebody_else_lives_is_not_written_as_mine(lang: Lang) -> None:
    assert not prepare(heard("harassment", third=True), Listener.HR, lang).prefilled


@pytest.mark.parametrize("card", [Card.PASSIVE_IDEATION, Card.ACTIVE_IDEATION, Card.PLAN_OR_ACT])
def test_after_a_danger_to_one_s_life_the_numbers_come_first_and_a_doctor_before_others(card: Card) -> None:
    state = replace(
        heard("overload"), safety=SafetyState(card=card, active=card, soft=True, shown=frozenset({card}))
    )
    assert choices(state, "fr")[0].listener is Listener.DOCTOR
    assert known_of(state).danger
    assert not known_of(None).danger
    for listener in Listener:
        sheet = prepare(state, listener, "fr")
        assert sheet.prefilled
        tell = PreparingWords.load("fr").urgent_tell
        assert (tell in sheet.notes) == (listener in {Listener.DOCTOR, Listener.OCCUPATIONAL})
        assert not re.search(r"suicid|mourir|tuer", " ".join(said_aloud(sheet).values()))


def test_how_long_who_is_there_and_what_helps_are_written_in() -> None:
    state = heard("overload", since="months", often="daily", support=("close",), helps=("weekend", "walk"))
    texts = said_aloud(prepare(state, Listener.MANAGER, "fr"))
    assert texts["since"].startswith("Depuis des mois")
    assert "Presque tous les jours" in texts["since"]
    assert "quelqu’un de proche" in texts["after"]
    assert "pour marcher" in texts["after"]


def test_a_name_from_another_version_leaves_the_sheet_whole() -> None:
    state = heard(
        "a_new_situation", "overload", since="aeons", often="thrice", support=("dragon",), helps=("gold",)
    )
    sheet = prepare(state, Listener.DOCTOR, "en")
    assert said_aloud(sheet)["since"].startswith("Since [date]")
    assert prepare(heard("a_new_situation"), Listener.DOCTOR, "en").prefilled is False


def test_what_was_declined_is_not_written() -> None:
    load = Measure(Dimension.INTENSITY, Pole.RISK)
    state = State.new("fr").hearing((load,)).corrected(frozenset())
    assert not prepare(state, Listener.MANAGER, "fr").prefilled


@settings(deadline=None, max_examples=60)
@given(
    situations=st.lists(st.sampled_from([*SITUATIONS, "relations", "work"]), max_size=4, unique=True),
    measures=st.lists(st.sampled_from(MEASURES), max_size=5, unique=True),
    since=st.sampled_from([None, "today", "days", "weeks", "months", "years", "moment"]),
    support=st.lists(st.sampled_from(["colleague", "close", "carer", "nobody"]), max_size=2, unique=True),
    harassment=st.booleans(),
    voice=st.sampled_from(VOICES),
    listener=st.sampled_from(Listener),
)
def test_any_state_gives_a_whole_sheet_of_written_sentences_alone(
    situations: list[str], measures: list[Measure], since: str | None, support: list[str], harassment: bool,
    voice: Voice, listener: Listener,
) -> None:  # fmt: skip
    """Every line of every blank is found in the library: there is nowhere for anything else to come from."""
    state = heard(*situations, since=since, support=tuple(support), harassment=harassment)
    sheet = prepare(state.hearing(tuple(measures)), listener, voice)
    assert [part.id for part in sheet.parts] == list(PARTS)
    assert len({blank.id for part in sheet.parts for blank in part.blanks}) == sum(map(len, PARTS.values()))
    assert sheet == prepare(state.hearing(tuple(measures)), listener, voice)
    words = PreparingWords.load(language_of(voice))
    facts = {matter.fact for matter in words.matters.values()}
    assert set(said_aloud(sheet)["happens"].split("\n")) <= facts | {""}


CANARY = "zibelinequatrevingts"


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_of_a_message_can_be_on_a_sheet(lang: Lang) -> None:
    companion = companion_for(Organisation("Ateliers", True, "FR", None, (), ()))
    state, _ = companion.opening(lang)
    from_them = {
        "fr": (f"Mon chef {CANARY} me crie dessus tous les jours depuis deux ans, ma sœur {CANARY} m’écoute.",
               f"{CANARY} m’aide, la marche aussi."),
        "en": (f"My boss {CANARY} shouts at me every day for two years, my sister {CANARY} listens to me.",
               f"{CANARY} helps me, walking too."),
    }  # fmt: skip
    for text in from_them[lang]:
        state, _ = companion.turn(state, Typed(text), datetime(2026, 11, 24, 19, 30, tzinfo=UTC))
    for listener in Listener:
        assert CANARY not in repr(prepare(state, listener, lang))
        assert CANARY not in repr(choices(state, lang))
