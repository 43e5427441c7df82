"""What people say in passing of themselves: how often it comes, what eases it, who is there, where they are.

The words are in `anchors/*/particulars.toml` and `anchors/*/topics.toml`, read in both languages at once like
every anchor; here is how they go together. A clause is the unit: what helps and who is there are only heard
in a clause that does not deny it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, cast

from chatbot.library.anchor_rules import AnchorsError, Rule, Sheet, fold
from chatbot.library.saying_tu import Addressing
from chatbot.library.voice import Register
from signals.reading import Act

Shape = Literal["two", "ten", "vent"]
"""The evening that the person asks for: two minutes, ten minutes, or only letting go."""

OFTEN: tuple[str, ...] = ("daily", "weekly", "sometimes", "once")
"""How often it comes, the most often first."""

HELPS: tuple[str, ...] = (
    "walk", "music", "sport", "family", "friends", "colleagues", "rest", "weekend", "animals", "faith",
    "hobby", "nothing",
)  # fmt: skip
"""What may already ease a hard time; "nothing" is said in so many words."""

PRIVATE: tuple[str, ...] = (
    "partner", "mother", "father", "sister", "brother", "child", "friend", "doctor", "therapist",
    "occupational_doctor", "union", "neighbour",
)  # fmt: skip
"""Relations that count as soon as they are named, unless something hard is said of them."""

AT_WORK: tuple[str, ...] = ("colleague", "manager", "hr")
"""Relations that may be the problem itself: they only count when something good is said of them."""

RELATIONS: tuple[str, ...] = (*PRIVATE, *AT_WORK)
"""Everyone who may be in the person's life, by relation."""

KIND_OF: Mapping[str, str] = {
    "partner": "close", "mother": "close", "father": "close", "sister": "close", "brother": "close",
    "child": "close", "friend": "close", "neighbour": "close", "doctor": "carer", "therapist": "carer",
    "occupational_doctor": "carer", "colleague": "colleague", "union": "colleague", "manager": "colleague",
    "hr": "colleague",
}  # fmt: skip
"""Which support a person who was named is: being named is not yet standing by."""

PLACES: tuple[str, ...] = ("open_space", "home", "shift")

TOPICS: Mapping[Act, tuple[str, ...]] = {
    Act.ASK_CONFIDENTIALITY: ("boss_reads", "recorded", "who_else", "ip_trace", "data_law"),
    Act.ASK_ABOUT_BOT: ("memory", "is_it_human", "which_ai", "who_made", "can_it_err"),
    Act.DEPENDENCE: ("only_you", "prefer_to_therapist", "miss_you", "always_available"),
    Act.ASK_DIAGNOSIS: ("burnout", "depression", "other"),
    Act.ASK_MEDICATION: ("sleeping_pills", "antidepressant", "stop_treatment", "other"),
    Act.RIGHTS_QUESTION: (
        "resign", "dismissal", "sick_leave", "overtime", "harassment_law", "withdrawal", "other",
    ),
}  # fmt: skip
"""The finer subjects of each act that has some. "other" is given when no rule holds."""

_OTHER = "other"
_CLAUSE_END = re.compile(r" [.?] | mais | but | alors que | whereas | sauf | except | et | and ")
_NOT = frozenset(
    {
        "pas", "plus", "jamais", "rien", "ni", "aucun", "aucune", "sans", "not", "never", "no", "nothing",
        "t", "without", "cannot", "nobody",
    }
)  # fmt: skip
_POINTING = (" ca ", " cela ", " c est ", " ce qui ", " it ", " that ", " they ", " ils ", " elles ", " qui ")
"""How a clause begins that says of the one before that it does good ("je marche le soir, ça m'aide")."""

