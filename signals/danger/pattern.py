"""The small language in which danger rules are written, and its translation to a bounded matcher.

A rule is read by people who are not programmers, so a pattern is a line of plain words:

    word        that word, in its canonical spelling (no accent, `je` for j', `do not` for don't)
    word*       any word that begins so
    #           a number (2, 17h, 1ere)
    ,           a comma, a colon, a dash or an emoji
    .           the end of a sentence, to go on into the next one
    @name       any entry of that name in lexicon.toml
    (a|b c|d)   one of these
    x?          x or nothing
    ~3          up to three words of the same sentence (commas count)
    ~3-@name    the same, none of them being a single word of that entry
    ~~8         up to eight words, across sentences
    ^  $        the start, the end of a sentence
    !x          not followed by x
    <!x         not preceded by x (single words only)

Each word of a message becomes one character (`Alphabet`), so a pattern becomes a regular expression over
characters with no unbounded repetition: matching is linear in the message, with a constant that
`Pattern.branching` bounds and that loading refuses beyond MAX_BRANCHING.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import Final

END: Final = "①"
COMMA: Final = "②"
NUMBER: Final = "③"
OTHER: Final = "④"
_FIRST_LETTER: Final = 0x4E00
MAX_BRANCHING: Final = 6000

_TOKEN: Final = re.compile(
    r"\s*(<!|!|\(|\)|\||\?|~~\d+|~\d+(?:-@[a-z_]+)?|@[a-z_0-9]+|[a-z0-9]+\*?|#|,|\.|\^|\$)"
)


class PatternError(ValueError):
    """A pattern that cannot be read; the sentence says which one and what to change."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word out of a set; `kinds` holds words, prefixes ending in `*`, `#`, `,` and `.`."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words, none of `excluded`; within the sentence unless `across`."""

    most: int
    excluded: frozenset[str]
    across: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """The start (`^`) or the end (`$`) of a sentence; takes no word."""

    start: bool


@dataclass(frozen=True, slots=True)
class Absent:
    """`node` must not come next (`behind` False) or just before (`behind` True); takes no word."""

    node: Node
    behind: bool


@dataclass(frozen=True, slots=True)
class Maybe:
    """`node` or nothing."""

    node: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sequenced:
    """One after the other."""

    parts: tuple[Node, ...]


Node = Words | Gap | Edge | Absent | Maybe | Choice | Sequenced
Lexicon = Mapping[str, Node]
Canonical = Callable[[str], Sequence[str]]
"""The canonical words of a written one, by the spelling tables."""


class _Parser:
    """Recursive descent over one pattern; a fresh one for each pattern."""

    def __init__(self, text: str, lexicon: Lexicon, canonical: Canonical) -> None:
        self.text = text
        self.lexicon = lexicon
        self.canonical = canonical
        self.tokens = list(_split(text))
        self.at = 0

    def parse(self) -> Node:
        node = self._choice()
        if self.at != len(self.tokens):
            raise PatternError(f"pattern '{self.text}': a bracket closes that was never opened")
        return node

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _choice(self) -> Node:
        branches = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        singles = [branch.kinds for branch in branches if isinstance(branch, Words)]
        single = Words(frozenset().union(*singles))
        others = tuple(branch for branch in branches if not isinstance(branch, Words))
        if not others:
            return single
        return Choice((single, *others) if singles else others)

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._next() not in {None, "|", ")"}:
            if not self._dropped():
                parts.append(self._item())
        if not parts:
            raise PatternError(f"pattern '{self.text}': an alternative is empty")
        return parts[0] if len(parts) == 1 else Sequenced(tuple(parts))

    def _item(self) -> Node:
        sign = self.tokens[self.at]
        self.at += 1
        node: Node
        if sign in {"!", "<!"}:
            node = Absent(self._item(), behind=sign == "<!")
        elif sign == "(":
            node = self._choice()
            if self._next() != ")":
                raise PatternError(f"pattern '{self.text}': a bracket is not closed")
            self.at += 1
        elif sign.startswith("~"):
            node = self._gap(sign)
        elif sign.startswith("@"):
            node = self._entry(sign)
        elif sign in {"^", "$"}:
            node = Edge(start=sign == "^")
        elif sign == "?":
            raise PatternError(f"pattern '{self.text}': '?' follows nothing")
        else:
            node = self._word(sign)
        if self._next() == "?":
            self.at += 1
            node = Maybe(node)
        return node

    def _dropped(self) -> bool:
        """Skip a word that is left out of messages too (ne, n')."""
        token = self._next() or ""
        dropped = token.isalnum() and not self.canonical(token)
        self.at += dropped
        return dropped

    def _word(self, token: str) -> Node:
        nodes = tuple(Words(frozenset({word})) for word in self.canonical(token))
        return nodes[0] if len(nodes) == 1 else Sequenced(nodes)

    def _gap(self, token: str) -> Gap:
        count, _, name = token.strip("~").partition("-")
        excluded: frozenset[str] = frozenset()
        if name:
            entry = self._entry(name)
            if not isinstance(entry, Words):
                raise PatternError(
                    f"pattern '{self.text}': {name} has an entry of several words, so it cannot limit a gap"
                )
            excluded = entry.kinds
        return Gap(int(count), excluded, across=token.startswith("~~"))

    def _entry(self, token: str) -> Node:
        try:
            return self.lexicon[token[1:]]
        except KeyError:
            raise PatternError(f"pattern '{self.text}': the lexicon has no entry '{token}'") from None


def _split(text: str) -> Iterator[str]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise PatternError(f"pattern '{text}': cannot read what starts at '{text[at : at + 12]}'")
        yield found.group(1)
        at = found.end()


def parse(text: str, lexicon: Lexicon, canonical: Canonical) -> Node:
    """The pattern's tree. Raises PatternError with a sentence that quotes the pattern."""
    return _Parser(text, lexicon, canonical).parse()


def parse_lexicon(entries: Mapping[str, Sequence[str]], canonical: Canonical) -> dict[str, Node]:
    """The entries in order; one may use those before it."""
    lexicon: dict[str, Node] = {}
    for name, lines in entries.items():
        lexicon[name] = parse("|".join(lines), lexicon, canonical)
    return lexicon


def words_of(node: Node) -> Iterator[str]:
    """Every word and prefix that the tree names."""
    match node:
        case Words(kinds):
            yield from kinds
        case Gap(_, excluded, _):
            yield from excluded
        case Absent(inner, _) | Maybe(inner):
            yield from words_of(inner)
        case Choice(nodes) | Sequenced(nodes):
            for inner in nodes:
                yield from words_of(inner)
        case Edge():
            return


class Alphabet:
    """One character for each word that some pattern names; a word nobody names is OTHER."""

    def __init__(self, kinds: Iterable[str]) -> None:
        """`kinds` are words and prefixes (`suicid*`), as `words_of` gives them."""
        named = sorted(set(kinds) - {"#", ",", "."})
        self._named = named
        self._letters = {kind: chr(_FIRST_LETTER + place) for place, kind in enumerate(named)}
        self.words = frozenset(kind for kind in named if not kind.endswith("*"))
        self._prefixes = frozenset(kind[:-1] for kind in named if kind.endswith("*"))
        self._longest = max((len(prefix) for prefix in self._prefixes), default=0)
        self._classes: dict[frozenset[str], frozenset[str]] = {}

    def letter(self, word: str) -> str:
        """The character of one canonical word."""
        found = self._letters.get(word)
        if found is not None:
            return found
        for length in range(min(len(word), self._longest), 1, -1):
            if word[:length] in self._prefixes:
                return self._letters[word[:length] + "*"]
        return NUMBER if word[:1].isdigit() else OTHER

    def letters(self, kinds: frozenset[str]) -> frozenset[str]:
        """Every character that stands for one of these words or for a word with one of these prefixes."""
        if kinds not in self._classes:
            self._classes[kinds] = frozenset(letter for kind in kinds for letter in self._letters_of(kind))
        return self._classes[kinds]

    def _letters_of(self, kind: str) -> Iterator[str]:
        if kind == "#":
            yield NUMBER
            # A number that some pattern names has a letter of its own, and is a number all the same.
            yield from (self._letters[name] for name in self._named if name.isdigit())
        elif kind == ",":
            yield COMMA
        elif kind == ".":
            yield END
        elif kind.endswith("*"):
            first = bisect_left(self._named, kind[:-1])
            same = takewhile(lambda name: name.startswith(kind[:-1]), islice(self._named, first, None))
            yield from (self._letters[name] for name in same)
        else:
            yield self._letters[kind]


class Pattern:
    """A pattern ready to search a coded message.

    The expressions are compiled when a message first needs them: most messages need few of them, and a
    process that starts should not wait for the rest.
    """

    def __init__(self, source: str, node: Node, alphabet: Alphabet) -> None:
        """Raises PatternError when it could branch more than MAX_BRANCHING times from one word."""
        work = branching(node)
        if work > MAX_BRANCHING:
            raise PatternError(
                f"pattern '{source}': too many gaps and options ({work} ways from one word); shorten a gap"
            )
        self.source = source
        self._node = node
        self._alphabet = alphabet
        self._needed = tuple(sorted((alphabet.letters(kinds) for kinds in _needed(node)), key=len))

    @property
    def rarest(self) -> frozenset[str]:
        """Characters of which a message must have one for the pattern to match; empty when there are none."""
        return self._needed[0] if self._needed else frozenset()

    def possible(self, present: frozenset[str]) -> bool:
        """Whether a message with these characters could match at all."""
        # A loop, not `any`: this is asked some two hundred times of every message.
        for letters in self._needed:  # noqa: SIM110
            if present.isdisjoint(letters):
                return False
        return True

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Finds the pattern anywhere."""
        return re.compile(self._text)

    @cached_property
    def ending(self) -> re.Pattern[str]:
        """Finds the pattern where it ends at the end of the searched span."""
        return re.compile(f"(?:{self._text})\\Z")

    @cached_property
    def _text(self) -> str:
        return _render(self._node, self._alphabet)


def branching(node: Node) -> int:
    """How many ways the matcher may try from one starting word, at most."""
    match node:
        case Gap(most, _, _):
            return most + 1
        case Maybe(inner):
            return 1 + branching(inner)
        case Absent(inner, _):
            return branching(inner)
        case Choice(nodes):
            # Branches begin with different words, so few of them go beyond their first one.
            return 1 + max(branching(inner) for inner in nodes)
        case Sequenced(nodes):
            product = 1
            for inner in nodes:
                product *= branching(inner)
            return product
        case Words() | Edge():
            return 1


def _needed(node: Node) -> list[frozenset[str]]:
    match node:
        case Words(kinds):
            return [kinds]
        case Sequenced(nodes):
            return [kinds for inner in nodes for kinds in _needed(inner)]
        case Choice(nodes):
            each = [_needed(inner) for inner in nodes]
            if not all(each):
                return []
            return [frozenset().union(*(min(needs, key=len) for needs in each))]
        case _:
            return []


def _render(node: Node, alphabet: Alphabet) -> str:
    match node:
        case Words(kinds):
            return _class(alphabet.letters(kinds))
        case Gap(most, excluded, across):
            barred = alphabet.letters(excluded) | (frozenset() if across else {END})
            # A group, so that a guard can look at the words that nobody named (see engine.Match.gaps).
            return f"([^{''.join(sorted(barred))}]{{0,{most}}}?)" if barred else f"(.{{0,{most}}}?)"
        case Edge() | Absent():
            return _render_place(node, alphabet)
        case Maybe(inner):
            return f"(?:{_render(inner, alphabet)})?"
        case Choice(nodes):
            return "(?:" + "|".join(_render(inner, alphabet) for inner in nodes) + ")"
        case Sequenced(nodes):
            return "".join(_render(inner, alphabet) for inner in nodes)


def _render_place(node: Edge | Absent, alphabet: Alphabet) -> str:
    """The parts that take no word."""
    if isinstance(node, Edge):
        return f"(?<={END})" if node.start else f"(?={END})"
    return f"(?{'<!' if node.behind else '!'}{_render(node.node, alphabet)})"


def _class(letters: frozenset[str]) -> str:
    ordered = "".join(sorted(letters))
    return ordered if len(ordered) == 1 else f"[{ordered}]"
