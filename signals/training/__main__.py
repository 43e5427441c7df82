"""`python -m signals.training model`: from the published base and the data folders to a model directory.

Each step leaves its result in the work folder and is passed over when that is there: a run that was cut short
goes on where it was. To begin anew, begin with an empty folder.
"""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import click

from signals.encoder.place import MODEL_DIRECTORY
from signals.training import narrowing
from signals.training.acts import write_head
from signals.training.base_files import find
from signals.training.calibrating import calibrate
from signals.training.distil import pairs, taught_pairs
from signals.training.export import export
from signals.training.fit import DISTILLING, UPDATING, Recipe, build, fit, keep, load
from signals.training.gathering import gather, read_rows, write_rows
from signals.training.prepare import Prepared, prepare, prepared
from signals.training.settling import settle
from signals.training.shipped import read_shipped
from signals.training.smoothing import SAMPLE, smooth

_FOLDER = click.Path(file_okay=False, path_type=Path)
_PUBLIC = click.option("--public", type=_FOLDER, required=True, help="Folder with goemotions/, sad/, xed/.")
_WORK = click.option("--work", type=_FOLDER, required=True, help="Folder for intermediate files.")
_SEED = click.option("--seed", default=Recipe().seed, show_default=True)
_THREADS = click.option("--threads", default=Recipe().threads, show_default=True)


@click.group()
def main() -> None:
    """Train the encoder and write its model directory."""


@main.command("model")
@click.option("--base", type=_FOLDER, required=True, help="Folder that holds the two wheels of the base.")
@_PUBLIC
@_WORK
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY, help="Where the model directory is written.")
@click.option("--passes", default=Recipe().passes, show_default=True, help="How often rows are gone through.")
@_SEED
@_THREADS
def model_command(
    *, base: Path, public: Path, work: Path, model: Path, passes: float, seed: int, threads: int
) -> None:
    """Do every step that is not done yet, in order."""
    files = find(base, work)
    if not (work / "kept.npy").exists():
        prepare(files.weights, files.tokenizer, public, work)
    ready = prepared(files.weights, work)
    click.echo(f"{len(ready.split.train)} rows to learn, {len(ready.split.dev)} held back", err=True)
    train(ready, work, Recipe(passes=passes, seed=seed, threads=threads))
    narrowed(ready, work, seed)
    distil(ready, public, work, replace(DISTILLING, seed=seed, threads=threads))
    ship(ready, work, model)


@main.command("update")
@_PUBLIC
@_WORK
@click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY, help="The model directory to go on from.")
@click.option("--new", multiple=True, required=True, help="How the names of the new data files begin.")
@click.option("--passes", default=UPDATING.passes, show_default=True, help="How often rows are gone through.")
@_SEED
@_THREADS
def update_command(
    *, public: Path, work: Path, model: Path, new: tuple[str, ...], passes: float, seed: int, threads: int
) -> None:
    """Teach the model that ships the sentences that were written since; it keeps its words and its width."""
    work.mkdir(parents=True, exist_ok=True)
    # Kept beside: at the end the new model takes the place of the one that it began from.
    shipped = work / "shipped"
    if not shipped.exists():
        shutil.copytree(model, work / "shipped.new", dirs_exist_ok=True)
        (work / "shipped.new").replace(shipped)
    base, network = read_shipped(shipped)
    keep(network, work / "teacher.pt")
    keep(network, work / "narrowed.pt")
    tokenizer = json.loads((shipped / "tokenizer.json").read_text(encoding="utf-8"))
    ready = Prepared(base, tokenizer, gather(public))
    click.echo(f"{len(ready.split.train)} rows to learn, {len(ready.split.dev)} held back", err=True)
    distil(ready, public, work, replace(UPDATING, new=new, passes=passes, seed=seed, threads=threads))
    ship(ready, work, model)


def train(ready: Prepared, work: Path, recipe: Recipe) -> None:
    """Train all heads together; write `teacher.pt`."""
    if not (work / "teacher.pt").exists():
        network = build(ready.base)
        trained = fit(network, recipe, ready.split.train, ready.encoder(), work / "training.pt")
        keep(trained, work / "teacher.pt")


def narrowed(ready: Prepared, work: Path, seed: int) -> None:
    """Leave the units of the teacher that matter most; write `narrowed.pt`."""
    if not (work / "narrowed.pt").exists():
        network = load(ready.base, work / "teacher.pt")
        sample = random.Random(seed).sample(ready.split.train, narrowing.SAMPLE)
        narrowing.narrow(network, ready.encoder()([row.text for row in sample]))
        keep(network, work / "narrowed.pt")


def distil(ready: Prepared, public: Path, work: Path, recipe: Recipe) -> None:
    """Let the teacher teach its own narrower copy; write `student.pt`."""
    if (work / "student.pt").exists():
        return
    teacher = load(ready.base, work / "teacher.pt")
    translated = work / "pairs.jsonl"
    if not translated.exists():
        lines = pairs(public / "xed" / "pairs-fr.txt")
        write_rows(translated, taught_pairs(teacher, ready.encoder(), lines, recipe.seed))
    rows = [*ready.split.train, *read_rows(translated)]
    student = load(ready.base, work / "narrowed.pt")
    student.train()
    keep(
        fit(student, recipe, rows, ready.encoder(), work / "distilling.pt", teacher=teacher),
        work / "student.pt",
    )


def ship(ready: Prepared, work: Path, model: Path) -> None:
    """Settle the danger head, calibrate, ease for int8, write the model directory, learn the head of acts."""
    network = load(ready.base, work / "student.pt")
    encode = ready.encoder()
    click.echo(f"danger settled on {settle(network, encode, ready.split.train)} rows", err=True)
    for head, (slope, shift) in calibrate(network, encode, ready.split.dev).items():
        click.echo(f"calibrated {head}: slope {slope:.3f}, shift {shift:+.3f}", err=True)
    sample = random.Random(Recipe().seed).sample(ready.split.train, SAMPLE)
    smooth(network, sorted(encode([row.text for row in sample]), key=len))
    # Made whole beside first: a model directory is never half one model and half another.
    made = work / "model"
    export(network, ready.tokenizer, ready.base.shape, made)
    write_head(ready.split.train, made, Recipe().seed)
    shutil.copytree(made, model, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
