"""Every figure of the model card, with the interval in which it lies on sentences like these.

Intervals of a share are Wilson's (1927), which are honest where all or none are right. Those of F1 are
percentiles of 1,000 resamplings of the rows (the bootstrap; Efron, 1979), seeded: the same rows and scores
give the same figures. Each is of the int8 model as shipped, in batches as a file is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from signals.danger.engine import Found
from signals.danger.gate import Gate
from signals.encoder.interface import Thresholds
from signals.encoder.labels import ACTS, DANGERS, FACTORS, INDEPENDENT, NO_CARD
from signals.evaluation.calibration_error import expected_error
from signals.evaluation.choosing import Flags, Floats
from signals.evaluation.groups import EKMAN, SENTIMENT, grouped
from signals.evaluation.scored import Scored
from signals.reader import foreign
from signals.reading import EMOTIONS, LANGUAGES, Language

RESAMPLINGS = 1_000
_SEED = 20_260
_HARD = "hard negatives"
_ASKED = "a card is shown where the right one is"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what of which head, on which rows, of how many, and the bounds of its 95 % interval (None
    where it has none)."""

    head: str
    what: str
    where: str
    rows: int
    value: float
    low: float | None = None
    high: float | None = None


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write figures as JSON, rounded as the card gives them."""
    lines = [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(one).items()}
        for one in figures
    ]
    path.write_text(
        "[\n" + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n]\n", encoding="utf-8"
    )


def read(path: Path) -> list[Figure]:
    """Read figures that `write` wrote."""
    return [Figure(**line) for line in json.loads(path.read_text(encoding="utf-8"))]


def own_figures(everything: Scored, thresholds: Thresholds, gate: Gate) -> list[Figure]:
    """Return the figures on the development sets, which are in the repository."""
    found: list[Figure] = []
    for language in LANGUAGES:
        spoken = everything.speaking(language)
        factors = spoken.where(lambda row: row.source == "factors")
        floors = thresholds.factors[language]
        found += _factor_figures(factors, floors, language)
        found += _act_figures(spoken.where(lambda row: row.source == "acts"), language)
        found += _danger_figures(spoken, gate, language)
        told = [score.language == row.language for row, score in zip(spoken.rows, spoken.scores, strict=True)]
        found.append(share("language", "French and English told apart", language, np.array(told)))
        found.append(share("language", "taken for another language", language, _away(spoken)))
    return found


def emotion_figures(parts: Mapping[str, tuple[Language, Scored]], thresholds: Thresholds) -> list[Figure]:
    """Return the figures of emotions on each named part, with the language that its rows speak."""
    found: list[Figure] = []
    for where, (language, part) in parts.items():
        truth, scores = part.emotions()
        given = scores >= np.array(thresholds.emotions[language])
        found.append(macro_figure("emotions", "macro-F1, 28 labels", where, truth, given))
        for name, groups in (("Ekman", EKMAN), ("sentiment", SENTIMENT)):
            found.append(
                macro_figure(
                    "emotions", f"macro-F1, {name}", where, grouped(truth, groups), grouped(given, groups)
                )
            )
        found.append(error_figure("emotions", where, truth, scores, independent=True))
        found += _each_label("emotions", where, EMOTIONS, truth, given)
    return found


def foreign_figure(part: Scored) -> Figure:
    """Return how often a message in another language is noticed."""
    return share("language", "noticed", "other languages, held back", _away(part))


def _away(part: Scored) -> Flags:
    return np.array([foreign(row.text, score) for row, score in zip(part.rows, part.scores, strict=True)])


def _each_label(head: str, where: str, labels: Sequence[str], truth: Flags, given: Flags) -> list[Figure]:
    """Return the F1 of each label that occurs."""
    return [
        macro_figure(head, f"F1, {name}", where, truth[:, [at]], given[:, [at]])
        for at, name in enumerate(labels)
        if truth[:, at].any()
    ]


def _factor_figures(part: Scored, floors: Sequence[float], language: str) -> list[Figure]:
    truth, scores = part.factors()
    given = scores >= np.array(floors)
    silent = np.asarray(~truth.any(axis=1))
    quiet = np.asarray(~given.any(axis=1))
    return [
        macro_figure("factors", "macro-F1, 12 labels", language, truth, given),
        share("factors", "abstention where none is told", language, quiet[silent]),
        error_figure("factors", language, truth, scores, independent="factors" in INDEPENDENT),
        *_each_label("factors", language, FACTORS, truth, given),
    ]


def _act_figures(part: Scored, language: str) -> list[Figure]:
    truth, scores = part.acts()
    given = np.eye(len(ACTS), dtype=bool)[scores.argmax(axis=1)]
    return [
        share("acts", "accuracy", language, (truth & given).any(axis=1)),
        error_figure("acts", language, truth, scores, independent=False),
        *_each_label("acts", language, ACTS, truth, given),
    ]


def _danger_figures(spoken: Scored, gate: Gate, language: str) -> list[Figure]:
    part = spoken.where(lambda row: row.source == "danger")
    carded = np.array([row.danger != NO_CARD for row in part.rows])
    by_rules = [gate.find(row.text) for row in part.rows]
    both = _decided(gate, by_rules, part)
    rules = np.array([gate.decide(found, None).card is not None for found in by_rules])
    alarmed = np.array([card != NO_CARD for card in both])
    right = np.array([card == row.danger for card, row in zip(both, part.rows, strict=True)])
    ordinary = spoken.where(lambda row: row.source == "ordinary")
    truth, scores = part.danger()
    return [
        share("danger", "recall, rules and model", language, alarmed[carded]),
        share("danger", "recall, rules alone", language, rules[carded]),
        share("danger", f"false alarms on {_HARD}", language, alarmed[~carded]),
        share("danger", f"false alarms on {_HARD}, rules alone", language, rules[~carded]),
        share("danger", "false alarms on ordinary sentences", language, alarmed_rows(ordinary, gate)),
        share("danger", "the very card that was asked for", language, right[carded]),
        error_figure("danger", language, truth, scores, independent=False),
        *(
            share("danger", f"{_ASKED} {card}", language, alarmed[those])
            for card in DANGERS[1:]
            if (those := np.array([row.danger == card for row in part.rows])).any()
        ),
    ]


def cards(part: Scored, gate: Gate) -> list[str]:
    """Return the card that each row gets, of rules and model together; `none` for none."""
    return _decided(gate, (gate.find(row.text) for row in part.rows), part)


def alarmed_rows(part: Scored, gate: Gate) -> Flags:
    """Return which rows get a card, of rules and model together."""
    return np.array([card != NO_CARD for card in cards(part, gate)])


def _decided(gate: Gate, by_rules: Iterable[Found], part: Scored) -> list[str]:
    decided = (
        gate.decide(found, score.danger).card for found, score in zip(by_rules, part.scores, strict=True)
    )
    return [NO_CARD if card is None else card.value for card in decided]


def macro_figure(head: str, what: str, where: str, truth: Flags, given: Flags) -> Figure:
    """Return the mean F1 over the labels that occur in `truth`."""
    used = truth.any(axis=0)
    return _resampled(
        head, what, where, len(truth), lambda weights: _macro(weights, truth[:, used], given[:, used])
    )


def share(head: str, what: str, where: str, right: Flags) -> Figure:
    """Return the share of rows that are `right`."""
    if not len(right):
        return Figure(head, what, where, 0, 0.0)
    found = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    return Figure(head, what, where, len(right), float(right.mean()), float(found.low), float(found.high))


def error_figure(head: str, where: str, truth: Flags, scores: Floats, *, independent: bool) -> Figure:
    """Return the expected calibration error; it has no interval, because resampling would raise it."""
    value = expected_error(truth, scores, independent=independent)
    return Figure(head, "calibration error (ECE)", where, len(truth), value)


def _macro(weights: NDArray[np.float64], truth: Flags, given: Flags) -> NDArray[np.float64]:
    right = weights @ (truth & given).astype(float)
    there = weights @ truth.astype(float)
    each = 2 * right / np.maximum(there + weights @ given.astype(float), 1.0)
    # A label that a resampling leaves out says nothing there.
    return np.asarray((each * (there > 0)).sum(axis=1) / np.maximum((there > 0).sum(axis=1), 1))


def _resampled(
    head: str,
    what: str,
    where: str,
    rows: int,
    measure: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> Figure:
    """Return what `measure` gives for all rows, and the interval over resampled ones (a weight per row)."""
    value = float(measure(np.ones((1, rows)))[0])
    draws = np.random.default_rng(_SEED).multinomial(rows, np.full(rows, 1 / rows), RESAMPLINGS)
    low, high = np.percentile(measure(draws.astype(float)), [2.5, 97.5])
    return Figure(head, what, where, rows, value, float(low), float(high))
