"""What the quick replies mean: measures, situations and angles, the same in both languages (choices.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from chatbot.library.anchors import Origin
from chatbot.library.replies import Replies
from signals.contributions.measures import Measure, parse_measure

_SHEET = Path(__file__).with_name("choices.toml")
_ORIGINS: Mapping[str, Origin] = {
    "fatigue": "fatigue",
    "conflict": "conflict",
    "organisation": "organisation",
}


class ChoicesError(ValueError):
    """choices.toml cannot be used; the sentence says which entry and how to mend it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The meaning of each quick reply that has one."""

    measures: Mapping[str, tuple[Measure, ...]]
    situations: Mapping[str, str]
    origins: Mapping[str, Origin]

    @classmethod
    def load(cls) -> Choices:
        """Read choices.toml; ChoicesError when it names a quick reply or a measure that does not exist."""
        return _load()


@cache
def _load() -> Choices:
    with _SHEET.open("rb") as sheet:
        groups = cast("Mapping[str, Mapping[str, list[str]]]", tomllib.load(sheet))
    replies = Replies.load()
    for group in groups.values():
        for choice in (choice for choices in group.values() for choice in choices):
            if not replies.is_choice(choice):
                raise ChoicesError(
                    f"choices.toml: '{choice}' has no label; write it in replies/*/labels.toml."
                )
    measures: dict[str, tuple[Measure, ...]] = {}
    for slug, choices in groups["measures"].items():
        for choice in choices:
            measures[choice] = (*measures.get(choice, ()), parse_measure(slug))
    return Choices(
        measures=measures,
        situations={choice: name for name, choices in groups["situations"].items() for choice in choices},
        origins={choice: _ORIGINS[name] for name, choices in groups["origins"].items() for choice in choices},
    )
