"""What the tests of the conversation share: a companion without encoder, one with readings given by the
test, and the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from chatbot.conversation.turn import Companion
from chatbot.library.cards import Cards
from chatbot.library.replies import Replies
from chatbot.library.steps import Steps
from referrals.directory import Directory
from signals.contributions.measures import Measure, Pole
from signals.danger.card import NO_DANGER, Danger
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader
from signals.reading import Act, Language, Reading

EVENING = datetime(2026, 10, 7, 19, 30)


@dataclass(frozen=True)
class GivenReader:
    """A reader whose readings are written by the test, by message; anything else is not understood."""

    readings: Mapping[str, Reading]

    def read(self, text: str, language: Language | None = None) -> Reading:
        return self.readings.get(text, Reading(language=language or "fr", understood=False))


def make_companion(reader: object) -> Companion:
    return Companion(
        reader=reader,  # type: ignore[arg-type]  # any of the readers of these tests
        replies=Replies.load(),
        steps=Steps.load(),
        cards=Cards.load(),
        directory=Directory.load(),
        country="FR",
    )


def reading(
    act: Act = Act.NARRATIVE,
    *,
    emotions: Mapping[str, float] | None = None,
    factors: Mapping[Measure, float] | None = None,
    danger: Danger = NO_DANGER,
    language: Language = "fr",
) -> Reading:
    """A reading by a sure encoder."""
    feelings, measures = emotions or {}, factors or {}
    return Reading(
        language=language,
        emotions=feelings,
        emotion_labels=tuple(name for name, chance in feelings.items() if chance >= 0.3),
        factors=measures,
        factor_labels=tuple(measure for measure, chance in measures.items() if chance >= 0.5),
        act=act,
        act_confidence=0.99,
        danger=danger,
    )


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate.load()


@pytest.fixture(scope="session")
def wordless(gate: Gate) -> Companion:
    """The companion on the day the encoder is missing."""
    return make_companion(Reader(gate, None))


@pytest.fixture(scope="session")
def real(gate: Gate) -> Companion:
    """The companion that ships."""
    return make_companion(Reader(gate, OnnxEncoder.load()))


@pytest.fixture(scope="session")
def told() -> Callable[[Mapping[str, Reading]], Companion]:
    """A companion that reads what the test says it reads."""
    base = make_companion(GivenReader({}))
    return lambda readings: replace(base, reader=GivenReader(readings))


__all__ = ["EVENING", "GivenReader", "Pole", "make_companion", "reading"]
