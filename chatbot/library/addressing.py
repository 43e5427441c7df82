"""Whether a French text says vous or tu to the person, word by word: how the two voices are kept apart.

What stands between « guillemets » is not said to the person: it is a sentence that they, or someone else,
could say at work.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"«[^»]*»")
_NOT_VERBS = r"(?!(?:ch|ass|n|r)ez\b)"
_VOUS = re.compile(
    rf"\b(?:vous|votre|vos|vôtres?|êtes|faites|dites|redites|{_NOT_VERBS}\w+ez)\b", re.IGNORECASE
)
_TU = re.compile(
    r"\b(?:tu|te|toi|ta|tes|(?:les?|la|des|du|aux?) tien(?:ne)?s?)\b|\bt’"
    r"|(?<!\bun )(?<!\ble )(?<!\bde )(?<!même )\bton\b",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(r"\brendez-vous\b", re.IGNORECASE)


def vous_word(text: str) -> str | None:
    """Return the first word of a French text that says vous to the person; None when there is none."""
    return _first(_VOUS, text)


def tu_word(text: str) -> str | None:
    """Return the first word of a French text that says tu to the person; None when there is none."""
    return _first(_TU, text)


def _first(words: re.Pattern[str], text: str) -> str | None:
    found = words.search(_APPOINTMENT.sub(" ", _QUOTED.sub(" ", text)))
    return found.group() if found else None
