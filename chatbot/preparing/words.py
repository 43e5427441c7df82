"""The words of the sheet, read strictly: the same names in both languages, a source behind every fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

from chatbot.preparing.listeners import Listener
from referrals.sheets import LANGS, Confidence, Entry, Lang, SheetError, read_sheet

_FOLDER = Path(__file__).parent.parent / "library" / "preparing"

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "opening": ("open",),
    "facts": ("happens", "since"),
    "effects": ("work", "me"),
    "need": ("need", "holds"),
    "request": ("ask", "gain", "less"),
    "questions": ("questions",),
    "keep": ("keep",),
    "after": ("after",),
}
"""The parts of a sheet in order, and the blanks of each: what happened, what it does, what is needed, what is
asked, in the order of the two methods behind it (describe, express, specify, say what follows; observe, feel,
need, ask). Neither is named to the person."""

_NAMES = {
    "since": ("today", "days", "weeks", "months", "years", "moment", "unknown"),
    "often": ("daily", "weekly", "sometimes", "once", "unknown"),
    "support": ("colleague", "close", "carer", "nobody"),
    "helps": ("walk", "music", "sport", "family", "friends", "rest", "animals", "hobby"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a listener may do, must keep secret or owes; `more` says who can tell more of it."""

    id: str
    listeners: tuple[Listener, ...]
    countries: tuple[str, ...]
    careful: bool
    text: str
    more: str
    source: str
    source_url: str | None
    verified_on: date
    confidence: Confidence

    def holds_in(self, country: str, told: frozenset[str]) -> bool:
        """Say whether it is true in `country`; `told` are the countries that have facts of their own."""
        return (
            "any" in self.countries
            or country in self.countries
            or ("elsewhere" in self.countries and country not in told)
        )


@dataclass(frozen=True, slots=True)
class Matter:
    """The sentences of one subject, as the person would say them."""

    subject: str
    fact: str
    work: str
    me: str
    need: str
    ask: str
    gain: str


@dataclass(frozen=True, slots=True)
class ListenerWords:
    """What is said of one listener (`name`, `line`, `me_hint`) and to them; `ask` holds the request or the
    subject, as {ask} and {subject}.
    """

    name: str
    line: str
    me_hint: str
    open: str
    ask: str
    less: str
    questions: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparingWords:
    """Every word of the sheet in one language."""

    headings: Mapping[str, str]
    leads: Mapping[str, str]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    listeners: Mapping[Listener, ListenerWords]
    matters: Mapping[str, Matter]
    spoken: Mapping[str, Mapping[str, str]]
    careful_notes: tuple[str, ...]
    careful_after: str
    careful_note: Mapping[str, str]
    urgent_tell: str
    facts: tuple[Fact, ...]

    @classmethod
    def load(cls, language: Lang) -> PreparingWords:
        """Return the words of a language; SheetError (file, entry, mend) when a sheet cannot be used."""
        return _all(_FOLDER)[language]

    def facts_for(self, listener: Listener, country: str, *, careful: bool) -> tuple[Fact, ...]:
        """Return what is to be known of a listener, where the organisation is."""
        of_listener = [fact for fact in self.facts if listener in fact.listeners]
        told = frozenset(country for fact in of_listener for country in fact.countries)
        return tuple(
            fact
            for fact in of_listener
            if fact.holds_in(country, told) and (careful or not fact.careful) and fact.confidence != "low"
        )


def read_words(folder: Path) -> Mapping[Lang, PreparingWords]:
    """Read the sheets of a folder; SheetError for a missing or unknown name in either language."""
    facts = read_sheet(folder / "facts.toml")
    facts.only("fact")
    sheets = {lang: read_sheet(folder / f"{lang}.toml") for lang in LANGS}
    words = {lang: _words(sheet, facts, lang) for lang, sheet in sheets.items()}
    if words["fr"].matters.keys() != words["en"].matters.keys():
        name = sorted(words["fr"].matters.keys() ^ words["en"].matters.keys())[0]
        raise sheets["en"].fault(f"[matter.{name}] is in one language only; write it in fr.toml and en.toml.")
    return words


