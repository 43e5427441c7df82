"""Train the encoder and all its heads together, from the base, on the processor.

The recipe: bf16 products, frozen word pieces, mean and maximum pooling without a prefix, AdamW with a lower
rate for deeper layers and a higher one for the heads, a short warm-up and a straight way down. A checkpoint
is written every few minutes; a run that is started again goes on from it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

from signals.encoder.labels import HEADS
from signals.training.base_weights import BaseWeights
from signals.training.distil import GOLD, GOLD_NEW, mixed, probabilities
from signals.training.mixture import Batch, batches, known_heads
from signals.training.network import Network, Plan, pad
from signals.training.progress import Progress
from signals.training.rows import Row

LOSS: Mapping[str, float] = {
    "emotions": 0.5, "factors": 1.5, "acts": 3.0, "danger": 3.0, "language": 0.2, "origin": 0.4,
}  # fmt: skip
"""What each head weighs: acts and danger have a tenth of the rows each, and must not be drowned."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a run."""

    frozen: int = 4
    passes: float = 4.0
    rate: float = 1.5e-4
    head_factor: float = 10.0
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    warm_up: float = 0.06
    dropout: float = 0.1
    clip: float = 1.0
    seed: int = 20_260
    threads: int = 2
    averaged: float = 0.6
    checkpoint_seconds: float = 180.0
    gold: Mapping[str, float] = field(default_factory=lambda: GOLD)
    new: tuple[str, ...] = ()


DISTILLING = Recipe(frozen=0, passes=0.75, rate=8e-5, warm_up=0.1, averaged=0.5)
"""The numbers of the second run, from the narrowed teacher and with the whole one: short and gentle, and
through every layer, because every one was narrowed."""

UPDATING = replace(DISTILLING, frozen=4, gold=GOLD_NEW)
"""The numbers of an update: what ships is its own teacher, except on danger that it has not seen."""

AVERAGED_EVERY = 20
"""Steps between two networks that enter the mean."""


def loss_of(logits: Mapping[str, torch.Tensor], batch: Batch) -> torch.Tensor:
    """Return the loss of a batch: each head's own, over the rows whose source knows its answer."""
    total = torch.zeros(())
    for head, independent in known_heads():
        weight = torch.from_numpy(batch.weights[head])
        if not float(weight.sum()):
            continue
        target = torch.from_numpy(batch.targets[head])
        if independent:
            each = functional.binary_cross_entropy_with_logits(logits[head], target, reduction="none").sum(-1)
        else:
            each = functional.cross_entropy(logits[head], target, reduction="none", label_smoothing=0.02)
        # Divided by the whole batch: a head met rarely in a batch does not shout.
        total = total + LOSS[head] * (each * weight).sum() / len(weight)
    return total


def parameter_groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    """Return the parameters by learning rate: lower toward the bottom, higher for the heads."""
    groups: list[dict[str, object]] = []

    def add(parameters: Sequence[torch.nn.Parameter], rate: float) -> None:
        for decays in (True, False):
            chosen = [p for p in parameters if p.requires_grad and (p.dim() > 1) == decays]
            if chosen:
                decay = recipe.weight_decay if decays else 0.0
                groups.append({"params": chosen, "lr": rate, "top": rate, "weight_decay": decay})

    add(list(network.heads.parameters()), recipe.rate * recipe.head_factor)
    depth = len(network.layers)
    for index, layer in enumerate(network.layers):
        add(list(layer.parameters()), recipe.rate * recipe.layer_decay ** (depth - 1 - index))
    below = recipe.rate * recipe.layer_decay**depth
    add([network.position, *network.norm.parameters()], below)
    return groups


def freeze(network: Network, layers: int) -> None:
    """Leave the positions and the lowest `layers` as they are: a fifth less work on a small machine."""
    for part in (network.norm, *network.layers[:layers]):
        part.requires_grad_(requires_grad=False)
    network.position.requires_grad_(requires_grad=False)


def standardise(network: Network, sample: Sequence[Batch]) -> None:
    """Set the centre and spread of the features from the base's own, over a few batches."""
    seen = []
    with torch.no_grad():
        for batch in sample:
            tokens, mask = pad(batch.tokens)
            seen.append(network.features(torch.from_numpy(tokens), torch.from_numpy(mask)).float())
    features = torch.cat(seen)
    network.centre.copy_(features.mean(0))
    network.spread.copy_(features.std(0).clamp_min(1e-3))


def _share_at(done: float, warm_up: float) -> float:
    """Return the share of the top learning rate after the fraction `done` of the run."""
    return done / warm_up if done < warm_up else max(0.0, (1.0 - done) / (1.0 - warm_up))


