"""Learn once more from a teacher: the mean of the network's own last steps.

Each sentence was labelled for one question or two; the teacher has an opinion on all of them. The student
learns from the labels where there are any, six to four with the teacher, and from the teacher alone where
nobody said anything. It also learns the teacher's reading of English lines on their French translations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from signals.encoder.labels import HEADS, INDEPENDENT
from signals.reading import EMOTIONS
from signals.training.mixture import Batch
from signals.training.network import Network, answered, pad
from signals.training.rows import Row, SourceUnreadable

GOLD: Mapping[str, float] = dict.fromkeys(("emotions", "factors", "acts", "danger", "origin"), 0.6)
"""What the labels count beside the teacher, where there are labels, for each head that it teaches."""

GOLD_NEW: Mapping[str, float] = {**GOLD, "danger": 1.0}
"""The same where the teacher has not seen the sentences, which were written for danger."""

UNSAID = 0.25
"""What the teacher counts where nobody labelled, against 1 for a label."""

CLEAR = 0.35
"""How sure of an emotion the teacher must be of an English line for its translation to be learnt from."""

PER_EMOTION = 220
NEUTRAL = 500
"""How many lines are taken for each emotion, and of those without any: unfiltered subtitles are nearly all
neutral, and would teach French to be so."""


def mixed(batch: Batch, answers: Mapping[str, torch.Tensor], gold: Mapping[str, float] = GOLD) -> Batch:
    """Return the batch with the teacher's answers mixed into its targets; the language is always known."""
    targets, weights = dict(batch.targets), dict(batch.weights)
    for head, share in gold.items():
        taught = answers[head].numpy()
        known = batch.weights[head][:, None] > 0
        targets[head] = np.where(known, share * batch.targets[head] + (1 - share) * taught, taught)
        weights[head] = np.where(known[:, 0], batch.weights[head], UNSAID).astype(np.float32)
    return replace(batch, targets=targets, weights=weights)


def probabilities(network: Network, tokens: Sequence[Sequence[int]]) -> dict[str, torch.Tensor]:
    """Return what a trained network answers to one batch, by head."""
    rows, mask = pad(tokens)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        logits = network(torch.from_numpy(rows), torch.from_numpy(mask))
    return {
        head: torch.sigmoid(part.float()) if head in INDEPENDENT else torch.softmax(part.float(), dim=-1)
        for head, part in network.split(logits).items()
        if head in HEADS
    }


def pairs(path: Path) -> list[tuple[str, str]]:
    """Return the lines of XED's aligned subtitles as (English, French), those that look like translations."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.split("\t")
        if len(fields) != 6:
            raise SourceUnreadable(f"{path}, line {number}: expected two files, two numbers and two texts.")
        english, french = fields[4].strip(), fields[5].strip()
        long, short = max(len(english), len(french)), min(len(english), len(french))
        if short >= 8 and long <= 160 and long <= 2 * short:
            found.append((english, french))
    return found


def taught_pairs(
    teacher: Network,
    encode: Callable[[list[str]], list[list[int]]],
    lines: Sequence[tuple[str, str]],
    seed: int,
) -> list[Row]:
    """Return French rows that carry the teacher's reading of their English line: clear ones, balanced."""
    by_length = sorted(lines, key=lambda pair: len(pair[0]))
    logits = answered(teacher, encode([english for english, _ in by_length]))
    read = torch.sigmoid(teacher.split(logits)["emotions"]).numpy()
    told = list(zip(by_length, read, strict=True))
    random.Random(seed).shuffle(told)
    taken = dict.fromkeys(EMOTIONS, 0)
    rows = []
    for (_, french), answer in told:
        name = EMOTIONS[int(answer.argmax())]
        room = NEUTRAL if name == "neutral" else PER_EMOTION
        if answer.max() >= CLEAR and taken[name] < room:
            taken[name] += 1
            rows.append(Row(french, "fr", "pairs", soft=tuple(round(float(value), 4) for value in answer)))
    return rows
