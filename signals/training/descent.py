"""Find the few numbers that make a loss least: what is fitted apart from the network, all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

STEPS = 60


def descend(loss: Callable[[], torch.Tensor], moved: Sequence[torch.Tensor], steps: int = STEPS) -> None:
    """Move the tensors `moved` until `loss()` is least, or after `steps` (L-BFGS with a line search)."""
    optimiser = torch.optim.LBFGS(list(moved), max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)
