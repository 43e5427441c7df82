"""Lexical anchors: the words that place a message among the situations and acts of working life.

The encoder is small and errs; these words are its deterministic complement. They are data (anchors/fr,
anchors/en), written by people, read in both languages at once because people mix them, and precise on
purpose: a rule that is not sure stays silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from chatbot.library.anchor_rules import AnchorsError, Rule, Sheet, fold, read_sheet
from chatbot.library.durations import Duration, find_duration, is_only_duration
from chatbot.library.particulars import Particular, Particulars
from chatbot.library.supports import Supporting
from signals.contributions.measures import Measure, parse_measure
from signals.reading import Act, Language

Origin = Literal["fatigue", "conflict", "organisation"]

_FOLDER = Path(__file__).with_name("anchors")
_NEGATIONS = frozenset(
    {"pas", "plus", "ni", "jamais", "sans", "aucun", "aucune", "not", "never", "no", "t", "without"}
)
_STOPS = frozenset({".", "?", "je", "j", "i", "mais", "but"})
_NEGATION_REACH = 3
"""How many words before a feeling may hold its negation ("pas du tout content")."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What hearing a situation means: measures of the work (maybe none), the angle, and who is answered
    first."""

    id: str
    rank: int
    measures: tuple[Measure, ...]
    origin: Origin | None
    topic: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What the anchors found in one message; everything may be empty.

    `since_answer`, `support_answer`, `origin_answer`: short answers that mean something after their
    question only. `only_since`: the message says how long it has lasted and nothing else. `supports`: who
    stands by the person, or "nobody", as said in so many words. `aim`: what a step is asked for ("breath",
    "calm", "sleep"). `people`: someone at work is named; `to_me`: something is done to the person.
    `particulars`: what is said in passing (how they speak to us, what helps, who is there).
    """

    length: int
    act: Act | None
    situations: tuple[Situation, ...]
    feelings: tuple[str, ...]
    since: Duration | None
    since_answer: Duration | None
    only_since: bool
    supports: tuple[str, ...]
    support: str | None
    support_answer: str | None
    origin_answer: str | None
    wishes: frozenset[str]
    discreet: bool
    short: bool
    keyed_up: bool
    aim: str | None
    repeated: bool
    good: bool
    hard: bool
    to_me: bool
    people: bool
    language: Language | None
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class Anchors:
    """Every anchor of both languages, ready to be asked."""

    known: Mapping[str, Situation]
    situations: tuple[tuple[Situation, tuple[Rule, ...]], ...]
    acts: tuple[tuple[Act, tuple[Rule, ...]], ...]
    feelings: tuple[tuple[str, tuple[str, ...]], ...]
    turns: Mapping[str, Mapping[str, tuple[str, ...]]]
    supporting: Supporting
    particular: Particular
    good: Rule
    hard: Rule
    to_me: tuple[str, ...]
    people: tuple[str, ...]
    function_words: Mapping[Language, frozenset[str]]

    @classmethod
    def load(cls) -> Anchors:
        """Read the sheets; AnchorsError when one names an unknown act, situation or list."""
        return _load()

    def hear(self, message: str) -> Heard:
        """Return what the words of a message say, whatever its length; never raises."""
        text = fold(message)
        words = [word for word in text.split() if word not in {".", "?"}]
        found = sorted(
            (
                situation
                for situation, rules in self.situations
                if any(r.holds(text, len(words)) for r in rules)
            ),
            key=lambda situation: -situation.rank,
        )
        place = self.turns["place"]
        return Heard(
            length=len(words),
            act=next(
                (act for act, rules in self.acts if any(r.holds(text, len(words)) for r in rules)), None
            ),
            situations=tuple(dict.fromkeys(found)),
            feelings=tuple(name for name, signs in self.feelings if _affirmed(text, signs)),
            since=find_duration(text),
            since_answer=find_duration(text, answering=True),
            only_since=is_only_duration(text),
            supports=self.supporting.find(text),
            support=_first(self.turns["support"], text),
            support_answer=_first(self.turns["support_answer"], text),
            origin_answer=_first(self.turns["origin_answer"], text),
            wishes=frozenset(name for name, signs in self.turns["wish"].items() if _any(signs, text)),
            discreet=_any(place["discreet"], text),
            short=_any(place["short"], text),
            keyed_up=_any(place["high"], text),
            aim=_first(self.turns["aim"], text),
            repeated=_any(place["repeated"], text),
            good=_affirmed(text, self.good.words) and not _any(self.good.unless, text),
            hard=self.hard.holds(text, len(words)),
            to_me=_any(self.to_me, text),
            people=_any(self.people, text),
            language=self._language(words),
            particulars=self.particular.find(message),
        )

    def places(self, clause: str) -> bool:
        """Say whether a clause alone says a situation."""
        text = fold(clause)
        length = len(text.split())
        return any(rule.holds(text, length) for _, rules in self.situations for rule in rules)

    def weight(self, clause: str) -> int:
        """Return how much a clause tells of what the person feels: 0 when it tells nothing (quicker than
        `hear`)."""
        text = fold(clause)
        felt = any(_any(signs, text) for _, signs in self.feelings)
        told = (self.hard.words, self.good.words, self.people)
        return 2 * felt + sum(_any(signs, text) for signs in told)

    def _language(self, words: list[str]) -> Language | None:
        """Return the language whose small words clearly prevail, None when it is not clear."""
        french = sum(word in self.function_words["fr"] for word in words)
        english = sum(word in self.function_words["en"] for word in words)
        if french >= 2 and french >= 3 * english:
            return "fr"
        if english >= 2 and english >= 3 * french:
            return "en"
        return None


