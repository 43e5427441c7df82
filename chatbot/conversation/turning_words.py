"""The sheets of turning (library/turning): what is turned into what, and what is left alone."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from chatbot.library.voice import Voice, language_of
from signals.reading import Language

_SHEETS = Path(__file__).parent.parent / "library" / "turning"


@dataclass(frozen=True, slots=True)
class TurningWords:
    """One sheet, for one voice.

    `map`: the words of the first person and those that take their place. `verbs`, `subjunctive`, `we`,
    `tu`: French forms. `accented`: verbs as typed after "je", and as they are written. `typed`: what is often
    typed in one word. `lists`: everything else.
    """

    lists: Mapping[str, frozenset[str]]
    map: Mapping[str, str]
    verbs: Mapping[str, str]
    subjunctive: Mapping[str, str]
    we: Mapping[str, str]
    tu: Mapping[str, str]
    accented: Mapping[str, str]
    typed: Mapping[str, list[str]]


@cache
def turning_words(voice: Voice) -> TurningWords:
    """Return the words of a voice."""
    values = _sheet(language_of(voice))
    verbs = cast("Mapping[str, str]", values.get("verbs", {}))
    return TurningWords(
        lists={
            name: frozenset(words) for name, words in cast("Mapping[str, list[str]]", values["lists"]).items()
        },
        map=cast("Mapping[str, Mapping[str, str]]", values["words"])[voice],
        verbs=verbs,
        subjunctive=cast("Mapping[str, str]", values.get("subjunctive", {})),
        we=cast("Mapping[str, str]", values.get("we", {})),
        tu=cast("Mapping[str, str]", values.get("tu", {})),
        accented={
            **{typed: verb for verb in verbs if (typed := _bare(verb)) not in verbs},
            **cast("Mapping[str, str]", values.get("misspelt", {})),
        },
        typed=cast("Mapping[str, list[str]]", values.get("typed", {})),
    )


@cache
def _sheet(language: Language) -> Mapping[str, object]:
    with (_SHEETS / f"{language}.toml").open("rb") as sheet:
        return tomllib.load(sheet)


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))
