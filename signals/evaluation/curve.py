"""How the figures grow with our sentences: `python -m signals.evaluation.curve` (needs the `train` extra).

Plain classifiers on the base's own features learn from growing parts of our sentences and are measured on the
development sets. Their level is below the model's, their slope says what more sentences bring.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from signals.encoder.labels import FACTORS, NO_CARD
from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.choosing import Flags, macro
from signals.evaluation.figures import Figure, write
from signals.evaluation.scored import flags
from signals.evaluation.sentences import development
from signals.reading import EMOTIONS, LANGUAGES
from signals.training.base_files import find
from signals.training.descent import descend
from signals.training.fit import Recipe, build
from signals.training.network import Network, answered
from signals.training.prepare import prepared
from signals.training.rows import Row

PARTS = (0.125, 0.25, 0.5, 1.0)
"""The parts of our sentences that are learnt from, each held in the next."""

ENGLISH = 13_000
"""Rows of GoEmotions in English that are learnt from at most: as many as there are in French."""

ALARMS = 0.02
"""The share of hard negatives on which a card may be raised when recall is measured."""

WEAKNESS = 0.01
"""The inverse of the regularisation of every classifier."""

Floats = NDArray[np.float32]
Encode = Callable[[list[str]], list[list[int]]]


def curve(
    network: Network, encode: Encode, rows: Sequence[Row], unseen: Sequence[Row], seed: int
) -> list[Figure]:
    """Return, per head, language and part, the figure on `unseen`; `network` is the base, untrained."""
    draw = random.Random(seed)
    ours = [row for row in rows if row.source.startswith(("factors", "danger", "acts", "goemotions_fr"))]
    english = [row for row in rows if row.source == "goemotions"]
    shuffled = [*ours, *draw.sample(english, min(ENGLISH, len(english)))]
    draw.shuffle(shuffled)
    features = answered(network.features, encode([row.text for row in [*shuffled, *unseen]])).numpy()
    known = features[: len(shuffled)]
    centre, spread = known.mean(axis=0), known.std(axis=0) + 1e-3
    features = (features - centre) / spread
    learnt, met = features[: len(shuffled)], features[len(shuffled) :]
    found = []
    for part in PARTS:
        for head, measure in (
            ("factors", _factors), ("acts", _acts), ("danger", _danger), ("goemotions", _emotions)
        ):  # fmt: skip
            places = [at for at, row in enumerate(shuffled) if row.source.startswith(head)]
            kept = places[: int(part * len(places))]
            tested = [at for at, row in enumerate(unseen) if row.source.startswith(head)]
            values = measure(
                learnt[kept], [shuffled[at] for at in kept], met[tested], [unseen[at] for at in tested]
            )
            name = "emotions" if head == "goemotions" else head
            found += [Figure(name, what, language, len(kept), value) for language, what, value in values]
    return found


def _classifier() -> LogisticRegression:
    return LogisticRegression(C=WEAKNESS, max_iter=200)


_Values = list[tuple[str, str, float]]


def _each(learnt: Floats, known: Flags, met: Floats, floor: float) -> Flags:
    """Return which labels the rows of `met` get, over `floor`; all labels' classifiers are fitted at once."""
    features, truth = torch.from_numpy(learnt), torch.from_numpy(known.astype(np.float32))
    line = torch.nn.Linear(learnt.shape[1], known.shape[1])
    torch.nn.init.zeros_(line.weight)

    def loss() -> torch.Tensor:
        told = functional.binary_cross_entropy_with_logits(line(features), truth, reduction="sum")
        return told + line.weight.pow(2).sum() / (2 * WEAKNESS)

    descend(loss, list(line.parameters()), steps=100)
    with torch.no_grad():
        return np.asarray(torch.sigmoid(line(torch.from_numpy(met))).numpy() >= floor)


def _factors(learnt: Floats, rows: Sequence[Row], met: Floats, unseen: Sequence[Row]) -> _Values:
    truth = flags([row.factors or () for row in unseen], FACTORS)
    given = _each(learnt, flags([row.factors or () for row in rows], FACTORS), met, 0.35)
    return [
        (language, "macro-F1, 12 labels", macro(truth[those], given[those]))
        for language, those in _by_language(unseen)
    ]


def _acts(learnt: Floats, rows: Sequence[Row], met: Floats, unseen: Sequence[Row]) -> _Values:
    given = _classifier().fit(learnt, [row.act for row in rows]).predict(met)
    right = np.array([act == row.act for act, row in zip(given, unseen, strict=True)])
    return [(language, "accuracy", float(right[those].mean())) for language, those in _by_language(unseen)]


def _danger(learnt: Floats, rows: Sequence[Row], met: Floats, unseen: Sequence[Row]) -> _Values:
    read = _classifier().fit(learnt, [row.danger != NO_CARD for row in rows]).predict_proba(met)[:, 1]
    carded = np.array([row.danger != NO_CARD for row in unseen])
    values = []
    for language, those in _by_language(unseen):
        floor = np.quantile(read[those & ~carded], 1 - ALARMS)
        recall = float((read[those & carded] > floor).mean())
        values.append((language, f"recall at {ALARMS:.0%} false alarms on hard negatives", recall))
    return values


def _emotions(learnt: Floats, rows: Sequence[Row], met: Floats, unseen: Sequence[Row]) -> _Values:
    """Each language learns from its own rows: the same comments in English and, by hand, in French."""
    values = []
    for language, those in _by_language(unseen):
        own = np.array([row.language == language for row in rows])
        known = flags([row.emotions or () for row in rows], EMOTIONS)[own]
        truth = flags([row.emotions or () for row in unseen], EMOTIONS)[those]
        given = _each(learnt[own], known, met[those], 0.2)
        values.append((language, "macro-F1, 28 labels", macro(truth, given)))
    return values


def _by_language(rows: Sequence[Row]) -> list[tuple[str, NDArray[np.bool_]]]:
    return [(language, np.array([row.language == language for row in rows])) for language in LANGUAGES]


_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--base", type=_FOLDER, required=True, help="Folder that holds the two wheels of the base.")
@click.option("--work", type=_FOLDER, required=True, help="The work folder of the training.")
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY)
def main(base: Path, work: Path, model: Path) -> None:
    """Measure the curve and write it beside the model."""
    ready = prepared(find(base, work).weights, work)
    network = build(ready.base).eval()
    # Of GoEmotions no set was written apart: what is held back from training is unseen here too.
    emotional = [row for row in ready.split.dev if row.source in ("goemotions_dev", "goemotions_fr")]
    unseen = [*development(), *emotional]
    found = curve(network, ready.encoder(), ready.split.train, unseen, Recipe().seed)
    write(found, model / "curve.json")


if __name__ == "__main__":
    main()
