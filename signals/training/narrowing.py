"""Make every layer of a trained network narrower, so that one message is read sooner.

A message alone is too short to hide the time that weights take to come from memory: that time goes with
their number, and two thirds of them widen and narrow again inside each layer. The inner units whose loss is
least felt are left out, and the weights of those that stay are fitted anew to give what the layer gave
(optimal brain surgeon: Hassibi and Stork, 1993; here many units at a time). Layer after layer, on training
sentences, each on what the narrowed layers below it give. The teacher then gives back what was lost (distil).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from signals.training.network import Layer, Network, answered
from signals.training.progress import Progress

WIDTH = 1_152
"""Inner units that stay in each layer, of 1,536: a sixth less to read from memory, and less to compute."""

SAMPLE = 1_500
"""How many training sentences the units are weighed on."""

AT_ONCE = 16
"""Units left out between two fits."""

EVEN = 1e-4
"""How much every unit is made to differ from all others, beside the mean of their squares: what keeps the
fit from leaning on two units that always agree."""


def narrow(network: Network, tokens: Sequence[Sequence[int]], width: int = WIDTH) -> None:
    """Leave `width` inner units in each layer of `network`, chosen and fitted on the sentences `tokens`."""
    progress = Progress("narrow", len(network.layers))
    for layer in progress.over(network.layers):
        kept, weights = chosen(
            _agreement(network, layer, tokens), layer.narrow.weight.detach().double(), width
        )
        _leave(layer, kept, weights)


def chosen(
    agreement: torch.Tensor, weights: torch.Tensor, width: int, at_once: int = AT_ONCE
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return which `width` units stay, in their order, and the weights that read them.

    `agreement` holds the sum of products of each two units' values (units x units), `weights` what reads them
    (outputs x units). The weights returned are those of least squares: of all that read only the units that
    stay, they come nearest to the outputs before.
    """
    units = len(agreement)
    full = agreement + torch.eye(units, dtype=agreement.dtype) * agreement.diagonal().mean() * EVEN
    wanted = weights @ full
    kept = torch.arange(units)
    while True:
        inverse = torch.linalg.inv(full[kept][:, kept])
        fitted = wanted[:, kept] @ inverse
        if len(kept) <= width:
            return kept, fitted
        felt = fitted.pow(2).sum(0) / inverse.diagonal()
        gone = felt.argsort()[: min(at_once, len(kept) - width)]
        staying = torch.ones(len(kept), dtype=torch.bool)
        staying[gone] = False
        kept = kept[staying]


def _agreement(network: Network, layer: Layer, tokens: Sequence[Sequence[int]]) -> torch.Tensor:
    """Return the sum of products of each two inner units of `layer`, over every word of the sentences."""
    units = layer.narrow.in_features
    total = torch.zeros(units, units, dtype=torch.float64)

    def watch(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        values = inputs[0].detach().float().reshape(-1, units)
        total.add_((values.T @ values).double())

    hook = layer.narrow.register_forward_pre_hook(watch)
    # In bf16 the sums would not be those of any values, and their inverse would be noise.
    answered(network, tokens, exact=True)
    hook.remove()
    return total


def _leave(layer: Layer, kept: torch.Tensor, weights: torch.Tensor) -> None:
    """Leave only the units `kept`, read by `weights`."""
    before, bias = layer.widen, layer.narrow.bias
    layer.of_width(len(kept))
    with torch.no_grad():
        layer.widen.weight.copy_(before.weight[kept])
        layer.widen.bias.copy_(before.bias[kept])
        layer.narrow.weight.copy_(weights.float())
        layer.narrow.bias.copy_(bias)
