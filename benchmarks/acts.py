"""How often the dialogue act is right: `python -m benchmarks.acts`.

On signals/evaluation/development/acts_*.jsonl, which nothing learns from: accuracy per language with its 95 %
interval, of the encoder alone and of the act that the conversation goes by (the words of the anchors and
the encoder together), then precision and recall of each act, and which acts are taken for which.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.conversation.understanding import understand
from chatbot.library.anchors import Anchors
from chatbot.library.retrieval import Retrieval
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.evaluation.sentences import FOLDER
from signals.reader import Reader
from signals.reading import Act, Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")
Z95 = 1.959964
MOST_CONFUSED = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence, its act, the encoder's and the conversation's."""

    text: str
    language: Language
    act: Act
    read: Act
    understood: Act


def sentences(language: Language) -> list[tuple[str, Act]]:
    """Return the development sentences of a language with their acts."""
    lines = (FOLDER / f"acts_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [(row["text"], Act(row["act"])) for row in rows]


def judge(language: Language) -> list[Judged]:
    """Read every development sentence of a language, one at a time as messages come."""
    reader = Reader(Gate.load(), OnnxEncoder.load())
    anchors, retrieval = Anchors.load(), Retrieval.load()
    judged = []
    for text, act in sentences(language):
        reading = reader.read(text, language)
        understood = understand(text, reading, anchors, language, retrieval)
        judged.append(Judged(text, language, act, reading.act, understood.act))
    return judged


def interval(right: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    share, square = right / of, Z95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return middle - reach, middle + reach


def accuracy(judged: Sequence[Judged], *, alone: bool) -> tuple[int, int]:
    """Return how many sentences are right, and of how many; `alone`: by the encoder's act."""
    return sum((each.read if alone else each.understood) is each.act for each in judged), len(judged)


def _told(judged: Sequence[Judged]) -> None:
    for name, alone in (("encoder alone", True), ("conversation", False)):
        right, of = accuracy(judged, alone=alone)
        low, high = interval(right, of)
        print(f"  {name:14} {right / of:.3f}  (95 % interval {low:.3f} to {high:.3f}; {right} of {of})")
    print(f"  {'act':24}{'precision':>10}{'recall':>8}{'n':>5}")
    for act in Act:
        given = [each for each in judged if each.understood is act]
        true = [each for each in judged if each.act is act]
        hit = sum(each.act is act for each in given)
        precision = f"{hit / len(given):.2f}" if given else "-"
        recall = f"{hit / len(true):.2f}" if true else "-"
        print(f"  {act.value:24}{precision:>10}{recall:>8}{len(true):>5}")
    pairs = Counter((each.act, each.understood) for each in judged if each.act is not each.understood)
    for (act, taken), times in pairs.most_common(MOST_CONFUSED):
        print(f"  {act.value} taken for {taken.value}: {times}")


if __name__ == "__main__":
    for spoken in LANGUAGES:
        print(f"{spoken}: {FOLDER.name}/acts_{spoken}.jsonl")
        _told(judge(spoken))
