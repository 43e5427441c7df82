"""Make the probabilities mean what they say: of what is given .8, eight in ten should be so.

One slope and one shift for all labels of a head of independent labels, one temperature for a head whose
labels share 1 (Platt, 1999; Guo et al., 2017), fitted by likelihood on the held-back rows that say something
about that head, both languages counting alike. They are folded into the head's weights: the graph gives
calibrated probabilities by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn import functional

from signals.encoder.labels import HEADS, INDEPENDENT
from signals.training.descent import descend
from signals.training.mixture import targets_of
from signals.training.network import Network, answered
from signals.training.rows import Row


def calibrate(
    network: Network, encode: Callable[[list[str]], list[list[int]]], rows: Sequence[Row]
) -> dict[str, tuple[float, float]]:
    """Fold the calibration of each head into `network`; return each head's slope and shift."""
    logits = network.split(answered(network, encode([row.text for row in rows]), exact=True))
    targets, known = targets_of(rows)
    fitted = {}
    for head in HEADS:
        there = torch.from_numpy(known[head] > 0)
        if head == "language" or not bool(there.any()):
            continue
        those = [row for row, one in zip(rows, there.tolist(), strict=True) if one]
        slope, shift = fit_line(
            logits[head][there],
            torch.from_numpy(targets[head])[there],
            alike(those),
            independent=head in INDEPENDENT,
        )
        fitted[head] = (slope, shift)
        _fold(network, head, slope, shift)
    return fitted


def fit_line(
    logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, *, independent: bool
) -> tuple[float, float]:
    """Return the slope and shift of `logits` under which `targets` are likeliest; no shift where labels
    share 1."""
    log_slope = torch.zeros(1, requires_grad=True)
    shift = torch.zeros(1, requires_grad=True)
    moved = [log_slope, shift] if independent else [log_slope]

    def loss() -> torch.Tensor:
        line = logits * log_slope.exp() + shift
        each = (
            functional.binary_cross_entropy_with_logits(line, targets, reduction="none").mean(-1)
            if independent
            else functional.cross_entropy(line, targets, reduction="none")
        )
        return (each * weights).sum() / weights.sum()

    descend(loss, moved)
    return float(log_slope.exp().item()), float(shift.item())


def _fold(network: Network, head: str, slope: float, shift: float) -> None:
    part = network.part(head)
    with torch.no_grad():
        network.heads.weight[part] *= slope
        network.heads.bias[part] = network.heads.bias[part] * slope + shift


def alike(rows: Sequence[Row]) -> torch.Tensor:
    """Return a weight per row under which each language counts as much as the other."""
    languages = np.array([row.language for row in rows])
    counts = {name: float((languages == name).sum()) for name in set(languages)}
    return torch.tensor([len(rows) / counts[row.language] for row in rows], dtype=torch.float32)
