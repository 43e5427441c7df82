"""The sources of a document: numbered where they are first cited, listed at its end.

What was only remembered, and not read in its source, says so wherever it is cited: a reader must never take
it for more than it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Lang = Literal["fr", "en"]

FILE = Path(__file__).parent / "sources.toml"


class SourcesBroken(Exception):
    """sources.toml cannot be used; the sentence names the entry."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; `read` tells whether somebody read it there."""

    read: bool
    text: Mapping[Lang, str]


def load_sources(path: Path = FILE) -> Mapping[str, Source]:
    """Every source by its id; raise SourcesBroken for an entry that is not whole."""
    sources = {}
    for name, written in tomllib.loads(path.read_text(encoding="utf-8")).items():
        try:
            read, french, english = written["read"], written["fr"], written["en"]
        except (KeyError, TypeError):
            raise SourcesBroken(f"{path}, [{name}]: write read, fr and en.") from None
        if not (isinstance(read, bool) and french and english):
            raise SourcesBroken(f"{path}, [{name}]: read is true or false, fr and en are sentences.")
        sources[name] = Source(read, {"fr": french, "en": english})
    return sources


@dataclass(slots=True)
class Citations:
    """The citations of one document in one language, while it is being written."""

    sources: Mapping[str, Source]
    lang: Lang
    to_verify: str
    """What stands beside a source that was not read."""
    title: str
    """The heading of the list."""
    _cited: list[str] = field(default_factory=list)

    def cite(self, name: str) -> str:
        """The mark of the source `name`, like "[3]"; KeyError when there is none."""
        source = self.sources[name]
        if name not in self._cited:
            self._cited.append(name)
        mark = f"[{self._cited.index(name) + 1}]"
        return mark if source.read else f"{mark} *({self.to_verify})*"

    def listed(self) -> str:
        """The list of what was cited so far, with its heading; nothing when nothing was."""
        if not self._cited:
            return ""
        lines = [f"{number}. {self._line(name)}" for number, name in enumerate(self._cited, start=1)]
        return "\n".join((f"## {self.title}", "", *lines))

    def _line(self, name: str) -> str:
        source = self.sources[name]
        return source.text[self.lang] if source.read else f"{source.text[self.lang]} *({self.to_verify})*"
