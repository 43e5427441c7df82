"""Fit the head for danger once more, on fixed features, with danger met no more often than it is written.

While all heads are trained, dangerous messages are repeated and the head learns to suspect whatever is short
and enigmatic. Here nothing moves but that head (Kang et al., 2020, on fitting the classifier apart), and it
starts from what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.nn import functional

from signals.encoder.labels import HEADS, NO_CARD
from signals.training.descent import descend
from signals.training.network import Network, answered
from signals.training.rows import Row

KEPT = 3e-3
"""What it costs to leave the head that was trained, per weight."""


def settle(network: Network, encode: Callable[[list[str]], list[list[int]]], rows: Sequence[Row]) -> int:
    """Fit the danger head of `network` on `rows`; return how many were learnt from."""
    known = [row for row in rows if row.danger is not None]
    features = answered(network.embedding, encode([row.text for row in known]))
    classes = torch.tensor([HEADS["danger"].index(row.danger or NO_CARD) for row in known])
    part = network.part("danger")
    before = torch.cat([network.heads.weight[part], network.heads.bias[part, None]], dim=1).detach()
    moved = before.clone().requires_grad_(requires_grad=True)

    def loss() -> torch.Tensor:
        logits = features @ moved[:, :-1].T + moved[:, -1]
        told = functional.cross_entropy(logits, classes, label_smoothing=0.02)
        return told + KEPT * (moved - before).pow(2).sum()

    descend(loss, [moved])
    with torch.no_grad():
        network.heads.weight[part] = moved[:, :-1]
        network.heads.bias[part] = moved[:, -1]
    return len(known)
