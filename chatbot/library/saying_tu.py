"""Whether the person says tu to us, or asks for tu or vous.

A "tu" is only heard when it can be meant for a listener: what is quoted, what somebody else said and the tu
of everybody ("quand tu bosses de nuit, tu dors plus") are left out. When in doubt, nothing is heard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from chatbot.library.anchor_rules import Sheet, fold
from chatbot.library.voice import Register

_QUOTED = re.compile(r"«[^»]*(?:»|$)|“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)'[^'\n]{6,}'(?!\w)")
_QUESTION = re.compile(r" (?:tu|t as|t es|t aurais) ")
_WISH = 16
"""Words over which a wish for tu or vous is told of somebody else."""

_AMONG = (
    " collegue", " equipe", " chef", " boss ", " patron", " manager", " tout le monde ", " entre nous ",
    " bureau ", " boulot ", " travail ", " client", " boite ", " tous ",
)  # fmt: skip
"""Who else may say tu to whom: then the wish is a story."""


@dataclass(frozen=True, slots=True)
class Addressing:
    """The words by which the person speaks to us, folded."""

    tu: tuple[str, ...]
    asks_tu: tuple[str, ...]
    asks_vous: tuple[str, ...]
    generic: tuple[str, ...]
    speakers: frozenset[str]
    reported: tuple[str, ...]

    @classmethod
    def read(cls, sheets: Sequence[Sheet]) -> Addressing:
        """Return the words of the [register] table of each sheet, put together."""
        lists = {
            name: tuple(sign for sheet in sheets for sign in _signs(sheet, name))
            for name in ("tu", "asks_tu", "asks_vous", "generic", "speakers", "reported")
        }
        return cls(
            lists["tu"],
            lists["asks_tu"],
            lists["asks_vous"],
            lists["generic"],
            frozenset(sign.strip() for sign in lists["speakers"]),
            lists["reported"],
        )

    def find(self, message: str) -> Register | None:
        """Return the register that the person uses with us or asks for; None when nothing says it."""
        said = _QUOTED.sub(" ; ", message)
        return self.asked(message) or ("tu" if any(self._says_tu(part) for part in self._own(said)) else None)

    def asked(self, message: str) -> Register | None:
        """Return the register that the person asks for in so many words, None when they ask for none."""
        whole = fold(_QUOTED.sub(" ; ", message))
        if len(whole.split()) > _WISH or any(word in whole for word in _AMONG):
            return None
        if any(sign in whole for sign in self.asks_vous):
            return "vous"
        return "tu" if any(sign in whole for sign in self.asks_tu) else None

    def _own(self, said: str) -> list[str]:
        """Return the sentences, folded, up to where somebody else's words begin."""
        own: list[str] = []
        for sentence in re.split(r"(?<=[.!?…\n])", said):
            text = fold(sentence)
            start = self._report(text)
            if start is None:
                own.append(text)
                continue
            own.append(f"{text[:start]} ")
            if re.search(r":\s*\S", sentence) or sentence.rstrip().endswith(":"):
                # After a colon the words of somebody else may go on for several sentences.
                break
        return own

    def _report(self, text: str) -> int | None:
        """Return where a sentence begins to give somebody else's words, None when it does not."""
        starts = [text.find(sign) for sign in self.reported if sign in text]
        for start in sorted(starts):
            before = text[:start].split()[-4:]
            told_to_us = "tu" in before or before[-1:] in (["te"], ["vous"])
            ours = text[start:].startswith((" dis moi ", " repete pas ", " demande pas "))
            if self.speakers.intersection(before) and not told_to_us and not ours:
                return start
            if "j ai " in f"{' '.join(before)} " and not told_to_us:
                return start
        return None

    def _says_tu(self, text: str) -> bool:
        if any(sign in text for sign in self.generic):
            return False
        if any(sign in text for sign in self.tu):
            return True
        return text.rstrip().endswith("?") and _QUESTION.search(text) is not None


def _signs(sheet: Sheet, name: str) -> tuple[str, ...]:
    return sheet.signs(cast("Mapping[str, object]", sheet.values["register"]), name)


__all__ = ["Addressing"]
