"""`python -m signals.evaluation`: choose the thresholds of the model that ships, measure it, write its card.

Thresholds come from the rows held back from training; figures from the development sets, from which nothing
was learnt, and from public parts named in the card. `docs/model-card.md` is written
from `figures.json`; nothing in it is typed by hand.
"""

from __future__ import annotations

from pathlib import Path

import click

from signals.danger.gate import Gate
from signals.encoder.labels import OTHER_LANGUAGE
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.bias import probe
from signals.evaluation.card import Card
from signals.evaluation.deciding import decide
from signals.evaluation.figures import emotion_figures, foreign_figure, own_figures, read, write
from signals.evaluation.limits import limit_figures
from signals.evaluation.mistakes import mistakes
from signals.evaluation.scored import Scored
from signals.evaluation.sentences import development
from signals.reading import Language
from signals.training.gathering import gather

CARD = Path(__file__).parents[2] / "docs" / "model-card.md"

_FOLDER = click.Path(file_okay=False, path_type=Path)
_PUBLIC = click.option("--public", type=_FOLDER, required=True, help="Folder with goemotions/ and sad/.")
_MODEL = click.option("--model", type=_FOLDER, default=MODEL_DIRECTORY, help="A model directory.")


@click.group()
def main() -> None:
    """Choose thresholds, measure, write the card."""


@main.command("thresholds")
@_PUBLIC
@_MODEL
def thresholds_command(public: Path, model: Path) -> None:
    """Choose the thresholds on the held-back rows, and write them into the model directory."""
    decide(gather(public).dev, model)


@main.command("limits")
@_PUBLIC
@_MODEL
def limits_command(public: Path, model: Path) -> None:
    """Say what the limits of the danger gate give on the held-back rows; they are chosen by hand on these."""
    for one in limit_figures(gather(public).dev, OnnxEncoder.load(model, 2), Gate.load()):
        click.echo(f"{one.what:45} {one.value:.3f} [{one.low:.3f} {one.high:.3f}] n={one.rows}")


@main.command("figures")
@_PUBLIC
@_MODEL
def figures_command(public: Path, model: Path) -> None:
    """Measure the model and write its card."""
    encoder, gate = OnnxEncoder.load(model), Gate.load()
    own = Scored.of(development(), encoder)
    held = Scored.of(gather(public).dev, encoder)
    parts: dict[str, tuple[Language, Scored]] = {
        "GoEmotions dev, English": ("en", held.where(lambda row: row.source == "goemotions_dev")),
        "GoEmotions rows held back, French": ("fr", held.where(lambda row: row.source == "goemotions_fr")),
        "the same rows, English": ("en", held.where(lambda row: row.source == "goemotions_twin")),
        "our messages held back, French": ("fr", held.where(lambda row: row.source.startswith("emotions_"))),
    }
    tongues = held.where(lambda row: row.language == OTHER_LANGUAGE)
    figures = [
        *emotion_figures(parts, encoder.thresholds),
        *own_figures(own, encoder.thresholds, gate),
        foreign_figure(tongues),
    ]
    write(figures, model / "figures.json")
    size = sum(path.stat().st_size for path in model.iterdir())
    # Read back as they were rounded, so that the card and the file say the same.
    figures = read(model / "figures.json")
    examples = mistakes(own, encoder.thresholds, gate)
    card = Card(figures, examples, probe(encoder), read(model / "curve.json"), size)
    for path in (CARD, model / CARD.name):
        path.write_text(card.markdown(), encoding="utf-8")
    for one in figures:
        if not one.what.startswith("F1, "):
            interval = "" if one.low is None else f"[{one.low:.3f} {one.high:.3f}]"
            click.echo(f"{one.head:9} {one.what:45} {one.where:36} {one.value:.3f} {interval} n={one.rows}")


if __name__ == "__main__":
    main()
