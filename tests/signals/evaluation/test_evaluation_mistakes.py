"""The examples of the card are the surest errors, of real readings and of both kinds."""

from __future__ import annotations

from dataclasses import replace

from signals.danger.gate import Gate
from signals.encoder.labels import DANGERS, NO_CARD
from signals.encoder.onnx import OnnxEncoder
from signals.evaluation.mistakes import EACH, mistakes
from signals.evaluation.scored import Scored
from signals.training.rows import Row


class Calm(OnnxEncoder):
    """The encoder that ships, except that the number at the end of a text is how sure it is of a plan."""

    def scores(self, texts):
        read = super().scores(texts)
        sure = [float(text.rsplit(" ", 1)[1]) for text in texts]
        return [
            replace(score, danger={name: {"C": one, NO_CARD: 1 - one}.get(name, 0.0) for name in DANGERS})
            for score, one in zip(read, sure, strict=True)
        ]


def rows(card: str, chances: list[float]) -> list[Row]:
    return [Row(f"une phrase {chance}", "fr", "danger", danger=card) for chance in chances]


def found(kind: str, given: list[Row]) -> list[str]:
    encoder = Calm.load()
    surest = mistakes(Scored.of(given, encoder), encoder.thresholds, Gate.load())
    return [one.text for one in surest if one.kind == kind]


def test_the_surest_misses_come_first() -> None:
    texts = found("danger missed", rows("C", [0.3, 0.01, 0.2, 0.1, 0.05, 0.15]))
    assert texts == [f"une phrase {chance}" for chance in (0.01, 0.05, 0.1, 0.15)]
    assert len(texts) == EACH


def test_the_surest_false_alarms_come_first() -> None:
    texts = found("false alarm", rows(NO_CARD, [0.99, 1.0, 0.995, 0.97]))
    assert texts[:2] == ["une phrase 1.0", "une phrase 0.995"]
