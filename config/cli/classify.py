"""`havre classify`: read messages from standard input, write their readings to standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from signals.classify import LineRefused, NotUnderstood, classify
from signals.danger.gate import Gate
from signals.encoder.interface import EncoderUnavailable
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.reader import Reader


@click.command(name="classify")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=lambda: min(4, os.cpu_count() or 1),
    show_default="the machine's cores, at most 4",
    help="Processor threads of the encoder.",
)
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=MODEL_DIRECTORY,
    show_default="the model that ships",
    help="Directory of another model.",
)
@click.option(
    "--explain",
    "explaining",
    is_flag=True,
    help="Say in each line why: rules, guards, scores and limits (for developers; slower).",
)
def command(*, threads: int, model: Path, explaining: bool) -> None:
    """Read messages from standard input and write one reading per line to standard output.

    In, one JSON object per line: {"id", "text"} and optionally "lang" ("fr" or "en"). Out: {"id", "lang",
    "emotions", "labels", "factors", "factor_labels", "act", "danger"}, in the same order. A line that
    cannot be read stops
    the command: its number, its column and the mend are said (exit status 1); what came before has been
    written.
    """
    try:
        reader = Reader(Gate.load(), OnnxEncoder.load(model, threads))
        # Bytes on both sides: neither the terminal's encoding nor its line ends may change what is read or
        # written.
        for line in classify(sys.stdin.buffer, reader, explaining=explaining):
            sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()
    except (LineRefused, NotUnderstood, EncoderUnavailable) as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    command()
