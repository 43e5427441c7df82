"""How often the dialogue act is right: `python -m benchmarks.acts`.

On signals/evaluation/development/acts_*.jsonl, which nothing learns from: accuracy per language with its 95 %
interval, of the encoder alone and of the act that the conversation goes by (the words of the anchors and
the encoder together), then precision and recall of each act, and which acts are taken for which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

from chatbot.conversation.understanding import understand
from chatbot.library.anchors import Anchors
from chatbot.library.retrieval import Retrieval
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.evaluation.sentences import FOLDER
from signals.reader import Reader
from signals.reading import LANGUAGES, Act, Language
from signals.training.rows import read_own

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
    rows = read_own(FOLDER / f"acts_{language}.jsonl", "acts")
    return [(row.text, Act(row.act)) for row in rows]


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


def accuracy(judged: Sequence[Judged], *, alone: bool) -> tuple[int, int]:
    """Return how many sentences are right, and of how many; `alone`: by the encoder's act."""
    return sum((each.read if alone else each.understood) is each.act for each in judged), len(judged)


def _told(judged: Sequence[Judged]) -> None:
    for name, alone in (("encoder alone", True), ("conversation", False)):
        right, of = accuracy(judged, alone=alone)
        low, high = binomtest(right, of).proportion_ci(method="wilson")
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
