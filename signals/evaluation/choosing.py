"""Choose thresholds on held-back rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CANDIDATES: Floats = np.round(np.arange(0.04, 0.97, 0.02), 2)
"""The thresholds that are tried."""


def f1(truth: Flags, given: Flags) -> float:
    """Return the harmonic mean of precision and recall; 0 when nothing was right."""
    right = float(np.sum(truth & given))
    return 2 * right / max(1.0, float(truth.sum() + given.sum()))


def curve(truth: Flags, scores: Floats) -> Floats:
    """Return F1 at each candidate threshold, smoothed over its neighbours: few rows make single peaks
    treacherous."""
    raw = np.array([f1(truth, scores >= threshold) for threshold in CANDIDATES])
    padded = np.pad(raw, 2, mode="edge")
    return np.convolve(padded, np.ones(5) / 5, mode="valid")


def best(truth: Flags, scores: Floats, prior: Floats | None = None, weight: float = 20.0) -> float:
    """Return the threshold with the highest smoothed F1.

    `prior` is the curve of the other language: it counts as much as `weight` rows that carry the label.
    """
    own = curve(truth, scores)
    if prior is not None:
        rows = float(truth.sum())
        own = (own * rows + prior * weight) / (rows + weight)
    return float(CANDIDATES[int(np.argmax(own))])


def macro(truth: Flags, given: Flags) -> float:
    """Return the mean F1 over the labels that occur."""
    used = [label for label in range(truth.shape[1]) if truth[:, label].any()]
    return float(np.mean([f1(truth[:, label], given[:, label]) for label in used])) if used else float("nan")


def alarms(scores: Floats, threshold: float) -> Flags:
    """Return which rows raise a card when each card (every column but the first) has the same threshold."""
    return np.asarray(scores[:, 1:].max(axis=1) >= threshold)


def alarm_threshold(negatives: Floats, ordinary: Floats, share: float, ordinary_share: float) -> float:
    """Return the lowest threshold at which false alarms stay within both shares."""
    for threshold in CANDIDATES:
        if (
            alarms(negatives, float(threshold)).mean() <= share
            and alarms(ordinary, float(threshold)).mean() <= ordinary_share
        ):
            return float(threshold)
    return float(CANDIDATES[-1])