_ANSWER = 8
"""Words up to which a message may be the bare answer to a question ("la marche", "mes deux chats")."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What one message says in passing; everything may be empty.

    `register_asked`: the register was asked for in so many words. `topics`: the finer subject that the
    message would have under each act. `helps_answer`, `people_answer`: what a short message names, which
    means something after its question only.
    """

    register: Register | None = None
    register_asked: bool = False
    shape: Shape | None = None
    often: str | None = None
    helps: tuple[str, ...] = ()
    helps_answer: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    people_answer: tuple[str, ...] = ()
    place: str | None = None
    topics: Mapping[Act, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Particular:
    """The words of both languages, ready to be asked."""

    addressing: Addressing
    shapes: Mapping[str, tuple[Rule, ...]]
    often: Mapping[str, tuple[Rule, ...]]
    places: Mapping[str, tuple[Rule, ...]]
    eases: tuple[str, ...]
    helps: Mapping[str, tuple[str, ...]]
    against: tuple[str, ...]
    kind: tuple[str, ...]
    people: Mapping[str, tuple[str, ...]]
    topics: Mapping[Act, Mapping[str, tuple[Rule, ...]]]

    @classmethod
    def load(cls) -> Particular:
        """Read the sheets; AnchorsError when one names something unknown."""
        return _load()

    def find(self, message: str) -> Particulars:
        """Return what a message says in passing; never raises."""
        text = fold(message)
        length = sum(word not in {".", "?"} for word in text.split())
        clauses = tuple(f" {part.strip()} " for part in _CLAUSE_END.split(text) if part.strip(" .?"))
        eased = frozenset(clause for clause in clauses if self._eases(clause))
        # What is done every evening because it helps is not how often the trouble comes.
        troubled = " . ".join(clause.strip() for clause in clauses if clause not in eased) if eased else text
        helps = tuple(dict.fromkeys(self._helps(text, clauses, eased)))
        short = length <= _ANSWER and not _NOT.intersection(text.split())
        return Particulars(
            register=self.addressing.find(message),
            register_asked=self.addressing.asked(message) is not None,
            shape=cast("Shape | None", _first(self.shapes, text, length)),
            often=_first(self.often, f" {troubled.strip()} ", length),
            helps=helps,
            helps_answer=helps or (tuple(_named(self.helps, text)) if short else ()),
            people=() if "?" in text else tuple(dict.fromkeys(self._people(clauses))),
            people_answer=tuple(_named(self.people, text)) if short else (),
            place=_first(self.places, text, length),
            topics={act: topic for act in TOPICS if (topic := self._topic(act, text, length))},
        )

    def _eases(self, clause: str) -> bool:
        return any(not _denied(clause, sign) for sign in self.eases if sign in clause)

    def _helps(self, text: str, clauses: tuple[str, ...], eased: frozenset[str]) -> Iterator[str]:
        for before, clause in zip(("", *clauses), clauses, strict=False):
            if clause not in eased:
                continue
            named = list(_named(self.helps, clause))
            if not named and clause.startswith(_POINTING):
                named = list(_named(self.helps, before)) if not _NOT.intersection(before.split()) else []
            yield from named
        if _any(self.helps["nothing"], text):
            yield "nothing"

    def _people(self, clauses: tuple[str, ...]) -> Iterator[str]:
        for clause in clauses:
            if _any(self.against, clause):
                continue
            good = any(not _denied(clause, sign) for sign in self.kind if sign in clause)
            for relation in _named(self.people, clause):
                if good or (relation in PRIVATE and not _NOT.intersection(clause.split())):
                    yield relation

    def _topic(self, act: Act, text: str, length: int) -> str | None:
        return _first(self.topics[act], text, length) or (_OTHER if _OTHER in TOPICS[act] else None)


def _first(choices: Mapping[str, tuple[Rule, ...]], text: str, length: int) -> str | None:
    found = (name for name, rules in choices.items() if any(rule.holds(text, length) for rule in rules))
    return next(found, None)


def _named(things: Mapping[str, tuple[str, ...]], text: str) -> Iterator[str]:
    return (name for name, signs in things.items() if _any(signs, text))


def _any(signs: tuple[str, ...], text: str) -> bool:
    return any(sign in text for sign in signs)


def _denied(clause: str, sign: str) -> bool:
    """Say whether a sign is denied, by a small word shortly before it or just after."""
    before, _, after = clause.partition(sign)
    return bool(_NOT.intersection((*before.split()[-3:], *after.split()[:1])))


@cache
def _load() -> Particular:
    folder = Path(__file__).with_name("anchors")
    sheets = [Sheet(folder / language / "particulars.toml") for language in ("fr", "en")]
    subjects = [Sheet(folder / language / "topics.toml") for language in ("fr", "en")]
    people, helps = _words(sheets, "people"), _words(sheets, "helps")
    against, kind, eases = people.pop("against"), people.pop("kind"), helps.pop("eases")
    _check(sheets[0].path, "people", people, RELATIONS)
    _check(sheets[0].path, "helps", helps, HELPS)
    topics = {act: _rules(subjects, act.value, known) for act, known in TOPICS.items()}
    return Particular(
        addressing=Addressing.read(sheets),
        shapes=_rules(sheets, "shape", ("vent", "two", "ten")),
        often=_rules(sheets, "often", OFTEN),
        places=_rules(sheets, "place", PLACES),
        eases=eases,
        helps={name: helps[name] for name in HELPS},
        against=against,
        kind=kind,
        people={name: people[name] for name in RELATIONS},
        topics=topics,
    )


def _words(sheets: list[Sheet], group: str) -> dict[str, tuple[str, ...]]:
    both: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for name in sheet.tables(group):
            written = sheet.signs(cast("Mapping[str, object]", sheet.values[group]), name)
            both[name] = (*both.get(name, ()), *written)
    return both


def _rules(sheets: list[Sheet], group: str, known: tuple[str, ...]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of both languages, in the order of the French sheet for topics, else of `known`."""
    both: dict[str, tuple[Rule, ...]] = {}
    for sheet in sheets:
        for name in sheet.tables(group):
            both[name] = (*both.get(name, ()), *sheet.rules(group, name))
    _check(sheets[0].path, group, both, tuple(name for name in known if name != _OTHER))
    return both


def _check(path: Path, group: str, written: Mapping[str, object], known: tuple[str, ...]) -> None:
    for name in sorted(set(known).symmetric_difference(written)):
        raise AnchorsError(
            f"{path}, [{group}]: '{name}' is written or known, not both; see chatbot/library/particulars.py."
        )


__all__ = ["HELPS", "OFTEN", "PLACES", "RELATIONS", "TOPICS", "Particular", "Particulars", "Shape"]
