"""Who stands by the person, or nobody, as they say it in their own sentences ("ma sœur m'écoute").

The words are in the sheets of anchors: who (the answers to "who supports you?"), what they do (`stands_by`,
said after who does it) and how one turns to them (`leans_on`, said before). A negated sentence says nothing
here: a colleague who does not help is a story, not a support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NOBODY = "nobody"

_CLAUSE_END = re.compile(r" \. | mais | but | alors que | whereas | sauf | except ")
_NOT = frozenset(
    {
        "pas",
        "plus",
        "jamais",
        "not",
        "never",
        "t",
        "cannot",
        "rarement",
        "rarely",
        "hardly",
        "aurait",
        "would",
    }
)
_SOMEBODY = (" une ", " la ", " cette ", " autre ", " vraie ", " seule ", " quelque ", " en ")
"""What makes "personne" somebody."""

_REACH = 5
"""Words between who stands by and what they do."""

_ELLIPSIS = 5
"""Words up to which "nobody at work" alone is a whole clause, after another that named a support."""


@dataclass(frozen=True, slots=True)
class Supporting:
    """The words for support, folded; `who` maps "colleague", "close", "carer" and "nobody" to theirs."""

    who: Mapping[str, tuple[str, ...]]
    stands_by: tuple[str, ...]
    leans_on: tuple[str, ...]

    def find(self, text: str) -> tuple[str, ...]:
        """Return who is said to stand by the person, and "nobody" when that is said; each once."""
        found: list[str] = []
        for clause in (f" {part.strip()} " for part in _CLAUSE_END.split(text)):
            found += self._in_clause(clause)
            if (
                found
                and len(clause.split()) <= _ELLIPSIS
                and any(sign in clause for sign in self.who[NOBODY])
            ):
                found.append(NOBODY)
        return tuple(dict.fromkeys(found))

    def _in_clause(self, clause: str) -> Iterator[str]:
        for name, signs in self.who.items():
            if any(self._supports(clause, sign, certain=name == NOBODY) for sign in signs):
                yield name

    def _supports(self, clause: str, who: str, *, certain: bool) -> bool:
        place = clause.find(who)
        if place < 0 or (certain and clause[: place + 1].endswith(_SOMEBODY)):
            return False
        before, after = clause[: place + 1], clause[place + len(who) - 1 :]
        for sign in self.stands_by:
            start = after.find(sign)
            if start >= 0 and len(after[:start].split()) <= _REACH:
                if after[start + len(sign) :].startswith("to "):
                    continue
                around = [*after[:start].split(), *after[start + len(sign) :].split()[:1]]
                return certain or not _NOT.intersection(around)
        leaning = (before.rfind(sign) for sign in self.leans_on)
        near = any(start >= 0 and len(before[start:].split()) <= _REACH + 3 for start in leaning)
        return near and (certain or not _NOT.intersection(before.split()))


__all__ = ["NOBODY", "Supporting"]
