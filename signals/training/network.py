"""The network that is trained: a BERT encoder written out plainly, and one linear layer per question asked.

Written here rather than taken from a library for two reasons: attention without the bookkeeping of padding
variants trains markedly faster on two cores, and the exported graph stays small and readable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from signals.training.base_weights import BaseWeights

ROWS = 64
"""Rows answered at once."""

SHORT_NAMES: Mapping[str, str] = {
    "output": "ao", "attention_norm": "aln", "widen": "fi", "narrow": "fo", "output_norm": "oln",
}  # fmt: skip
"""How a base calls the parts of a layer, query, key and value apart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build: which layers of the base to keep, and the width of each head."""

    layers: tuple[int, ...]
    heads: Mapping[str, int]


class Layer(nn.Module):  # type: ignore[misc]  # torch is absent where types are checked, so its classes are Any
    """One post-norm transformer layer, as in BERT."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        """Build an untrained layer."""
        super().__init__()
        self.heads = heads
        self.query_key_value = nn.Linear(hidden, 3 * hidden)
        self.output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.of_width(inner)
        self.output_norm = nn.LayerNorm(hidden, eps=epsilon)

    def of_width(self, inner: int) -> None:
        """Give the layer `inner` inner units, untrained."""
        hidden = self.output.out_features
        self.inner = inner
        self.widen = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)

    def forward(self, hidden: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the next hidden states; `bias` is 0 on words and a large negative number on padding."""
        rows, length, width = hidden.shape
        size = width // self.heads
        mixed = self.query_key_value(hidden).view(rows, length, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = mixed[0], mixed[1], mixed[2]
        scores = torch.matmul(query, key.transpose(-1, -2)) * (1.0 / math.sqrt(size)) + bias
        seen = torch.matmul(torch.softmax(scores, dim=-1), value)
        seen = seen.transpose(1, 2).reshape(rows, length, width)
        hidden = self.attention_norm(hidden + self.output(seen))
        return self.output_norm(hidden + self.narrow(functional.gelu(self.widen(hidden))))


class Network(nn.Module):  # type: ignore[misc]  # torch is absent where types are checked, so its classes are Any
    """The encoder and its heads. Features are the mean and the maximum over the words, standardised."""

    def __init__(self, base: BaseWeights, plan: Plan) -> None:
        """Start from the layers of `base` that `plan` keeps, with untrained heads."""
        super().__init__()
        shape = base.shape
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(base.tensors["emb.word"]), freeze=True)
        position = base.tensors["emb.pos"] + base.tensors["emb.type"][0]
        self.position = nn.Parameter(torch.from_numpy(position))
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.norm.load_state_dict({"weight": _t(base, "emb.ln.w"), "bias": _t(base, "emb.ln.b")})
        self.layers = nn.ModuleList(_layer(base, number) for number in plan.layers)
        self.register_buffer("centre", torch.zeros(2 * shape.hidden))
        self.register_buffer("spread", torch.ones(2 * shape.hidden))
        self.head_names = tuple(plan.heads)
        self.head_widths = tuple(plan.heads.values())
        self.heads = nn.Linear(2 * shape.hidden, sum(self.head_widths))
        nn.init.normal_(self.heads.weight, std=0.01)
        nn.init.zeros_(self.heads.bias)

    def features(
        self, tokens: torch.Tensor, mask: torch.Tensor, noise: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the pooled, not yet standardised, features of a padded batch; `noise` is a dropout mask."""
        length = tokens.shape[1]
        hidden = self.norm(self.word(tokens) + self.position[:length])
        if noise is not None:
            hidden = hidden * noise[: tokens.shape[0], :length]
        present = mask.to(hidden.dtype)
        bias = ((1.0 - present) * -1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, bias)
        weight = present.unsqueeze(-1)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        top = (hidden + (1.0 - weight) * -1e4).amax(1)
        return torch.cat([mean, top], dim=-1)

    def embedding(
        self, tokens: torch.Tensor, mask: torch.Tensor, noise: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the standardised features of a padded batch: what every head reads."""
        return (self.features(tokens, mask, noise).float() - self.centre) / self.spread

    def forward(
        self, tokens: torch.Tensor, mask: torch.Tensor, noise: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the logits of all heads side by side, in the order of `head_names`."""
        features = self.embedding(tokens, mask, noise)
        if noise is not None:
            features = features * noise[: tokens.shape[0], :2].reshape(tokens.shape[0], -1)
        return self.heads(features)

    def part(self, head: str) -> slice:
        """Return which rows of the heads' weights, and columns of the logits, are those of `head`."""
        place = self.head_names.index(head)
        start = sum(self.head_widths[:place])
        return slice(start, start + self.head_widths[place])

    def split(self, logits: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the logits by head name."""
        return dict(zip(self.head_names, torch.split(logits, list(self.head_widths), dim=-1), strict=True))


def _t(base: BaseWeights, name: str) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(base.tensors[name]))


def _layer(base: BaseWeights, number: int) -> Layer:
    shape = base.shape
    layer = Layer(shape.hidden, shape.heads, shape.inner, shape.epsilon)
    state = {
        f"{ours}.{kind}": _t(base, f"l{number}.{theirs}.{kind[0]}")
        for ours, theirs in SHORT_NAMES.items()
        for kind in ("weight", "bias")
    }
    for kind in ("weight", "bias"):
        state[f"query_key_value.{kind}"] = torch.cat(
            [_t(base, f"l{number}.{part}.{kind[0]}") for part in ("q", "k", "v")]
        )
    layer.load_state_dict(state)
    return layer


def answered(
    answer: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    rows: Sequence[Sequence[int]],
    *,
    exact: bool = False,
) -> torch.Tensor:
    """Return what `answer` (of padded tokens and their mask) gives for each of `rows`, in their order.

    Run without gradients, sorted by length, in batches of 64; in bf16, unless it has to be `exact`.
    """
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    found: list[torch.Tensor] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=not exact):
        for start in range(0, len(order), ROWS):
            tokens, mask = pad([rows[at] for at in order[start : start + ROWS]])
            found.append(answer(torch.from_numpy(tokens), torch.from_numpy(mask)).float())
    return torch.cat(found)[torch.argsort(torch.tensor(order))]


def pad(rows: Sequence[Sequence[int]], pad_token: int = 1) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the token ids of `rows` in one rectangle, and the mask that says where words are."""
    width = max(len(row) for row in rows)
    tokens = np.full((len(rows), width), pad_token, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for index, row in enumerate(rows):
        tokens[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return tokens, mask
