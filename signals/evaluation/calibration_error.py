"""How far probabilities are from what they promise: the expected calibration error (Naeini et al., 2015)."""

from __future__ import annotations

import numpy as np

from signals.evaluation.choosing import Flags, Floats

BINS = 15

SAID = 0.05
"""Of independent labels, smaller probabilities are left out: so many that they would hide the rest."""


def expected_error(truth: Flags, scores: Floats, *, independent: bool) -> float:
    """Return the mean distance between a probability and how often it came true, in bins of equal width.

    Where labels are independent every probability of SAID and more counts, of every label; where they share
    1, that of the likeliest label.
    """
    if independent:
        told = scores >= SAID
        said, so = scores[told], truth[told]
    else:
        best = scores.argmax(axis=1)
        said, so = scores.max(axis=1), truth[np.arange(len(truth)), best]
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    gaps = np.abs(np.bincount(places, said, BINS) - np.bincount(places, so.astype(float), BINS))
    return float(gaps.sum() / max(1, counts.sum()))