def fit(
    network: Network,
    recipe: Recipe,
    rows: Sequence[Row],
    encode: Callable[[list[str]], list[list[int]]],
    checkpoint: Path,
    *,
    teacher: Network | None = None,
) -> Network:
    """Train `network`, writing `checkpoint` on the way and going on from it when it is there.

    Returned is the mean of the networks of the run's last part (`averaged` is where it begins): steadier than
    the last one alone. With a `teacher`, targets are mixed with its answers; without one, the network is
    fresh from the base and its features are standardised first. Asked to end (SIGTERM), the run finishes its
    step and writes its checkpoint.
    """
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    optimiser = torch.optim.AdamW(parameter_groups(network, recipe), betas=(0.9, 0.98), fused=True)
    mean = AveragedModel(network)
    start = _go_on(checkpoint, network, mean, optimiser)
    freeze(network, recipe.frozen)
    # Written as few loops per layer by torch's compiler (gcc): a third less time per step. It writes one
    # version per kind of shape, of which there are more than it allows by itself.
    torch._dynamo.config.recompile_limit = 64
    for layer in network.layers:
        layer.compile(dynamic=True)
    made = batches(rows, encode, recipe.seed, recipe.new)
    length = len(made)
    total = int(recipe.passes * length)
    if teacher is None and not start:
        standardise(network, made[:40])
    noise = _noise(recipe, network.word.embedding_dim)
    written = time.monotonic()
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    progress = Progress("train" if teacher is None else "distil", total)
    smooth: float | None = None
    for step, batch in progress.over(_steps(made, rows, encode, recipe, range(start, total)), start):
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * _share_at((step + 1) / total, recipe.warm_up)
        told = batch if teacher is None else mixed(batch, probabilities(teacher, batch.tokens), recipe.gold)
        value = _learn(network, optimiser, told, noise[(step * 37) % 192 :], recipe.clip)
        smooth = value if smooth is None else 0.98 * smooth + 0.02 * value
        progress.note = f"loss {smooth:.3f}"
        if step >= recipe.averaged * total and (step % AVERAGED_EVERY == 0 or step + 1 == total):
            mean.update_parameters(network)
        now = time.monotonic()
        if asked or now - written > recipe.checkpoint_seconds or step + 1 == total:
            _save(checkpoint, network, mean, optimiser, step + 1)
            written = now
        if asked:
            raise SystemExit(f"Stopped after step {step + 1}; run the same command again to go on.")
    signal.signal(signal.SIGTERM, before)
    trained: Network = mean.module
    trained.eval()
    return trained


def _steps(
    first: list[Batch],
    rows: Sequence[Row],
    encode: Callable[[list[str]], list[list[int]]],
    recipe: Recipe,
    steps: range,
) -> Iterator[tuple[int, Batch]]:
    """Give each step with its batch; each pass draws its rows anew."""
    made, current, length = first, 0, len(first)
    for step in steps:
        number, at = divmod(step, length)
        if number != current:
            made = batches(rows, encode, recipe.seed + 100 * number, recipe.new)
            current = number
        # A pass may be a batch shorter than the first.
        yield step, made[at % len(made)]


def _noise(recipe: Recipe, width: int) -> torch.Tensor:
    """Return a large dropout mask of which each step uses a slice: drawing one costs as much as a layer."""
    kept = 1.0 - recipe.dropout
    return (torch.rand(256, 257, width) < kept).float() / kept


def _go_on(checkpoint: Path, network: Network, mean: AveragedModel, optimiser: torch.optim.Optimizer) -> int:
    """Load the checkpoint, if there is one; return the step to go on from."""
    if not checkpoint.exists():
        return 0
    saved = torch.load(checkpoint)
    network.load_state_dict(saved["network"])
    mean.load_state_dict(saved["mean"])
    optimiser.load_state_dict(saved["optimiser"])
    return int(saved["step"])


def _learn(
    network: Network, optimiser: torch.optim.Optimizer, batch: Batch, noise: torch.Tensor, clip: float
) -> float:
    """Take one step; return the loss before it."""
    tokens, mask = pad(batch.tokens)
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(torch.from_numpy(tokens), torch.from_numpy(mask), noise)
    loss = loss_of({head: part.float() for head, part in network.split(logits).items()}, batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], clip)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return float(loss.item())


def _save(
    path: Path, network: Network, mean: AveragedModel, optimiser: torch.optim.Optimizer, step: int
) -> None:
    """Write a checkpoint: all that is needed to go on after `step`."""
    states = {"network": network.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict()}
    _write({**states, "step": step}, path)


def _write(content: Mapping[str, object], path: Path) -> None:
    """Write beside the old file, then take its place: a run cut short leaves a whole one."""
    beside = path.with_suffix(".new")
    torch.save(content, beside)
    beside.replace(path)


def build(base: BaseWeights) -> Network:
    """Return the network that starts from every layer of the base, with a head for every question."""
    return Network(
        base, Plan(tuple(range(base.shape.layers)), {head: len(labels) for head, labels in HEADS.items()})
    )


def keep(network: Network, path: Path) -> None:
    """Write a trained network to `path`, all of it or nothing."""
    _write(network.state_dict(), path)


def load(base: BaseWeights, path: Path) -> Network:
    """Return the network that `keep` wrote, as narrow as it was, ready to answer."""
    network = build(base)
    state = torch.load(path)
    for number, layer in enumerate(network.layers):
        layer.of_width(len(state[f"layers.{number}.widen.bias"]))
    network.load_state_dict(state)
    network.eval()
    return network
