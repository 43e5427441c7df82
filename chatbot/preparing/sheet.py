"""A sheet to prepare a talk: sentences to complete, what to keep for oneself, what to do afterwards.

It is composed from the slots of a conversation, in sentences written beforehand, and forgotten with the
answer. What the person writes on it stays in their browser: nothing here ever receives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.conversation import counted
from chatbot.conversation.state import State
from chatbot.library.voice import Voice, language_of
from chatbot.preparing.known import Known, known_of
from chatbot.preparing.listeners import Listener, in_order
from chatbot.preparing.words import PARTS, Fact, ListenerWords, Matter, PreparingWords
from signals.reading import Language

_ROWS = {"happens": 5, "ask": 5, "open": 4, "questions": 6, "after": 6, "keep": 3}
_FEW_ROWS = 3

_FOR_ONESELF = ("keep", "after")
"""The parts that are not said: they are printed on a page of their own."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One text the person edits: its name, what to put there, what is written already (often with [brackets])
    and how many lines it takes.
    """

    id: str
    label: str
    hint: str
    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the sheet; `facts` are what to know before choosing what to say."""

    id: str
    heading: str
    lead: str | None
    blanks: tuple[Blank, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A listener as proposed: a name, and one line on what they can do and keep secret."""

    listener: Listener
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet for one listener.

    `notes` come before it: what to mind when acts repeat, and what may also be said after a danger.
    `prefilled`: the conversation wrote something on it. `spoken` is for the talk, `own` for oneself.
    """

    listener: Listener
    name: str
    prefilled: bool
    notes: tuple[str, ...]
    spoken: tuple[Part, ...]
    own: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part, in order."""
        return (*self.spoken, *self.own)


def choices(state: State | None, voice: Voice) -> tuple[Choice, ...]:
    """Return the five listeners, those most likely to help first."""
    words = PreparingWords.load(language_of(voice))
    return tuple(
        Choice(listener, words.listeners[listener].name, words.listeners[listener].line)
        for listener in in_order(known_of(state))
    )


def prepare(state: State | None, listener: Listener, voice: Voice, country: str = "FR") -> Sheet:
    """Return the sheet for `listener`; without a conversation, its prompts alone.

    `country` decides which facts are true. The sheet says vous in every voice: it is a paper, not a reply.
    """
    language = language_of(voice)
    words, known = PreparingWords.load(language), known_of(state)
    to = words.listeners[listener]
    texts = _texts(known, to, words, language)
    facts = words.facts_for(listener, country, careful=known.careful)
    parts = tuple(
        Part(
            id=part,
            heading=words.headings[part],
            lead=words.leads.get(part),
            blanks=tuple(
                Blank(
                    id=name,
                    label=words.labels[name],
                    hint=to.me_hint if name == "me" else words.hints[name],
                    text=texts.get(name, ""),
                    rows=_ROWS.get(name, _FEW_ROWS),
                )
                for name in blanks
            ),
            facts=facts if part == "keep" else (),
        )
        for part, blanks in PARTS.items()
    )
    return Sheet(
        listener=listener,
        name=to.name,
        prefilled="happens" in texts,
        notes=_notes(known, listener, words),
        spoken=tuple(part for part in parts if part.id not in _FOR_ONESELF),
        own=tuple(part for part in parts if part.id in _FOR_ONESELF),
    )


def _texts(known: Known, to: ListenerWords, words: PreparingWords, language: Language) -> dict[str, str]:
    """Return what is written already, by blank."""
    after = [words.careful_after] if known.careful else []
    after += [
        *to.after,
        *_said(words.spoken["support"], known.supports),
        *_said(words.spoken["helps"], known.helps),
    ]
    texts = {
        "open": to.open,
        "less": to.less,
        "questions": _listed(to.questions),
        "after": _listed(after),
        "holds": "\n".join(counted.sentences(language)(measure)[0] for measure in known.holds),
    }
    matters = [words.matters[name] for name in known.matters if name in words.matters]
    if matters:
        texts |= _told(matters, known, to, words)
    return texts


def _told(matters: list[Matter], known: Known, to: ListenerWords, words: PreparingWords) -> dict[str, str]:
    main = matters[0]
    since, often = words.spoken["since"], words.spoken["often"]
    return {
        "happens": "\n".join(matter.fact for matter in matters),
        "since": f"{_one(since, known.since)} {_one(often, known.often)}",
        "work": "\n".join(matter.work for matter in matters),
        "me": main.me,
        "need": main.need,
        "ask": to.ask.format(ask=main.ask, subject=main.subject),
        "gain": main.gain,
    }


def _notes(known: Known, listener: Listener, words: PreparingWords) -> tuple[str, ...]:
    notes: list[str] = []
    if known.own_life and listener in {Listener.OCCUPATIONAL, Listener.DOCTOR}:
        notes.append(words.urgent_tell)
    if known.careful:
        notes += words.careful_notes
        if listener in words.careful_note:
            notes.append(words.careful_note[listener])
    return tuple(notes)


def _said(lines: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the line of the first name that has one: what has no words here is left unsaid."""
    return tuple(lines[name] for name in names if name in lines)[:1]


def _one(lines: Mapping[str, str], name: str | None) -> str:
    return lines.get(name or "unknown", lines["unknown"])


def _listed(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"– {line}" for line in lines)


__all__ = ["Blank", "Choice", "Part", "Sheet", "choices", "prepare"]