@cache
def _all(folder: Path) -> Mapping[Lang, PreparingWords]:
    return read_words(folder)


def _words(sheet: Entry, facts: Entry, lang: Lang) -> PreparingWords:
    sheet.only("part", "blank", "listener", "careful", "urgent", "matter", "fact", *_NAMES)
    parts, blanks = dict(sheet.tables("part")), dict(sheet.tables("blank"))
    _same(sheet, "part", parts, PARTS)
    _same(sheet, "blank", blanks, [blank for names in PARTS.values() for blank in names])
    listeners = dict(sheet.tables("listener"))
    _same(sheet, "listener", listeners, list(Listener))
    careful = sheet.table("careful")
    careful.only("notes", "after", "note")
    notes = careful.table("note")
    notes.only(*Listener)
    written, known = dict(sheet.tables("fact")), dict(facts.tables("fact"))
    _same(sheet, "fact", written, known)
    for entry in parts.values():
        entry.only("heading", "lead")
    return PreparingWords(
        headings={name: entry.text("heading") for name, entry in parts.items()},
        leads={name: entry.text("lead") for name, entry in parts.items() if "lead" in entry.values},
        labels={name: entry.text("label") for name, entry in blanks.items()},
        hints={name: entry.text("hint") for name, entry in blanks.items() if name != "me"},
        listeners={Listener(name): _listener(entry) for name, entry in listeners.items()},
        matters={name: _matter(entry) for name, entry in sheet.tables("matter")},
        spoken={group: _spoken(sheet, group) for group in _NAMES},
        careful_notes=careful.texts("notes", at_least=1),
        careful_after=careful.text("after"),
        careful_note={name: notes.text(name) for name in notes.values},
        urgent_tell=sheet.table("urgent").text("tell"),
        facts=tuple(_fact(name, entry, written[name], lang) for name, entry in known.items()),
    )


def _same(sheet: Entry, group: str, written: Mapping[str, Entry], wanted: Iterable[str]) -> None:
    names = set(wanted)
    for name in sorted(names ^ written.keys()):
        mend = "write it" if name in names else "it is not a name here; correct or remove it"
        raise sheet.fault(f"[{group}.{name}]: {mend}.")


def _spoken(sheet: Entry, group: str) -> Mapping[str, str]:
    entry = sheet.table(group)
    entry.only(*_NAMES[group])
    return {name: entry.text(name) for name in _NAMES[group]}


def _listener(entry: Entry) -> ListenerWords:
    entry.only(*(each.name for each in fields(ListenerWords)))
    ask = entry.text("ask")
    if not _places(ask) or not _places(ask) <= {"ask", "subject"}:
        raise entry.fault("ask needs the request or the subject; write {ask} or {subject} in it.")
    return ListenerWords(
        name=entry.text("name"),
        line=entry.text("line"),
        me_hint=entry.text("me_hint"),
        open=entry.text("open"),
        ask=ask,
        less=entry.text("less"),
        questions=entry.texts("questions", at_least=2),
        after=entry.texts("after", at_least=2),
    )


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _matter(entry: Entry) -> Matter:
    names = [each.name for each in fields(Matter)]
    entry.only(*names)
    return Matter(*(entry.text(name) for name in names))


def _fact(name: str, entry: Entry, words: Entry, lang: Lang) -> Fact:
    entry.only("listeners", "countries", "careful", "source", "source_url", "verified_on", "confidence")
    words.only("text", "more")
    return Fact(
        id=name,
        listeners=tuple(map(Listener, entry.chosen_many("listeners", frozenset(Listener)))),
        countries=entry.texts("countries", at_least=1),
        careful=entry.yes_no("careful", absent=False),
        text=words.text("text"),
        more=words.text("more"),
        source=entry.text_or_words("source", lang),
        source_url=entry.text_or_none("source_url"),
        verified_on=entry.day("verified_on"),
        confidence=entry.confidence(),
    )


__all__ = ["PARTS", "Fact", "ListenerWords", "Matter", "PreparingWords", "SheetError", "read_words"]