def _any(signs: tuple[str, ...], text: str) -> bool:
    return any(sign in text for sign in signs)


def _first(choices: Mapping[str, tuple[str, ...]], text: str) -> str | None:
    """Return the last of the choices that is there: the sheets go from the weakest to the strongest."""
    found = [name for name, signs in choices.items() if _any(signs, text)]
    return found[-1] if found else None


def _affirmed(text: str, signs: tuple[str, ...]) -> bool:
    return any(not _negated(text, start) for sign in signs for start in _places(text, sign))


def _places(text: str, sign: str) -> Iterator[int]:
    start = text.find(sign)
    while start >= 0:
        yield start
        start = text.find(sign, start + 1)


def _negated(text: str, start: int) -> bool:
    for word in reversed(text[:start].split()[-_NEGATION_REACH:]):
        if word in _STOPS:
            return False
        if word in _NEGATIONS:
            return True
    return False


@cache
def _load() -> Anchors:
    facts = read_sheet(_FOLDER / "facts.toml")
    known = {name: _situation(name, cast("Mapping[str, object]", table)) for name, table in facts.items()}
    situations: dict[str, list[Rule]] = {}
    acts: dict[Act, list[Rule]] = {}
    feelings: dict[str, list[str]] = {}
    turns: dict[str, dict[str, list[str]]] = {}
    good: list[Rule] = []
    hard: list[Rule] = []
    to_me: list[str] = []
    people: list[str] = []
    stands_by: list[str] = []
    leans_on: list[str] = []
    function_words: dict[Language, frozenset[str]] = {}
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        sheet = Sheet(_FOLDER / language / "situations.toml")
        for name in sheet.tables("situation"):
            if name not in known:
                raise AnchorsError(
                    f"{sheet.path}, [situation.{name}]: add it to facts.toml or correct the name."
                )
            situations.setdefault(name, []).extend(sheet.rules("situation", name))
        for name in sheet.tables("feeling"):
            feelings.setdefault(name, []).extend(sheet.signs(sheet.table("feeling", name), "words"))
        for group in ("origin_answer", "support", "support_answer", "place", "aim", "wish"):
            for name in sheet.tables(group):
                signs = sheet.signs(cast("Mapping[str, object]", sheet.values[group]), name)
                turns.setdefault(group, {}).setdefault(name, []).extend(signs)
        good.append(Rule(sheet.named("@good"), unless=sheet.named("@not_good")))
        hard.append(Rule(sheet.named("@hard")))
        to_me.extend(sheet.named("@to_me"))
        stands_by.extend(sheet.named("@stands_by"))
        leans_on.extend(sheet.named("@leans_on"))
        people += [*sheet.named("@boss"), *sheet.named("@peer"), *sheet.named("@people")]
        function_words[language] = frozenset(cast("list[str]", sheet.values["function_words"]))
        doings = Sheet(_FOLDER / language / "acts.toml")
        for name in doings.tables("act"):
            if name not in set(Act):
                raise AnchorsError(f"{doings.path}, [act.{name}]: this is no act; see signals/reading.py.")
            acts.setdefault(Act(name), []).extend(doings.rules("act", name))
    who = {name: tuple(signs) for name, signs in turns["support_answer"].items()}
    return Anchors(
        known=known,
        situations=tuple((known[name], tuple(rules)) for name, rules in situations.items()),
        acts=tuple((act, tuple(rules)) for act, rules in acts.items()),
        feelings=tuple((name, tuple(signs)) for name, signs in feelings.items()),
        turns={group: {name: tuple(signs) for name, signs in each.items()} for group, each in turns.items()},
        supporting=Supporting(who, tuple(stands_by), tuple(leans_on)),
        particular=Particular.load(),
        good=Rule(sum((r.words for r in good), ()), unless=sum((r.unless for r in good), ())),
        hard=Rule(sum((r.words for r in hard), ())),
        to_me=tuple(to_me),
        people=tuple(people),
        function_words=function_words,
    )


def _situation(name: str, table: Mapping[str, object]) -> Situation:
    measures = tuple(parse_measure(slug) for slug in cast("list[str]", table["measures"]))
    return Situation(
        name,
        cast("int", table["rank"]),
        measures,
        cast("Origin | None", table.get("origin")),
        bool(table.get("topic")),
    )


__all__ = ["Anchors", "AnchorsError", "Heard", "Origin", "Rule", "Situation", "fold"]
