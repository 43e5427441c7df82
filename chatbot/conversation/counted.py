"""What would be counted: the factors heard, in the person's words, and the exact sentence the employer sees.

Only work factors are ever counted, never a feeling nor a word of the conversation, and never once a danger
card has been shown. The words are in library/counted/{fr,en}.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import cast

from chatbot.conversation.state import State
from signals.contributions.measures import MEASURES, Measure
from signals.reading import Language

_FOLDER = Path(__file__).parent.parent / "library" / "counted"
_FIELDS = ("mine", "name")


class CountedWordsError(ValueError):
    """A sheet of counted words cannot be used; the sentence names the file, the measure and the mend."""


def heard(state: State) -> tuple[Measure, ...]:
    """Return the factors that would be proposed, in the order of the 2011 report: heard or declared, not
    declined."""
    kept = (set(state.heard) | state.declared) - (state.declined - state.declared)
    return tuple(measure for measure in MEASURES if measure in kept)


def countable(state: State) -> bool:
    """Say whether anything of this conversation may be counted: never once a danger card has been shown."""
    return state.safety.counting_allowed


def correct(state: State, ticked: frozenset[Measure]) -> State:
    """Return the state with the person's review: what they ticked stays, what they did not is not heard
    again."""
    return state.corrected(ticked)


def sentences(language: Language) -> Callable[[Measure], tuple[str, str]]:
    """Return a function from a measure to (the person's sentence, the exact sentence that the employer
    sees)."""
    words = _words()[language]
    return lambda measure: words[measure]


@cache
def _words() -> Mapping[Language, Mapping[Measure, tuple[str, str]]]:
    return {"fr": _sheet("fr"), "en": _sheet("en")}


def _sheet(language: Language) -> Mapping[Measure, tuple[str, str]]:
    path = _FOLDER / f"{language}.toml"
    with path.open("rb") as sheet:
        values = tomllib.load(sheet)
    frame = values.get("employer_sees")
    if not isinstance(frame, str) or "{name}" not in frame:
        raise CountedWordsError(f"counted/{path.name}: write employer_sees, a sentence with {{name}} in it.")
    found: dict[Measure, tuple[str, str]] = {}
    for measure in MEASURES:
        entry = cast("Mapping[str, object]", values.get(measure.dimension.value, {})).get(measure.pole.value)
        table = cast("Mapping[str, object]", entry if isinstance(entry, dict) else {})
        mine, name = (table.get(field) for field in _FIELDS)
        if not isinstance(mine, str) or not isinstance(name, str):
            raise CountedWordsError(f"counted/{path.name}: write mine and name for [{measure.slug}].")
        found[measure] = (mine, frame.format(name=name))
    return found
