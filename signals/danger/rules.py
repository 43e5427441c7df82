"""The danger rules as they stand in rules/*.toml: reading them, and saying clearly what is wrong.

A rule names a card, a kind, a language, its patterns, the guards that silence it and example sentences on
both sides; a test runs every example. Nothing here looks at a message.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from signals.danger.card import Card
from signals.danger.spelling import SpellingTables

DIRECTORY: Final = Path(__file__).parent / "rules"
_CUES_WITHIN: Final = 45
_TABLES: Final = frozenset({"lexicon.toml", "guards.toml", "spelling.toml"})


class RulesError(ValueError):
    """A rules file that cannot be used; the sentence names the file, the entry and the mend."""


class Scope(StrEnum):
    """Where a guard looks, seen from the words that a rule matched."""

    BEFORE = "before"  # ending exactly where the match begins, in the same sentence
    CLAUSE = "clause"  # the same, no comma in between
    INSIDE = "inside"  # among the words that the pattern left open (its gaps)
    AFTER = "after"  # beginning exactly where the match ends
    SENTENCE = "sentence"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class GuardText:
    """One way to silence a rule: in `scope`, each group of `every` is found and nothing of `unless` is.

    One that stands `alone` silences no rule: it says that the whole message has an ordinary meaning, which
    the model must be surer than usual to contradict.
    """

    name: str
    scope: Scope
    every: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    firm: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as written. `cues` are groups of patterns; `at_least` of them stand `within` so many words."""

    name: str
    card: Card
    kind: str
    language: Literal["fr", "en", "any"]
    patterns: tuple[str, ...]
    cues: tuple[tuple[str, ...], ...]
    at_least: int
    within: int
    guards: tuple[str, ...]
    unless: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that the rules directory holds, in the order of the file names."""

    lexicon: Mapping[str, tuple[str, ...]]
    guards: tuple[GuardText, ...]
    rules: tuple[RuleText, ...]
    spelling: SpellingTables


def read_rules(directory: Path = DIRECTORY) -> RuleBook:
    """The rules of a directory. Raises RulesError with one sentence for the first thing that is wrong."""
    lexicon: dict[str, tuple[str, ...]] = {}
    for name, lines in _load(directory / "lexicon.toml").items():
        lexicon[name] = tuple(lines)
    guards = tuple(_guards(directory / "guards.toml"))
    rules: list[RuleText] = []
    for path in sorted(directory.glob("*.toml")):
        if path.name not in _TABLES:
            rules.extend(_rules(path, frozenset(guard.name for guard in guards)))
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise RulesError(f"{directory}: two rules are named '{name}'; give each its own name.")
    return RuleBook(lexicon, guards, tuple(rules), _spelling(directory / "spelling.toml"))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: cannot be read ({error}); put back the file of this version.") from error


def _guards(path: Path) -> Iterator[GuardText]:
    for entry in _load(path).get("guard", []):
        try:
            yield GuardText(
                name=entry["name"],
                scope=Scope(entry["scope"]),
                every=tuple(tuple(group) for group in entry["every"]),
                unless=tuple(entry.get("unless", ())),
                firm=bool(entry.get("firm", False)),
                alone=bool(entry.get("alone", False)),
            )
        except (KeyError, ValueError) as error:
            raise RulesError(f"{path}: guard '{entry.get('name')}' lacks or misspells {error}.") from error
        if entry.get("alone") and entry["scope"] != Scope.MESSAGE:
            raise RulesError(f"{path}: guard '{entry['name']}' stands alone; give it the scope 'message'.")


def _rules(path: Path, guards: frozenset[str]) -> Iterator[RuleText]:
    for entry in _load(path).get("rule", []):
        try:
            examples: Mapping[str, Sequence[str]] = entry["examples"]
            rule = RuleText(
                name=entry["name"],
                card=Card(entry["card"]),
                kind=entry["kind"],
                language=entry["language"],
                patterns=tuple(entry.get("patterns", ())),
                cues=tuple(tuple(group) for group in entry.get("cues", ())),
                at_least=int(entry.get("at_least", 2)),
                within=int(entry.get("within", _CUES_WITHIN)),
                guards=tuple(entry.get("guards", ())),
                unless=tuple(entry.get("unless", ())),
                yes=tuple(examples["yes"]),
                no=tuple(examples["no"]),
                file=path.name,
            )
        except (KeyError, ValueError) as error:
            raise RulesError(f"{path}: rule '{entry.get('name')}' lacks or misspells {error}.") from error
        if not (rule.patterns or rule.cues):
            raise RulesError(f"{path}: rule '{rule.name}' has neither patterns nor cues; add one.")
        if not (rule.yes and rule.no):
            raise RulesError(
                f"{path}: rule '{rule.name}' needs example sentences on both sides (yes and no)."
            )
        for guard in rule.guards:
            if guard not in guards:
                raise RulesError(
                    f"{path}: rule '{rule.name}' names the guard '{guard}', which guards.toml lacks."
                )
        yield rule


def _spelling(path: Path) -> SpellingTables:
    tables = _load(path)
    return SpellingTables(
        expand={form: tuple(words.split()) for form, words in tables["expand"].items()},
        after={
            form: (frozenset(entry["after"]), tuple(entry["to"].split()))
            for form, entry in tables.get("after", {}).items()
        },
        elided=tuple(tables["elided"]["words"]),
        keep=frozenset(tables["keep"]["words"]),
        key_words=tuple(tables["key"]["words"]),
        leet={sign: tuple(letters) for sign, letters in tables["leet"].items()},
    )
