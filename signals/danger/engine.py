"""Searching one message with the rules: which of them fire, and which were silenced by a guard.

The work is bounded: a message becomes at most a few thousand characters (one a word), patterns have no
unbounded repetition, and a pattern whose words are all absent is not even tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from signals.danger.normalise import PAUSE, STOP, Normaliser
from signals.danger.pattern import (
    COMMA,
    END,
    Alphabet,
    Lexicon,
    Node,
    Pattern,
    PatternError,
    parse,
    parse_lexicon,
    words_of,
)
from signals.danger.rules import RuleBook, RulesError, RuleText, Scope
from signals.danger.spelling import Spelling

_MATCHES_LOOKED_AT = 40
_CUES_LOOKED_AT = 12
_BEFORE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Guard:
    """A compiled guard; see GuardText. A `firm` guard also asks more of the model."""

    name: str
    scope: Scope
    every: tuple[tuple[Pattern, ...], ...]
    unless: tuple[Pattern, ...]
    firm: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; see RuleText."""

    text: RuleText
    patterns: tuple[Pattern, ...]
    cues: tuple[tuple[Pattern, ...], ...]
    guards: tuple[Guard, ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """A message as one character a word, between two END signs."""

    letters: str
    present: frozenset[str]
    likely: frozenset[Pattern]
    """The searched patterns of which every character that they need is there: of two thousand, a few."""
    whole: dict[int, bool] = field(default_factory=dict, compare=False)
    """What the guards that look at the whole message said, by their id: the same for each match."""

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds of the sentence, or sentences, that hold the span."""
        first = self.letters.rfind(END, 0, start + 1)
        last = self.letters.find(END, max(end - 1, start))
        return max(first, 0), (len(self.letters) if last < 0 else last + 1)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule matched. `gaps` are the stretches of words that the pattern left open."""

    start: int
    end: int
    gaps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Silenced:
    """A rule that matched and the guard that silenced it; a `firm` one also asks more of the model."""

    rule: str
    guard: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules say of one message: those that fire, those that a guard silenced, and the guards
    standing alone that know the message (`explained`). The last two say how far to believe the model alone.
    """

    fired: tuple[RuleText, ...]
    silenced: tuple[Silenced, ...]
    explained: tuple[str, ...]

    @property
    def guarded(self) -> bool:
        """Whether a firm guard silenced a rule."""
        return any(each.firm for each in self.silenced)


class Engine:
    """The compiled rules."""

    def __init__(self, book: RuleBook) -> None:
        """Compile a rule book. Raises RulesError naming the rule whose pattern cannot be used."""
        try:
            lexicon = parse_lexicon(book.lexicon, book.spelling.canonical)
        except PatternError as error:
            raise RulesError(f"lexicon.toml: {error}") from error
        trees = _Trees(book, lexicon)
        self._alphabet = Alphabet(word for tree in trees.nodes.values() for word in words_of(tree))
        self.normaliser = Normaliser(Spelling.of(book.spelling, self._alphabet.words))
        compiled = trees.compiled(self._alphabet)
        guards: dict[str, list[Guard]] = {}
        for guard in book.guards:
            guards.setdefault(guard.name, []).append(
                Guard(
                    guard.name,
                    guard.scope,
                    tuple(tuple(compiled[line] for line in group) for group in guard.every),
                    tuple(compiled[line] for line in guard.unless),
                    guard.firm,
                    guard.alone,
                )
            )
        self._alone = tuple(guard for named in guards.values() for guard in named if guard.alone)
        self.rules = tuple(
            Rule(
                rule,
                tuple(compiled[line] for line in rule.patterns),
                tuple(tuple(compiled[line] for line in group) for group in rule.cues),
                tuple(guard for name in rule.guards for guard in guards[name]),
                tuple(compiled[line] for line in rule.unless),
            )
            for rule in book.rules
        )

        self._searching: dict[Pattern, list[int]] = {}
        for place, rule in enumerate(self.rules):
            for pattern in {pattern for group in (rule.patterns, *rule.cues) for pattern in group}:
                self._searching.setdefault(pattern, []).append(place)
        self._anywhere = frozenset(pattern for pattern in self._searching if not pattern.rarest)
        self._by_letter: dict[str, list[Pattern]] = {}
        for pattern in self._searching:
            for letter in pattern.rarest:
                self._by_letter.setdefault(letter, []).append(pattern)

    def code(self, text: str) -> Coded:
        """The message in the rules' alphabet."""
        letter = self._alphabet.letter
        cache: dict[str, str] = {STOP: END, PAUSE: COMMA}
        coded = [END]
        for word in self.normaliser.words(text):
            found = cache.get(word)
            if found is None:
                found = cache[word] = letter(word)
            if found == END and coded[-1] == END:
                continue
            coded.append(found)
        if coded[-1] != END:
            coded.append(END)
        letters = "".join(coded)
        present = frozenset(letters)
        met = self._anywhere.union(*(self._by_letter.get(letter, ()) for letter in present))
        return Coded(letters, present, frozenset(pattern for pattern in met if pattern.possible(present)))

    def find(self, text: str) -> Found:
        """Every rule that fires on the message; never raises on any string."""
        message = self.code(text)
        fired: list[RuleText] = []
        silenced: list[Silenced] = []
        # In the order of the book, and only those of which a pattern could match.
        for place in sorted({place for pattern in message.likely for place in self._searching[pattern]}):
            rule = self.rules[place]
            for guard in _silenced(rule, message):
                if guard is None:
                    fired.append(rule.text)
                    break
                silenced.append(Silenced(rule.text.name, guard.name, guard.firm))
        everything = Match(0, len(message.letters), ())
        explained = tuple(guard.name for guard in self._alone if _holds(guard, message, everything))
        return Found(tuple(fired), tuple(dict.fromkeys(silenced)), explained)


_UNLESS = Guard("unless", Scope.SENTENCE, (), (), firm=False, alone=False)


def _silenced(rule: Rule, message: Coded) -> Iterator[Guard | None]:
    """For each match of the rule, the guard that silences it, or None when none does."""
    for match in _matches(rule, message):
        holding = (guard for guard in rule.guards if _holds(guard, message, match))
        yield next(holding, None) or _barred(rule, message, match)


def _barred(rule: Rule, message: Coded, match: Match) -> Guard | None:
    low, high = message.sentence(match.start, match.end)
    return _UNLESS if _any(rule.unless, message, low, high) else None


def _matches(rule: Rule, message: Coded) -> Iterator[Match]:
    for pattern in rule.patterns:
        if pattern in message.likely:
            for found in islice(pattern.expression.finditer(message.letters), _MATCHES_LOOKED_AT):
                gaps = tuple(span for span in found.regs[1:] if span[0] < span[1])
                yield Match(found.start(), found.end(), gaps)
    if rule.cues:
        yield from _gathered(rule, message)


def _gathered(rule: Rule, message: Coded) -> Iterator[Match]:
    """The first place where enough of the rule's cues stand close together."""
    found = sorted(
        (span.start(), span.end(), group)
        for group, patterns in enumerate(rule.cues)
        for pattern in patterns
        if pattern in message.likely
        for span in islice(pattern.expression.finditer(message.letters), _CUES_LOOKED_AT)
    )
    for place, (start, _, _) in enumerate(found):
        near = [
            each
            for each in islice(found, place, place + _CUES_LOOKED_AT)
            if each[1] - start <= rule.text.within
        ]
        groups, places = {group for _, _, group in near}, {(first, last) for first, last, _ in near}
        # The same words are one sign, though two groups name them ("no mask" alone is not a danger).
        if min(len(groups), len(places)) >= rule.text.at_least:
            end = max(end for _, end, _ in near)
            yield Match(start, end, ((start, end),))
            return


def _any(patterns: Iterable[Pattern], message: Coded, low: int, high: int) -> bool:
    return any(
        pattern.possible(message.present)
        and pattern.expression.search(message.letters, low, high) is not None
        for pattern in patterns
    )


def _holds(guard: Guard, message: Coded, match: Match) -> bool:
    if guard.scope is not Scope.MESSAGE:
        return _holds_near(guard, message, match)
    known = message.whole.get(id(guard))
    if known is None:
        known = message.whole[id(guard)] = _holds_within(guard, message, 0, len(message.letters))
    return known


def _holds_within(guard: Guard, message: Coded, low: int, high: int) -> bool:
    found = all(_any(group, message, low, high) for group in guard.every)
    return found and not _any(guard.unless, message, low, high)


def _holds_near(guard: Guard, message: Coded, match: Match) -> bool:
    low, high = message.sentence(match.start, match.end)
    match guard.scope:
        case Scope.BEFORE | Scope.CLAUSE:
            low = max(low, match.start - _BEFORE_WORDS)
            if guard.scope is Scope.CLAUSE:
                low = max(low, message.letters.rfind(COMMA, low, match.start) + 1)
            found = all(
                any(_ends(pattern, message, low, match.start) for pattern in group) for group in guard.every
            )
            return found and not _any(guard.unless, message, low, match.start)
        case Scope.AFTER:
            found = all(
                any(_begins(pattern, message, match.end) for pattern in group) for group in guard.every
            )
            return found and not any(_begins(pattern, message, match.end) for pattern in guard.unless)
        case Scope.INSIDE:
            found = all(any(_any(group, message, *gap) for gap in match.gaps) for group in guard.every)
            return found and not _any(guard.unless, message, match.start, match.end)
        case _:
            return _holds_within(guard, message, low, high)


def _begins(pattern: Pattern, message: Coded, start: int) -> bool:
    return pattern.possible(message.present) and pattern.expression.match(message.letters, start) is not None


def _ends(pattern: Pattern, message: Coded, low: int, end: int) -> bool:
    return pattern.possible(message.present) and pattern.ending.search(message.letters, low, end) is not None


class _Trees:
    """Every pattern line of a book, parsed once."""

    def __init__(self, book: RuleBook, lexicon: Lexicon) -> None:
        self.nodes: dict[str, Node] = {}
        for where, lines in _lines(book):
            for line in lines:
                try:
                    self.nodes[line] = parse(line, lexicon, book.spelling.canonical)
                except PatternError as error:
                    raise RulesError(f"{where}: {error}") from error

    def compiled(self, alphabet: Alphabet) -> Mapping[str, Pattern]:
        try:
            return {line: Pattern(line, node, alphabet) for line, node in self.nodes.items()}
        except PatternError as error:
            raise RulesError(f"signals/danger/rules: {error}") from error


def _lines(book: RuleBook) -> Iterator[tuple[str, tuple[str, ...]]]:
    for guard in book.guards:
        for group in (*guard.every, guard.unless):
            yield f"guards.toml, guard '{guard.name}'", group
    for rule in book.rules:
        for group in (rule.patterns, *rule.cues, rule.unless):
            yield f"{rule.file}, rule '{rule.name}'", group
