"""Fit the head for danger once more, on fixed features, over everything that is known to be harmless.

While all heads are trained, danger is met far more often than in life, and messages written for an act of
conversation say nothing about danger: the head learns to suspect whatever is short and enigmatic. Here
nothing moves but that head (Kang et al., 2020, on fitting the classifier apart), it starts from what it was,
and messages of conversation that tell of no violence count as harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch.nn import functional

from signals.encoder.labels import HEADS, NO_CARD
from signals.training.network import Network, pad
from signals.training.rows import Row, tells_of_violence

TOLD_ACTS = frozenset({"harassment_disclosure", "third_person"})
"""Acts whose messages may need a card."""

KEPT = 3e-3
"""What it costs to leave the head that was trained, per weight."""


def harmless_too(rows: Sequence[Row]) -> list[Row]:
    """Return the rows about whose danger something is known, messages of conversation among them."""
    known = []
    for row in rows:
        if row.danger is not None:
            known.append(row)
        elif row.act is not None and row.act not in TOLD_ACTS and not tells_of_violence(row.text):
            known.append(replace(row, danger=NO_CARD))
    return known


def settle(network: Network, encode: Callable[[list[str]], list[list[int]]], rows: Sequence[Row]) -> int:
    """Fit the danger head of `network` on `rows`; return how many were learnt from."""
    known = harmless_too(rows)
    features = _features(network, encode([row.text for row in known]))
    classes = torch.tensor([HEADS["danger"].index(row.danger or NO_CARD) for row in known])
    start = sum(network.head_widths[: network.head_names.index("danger")])
    part = slice(start, start + len(HEADS["danger"]))
    before = torch.cat([network.heads.weight[part], network.heads.bias[part, None]], dim=1).detach()
    moved = before.clone().requires_grad_(requires_grad=True)
    optimiser = torch.optim.LBFGS([moved], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        logits = features @ moved[:, :-1].T + moved[:, -1]
        loss: torch.Tensor = functional.cross_entropy(logits, classes, label_smoothing=0.02)
        loss = loss + KEPT * (moved - before).pow(2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        network.heads.weight[part] = moved[:, :-1]
        network.heads.bias[part] = moved[:, -1]
    return len(known)


def _features(network: Network, tokens: Sequence[Sequence[int]]) -> torch.Tensor:
    order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
    found = torch.zeros(len(tokens), network.centre.shape[0])
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 64):
            places = order[start : start + 64]
            rows, mask = pad([tokens[at] for at in places])
            found[places] = network.embedding(torch.from_numpy(rows), torch.from_numpy(mask))
    return found
