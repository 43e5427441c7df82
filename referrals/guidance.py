"""Guidance for managers: how to receive someone, and what is theirs to change. Fixed text, with its sources.

Nothing is entered, kept or counted here. Emergency numbers and French law appear according to the country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from referrals.emergency import EmergencyNumbers, numbers_for
from referrals.sheets import LANGS, Entry, Lang, SheetError, read_sheet

_SHEETS = Path(__file__).with_name("guidance")
_FIELDS = ("title", "summary", "lead", "do", "say", "avoid", "france", "sources", "verified_on")


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the guide: what to do, sentences to say, what to avoid, what French law adds."""

    id: str
    title: str
    summary: str
    lead: str
    do: tuple[str, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    france: tuple[str, ...]
    sources: tuple[str, ...]
    verified_on: date


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide in one language and for one country; `notice` is what it says of itself before anything."""

    notice: tuple[str, ...]
    lead: str
    topics: tuple[Topic, ...]

    def topic(self, topic_id: str) -> Topic | None:
        """Return one topic; None when there is none of this name."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def after(self, topic: Topic) -> Topic | None:
        """Return the topic to read next; None after the last."""
        place = self.topics.index(topic) + 1
        return self.topics[place] if place < len(self.topics) else None


@dataclass(frozen=True, slots=True)
class Guidance:
    """The sheets of the guide, checked."""

    sheets: Mapping[Lang, Entry]

    @classmethod
    def load(cls) -> Guidance:
        """Read the sheets; SheetError for a missing topic or field in either language."""
        sheets = {lang: read_sheet(_SHEETS / f"{lang}.toml") for lang in LANGS}
        for sheet in sheets.values():
            sheet.only("notice", "lead", "or", "order", "topic")
            _check_order(sheet)
        if sheets["fr"].texts("order") != sheets["en"].texts("order"):
            raise sheets["en"].fault("order must list the same topics as fr.toml, in the same order.")
        guidance = cls(sheets)
        for lang in LANGS:
            guidance.guide("FR", lang)
        return guidance

    def guide(self, country: str, lang: Lang) -> Guide:
        """Return the guide for `country`, with its emergency numbers in the sentences."""
        sheet, numbers = self.sheets[lang], numbers_for(country, lang)
        in_france = numbers.country == "FR"
        topics, urgent = sheet.table("topic"), _urgent(numbers, sheet.text("or"))
        return Guide(
            notice=sheet.texts("notice", at_least=2),
            lead=sheet.text("lead"),
            topics=tuple(
                _topic(name, topics.table(name), numbers, urgent, in_france=in_france)
                for name in sheet.texts("order")
            ),
        )


def _check_order(sheet: Entry) -> None:
    written = list(sheet.table("topic").values)
    if sorted(written) != sorted(sheet.texts("order", at_least=1)):
        raise sheet.fault("order must name each [topic.*] once.")


def _urgent(numbers: EmergencyNumbers, words: str) -> str:
    """Return the numbers for an immediate danger, each once: "15 ou le 112", or "911" where one does all."""
    displays = dict.fromkeys((numbers.medical.display, numbers.general.display))
    return words.join(displays)


def _topic(name: str, entry: Entry, numbers: EmergencyNumbers, urgent: str, *, in_france: bool) -> Topic:
    entry.only(*_FIELDS)

    def lines(field: str) -> tuple[str, ...]:
        try:
            return tuple(
                line.format(suicide=numbers.suicide.display, urgent=urgent) for line in entry.texts(field)
            )
        except (KeyError, IndexError, ValueError):
            raise entry.fault(f"{field} may hold {{suicide}} and {{urgent}} only.") from None

    return Topic(
        id=name,
        title=entry.text("title"),
        summary=entry.text("summary"),
        lead=entry.text("lead"),
        do=lines("do"),
        say=lines("say"),
        avoid=lines("avoid"),
        france=lines("france") if in_france else (),
        sources=entry.texts("sources", at_least=1),
        verified_on=entry.day("verified_on"),
    )


__all__ = ["Guidance", "Guide", "SheetError", "Topic"]
