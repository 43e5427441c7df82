"""What the tests of the conversation share: a companion without encoder, one with readings given by the
test, and the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from companions import make_companion, real_companion

from chatbot.conversation.turn import Companion
from signals.contributions.measures import Pole
from signals.danger.gate import Gate
from signals.reader import Reader
from signals.reading import Language, Reading

EVENING = datetime(2026, 10, 7, 19, 30)


@dataclass(frozen=True)
class GivenReader:
    """A reader whose readings are written by the test, by message; anything else is not understood."""

    readings: Mapping[str, Reading]

    def read(self, text: str, language: Language | None = None) -> Reading:
        return self.readings.get(text, Reading(language=language or "fr", understood=False))


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate.load()


@pytest.fixture(scope="session")
def wordless(gate: Gate) -> Companion:
    """The companion on the day the encoder is missing."""
    return make_companion(Reader(gate, None))


@pytest.fixture(scope="session")
def real() -> Companion:
    """The companion that ships."""
    return real_companion()


@pytest.fixture(scope="session")
def told() -> Callable[[Mapping[str, Reading]], Companion]:
    """A companion that reads what the test says it reads."""
    base = make_companion(GivenReader({}))
    return lambda readings: replace(base, reader=GivenReader(readings))


__all__ = ["EVENING", "GivenReader", "Pole", "make_companion"]
