"""`python -m chatbot.library.retrieval_index`: place the sentences of each situation, and write the index.

To be run after the sentences or the encoder change. The index holds one byte per number (a third of a percent
of error, which moves no vote), the digest of what it was made from, and no text.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
import numpy as np

from chatbot.library.retrieval import FOLDER, INDEX, sentences
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY


def digest(folder: Path = FOLDER, model: Path = MODEL_DIRECTORY) -> str:
    """Return the digest of everything that the index depends on: the graph, the word pieces, the sheets."""
    seal = hashlib.sha256()
    for path in (model / "model.onnx", model / "tokenizer.json", folder / "fr.toml", folder / "en.toml"):
        seal.update(hashlib.sha256(path.read_bytes()).digest())
    return seal.hexdigest()


def write_index(folder: Path = FOLDER, into: Path = INDEX) -> int:
    """Write the index of the sheets of `folder`; return how many sentences it holds."""
    told = tuple(sentences(folder))
    encoder = OnnxEncoder.load()
    # One at a time, as messages come: the int8 scales of a batch would move each a little.
    placed = np.array([encoder.scores([each.text])[0].embedding for each in told], dtype=np.float32)
    centre = placed.mean(axis=0)
    places = placed - centre
    scales = np.abs(places).max(axis=1) / 127
    np.savez_compressed(
        into,
        ids=np.array([each.id for each in told]),
        situations=np.array([each.situation for each in told]),
        places=np.round(places / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        centre=centre.astype(np.float32),
        digest=np.array(digest(folder)),
    )
    return len(told)


@click.command()
def main() -> None:
    """Write the index of situations beside its sheets."""
    click.echo(f"{write_index()} sentences placed in {INDEX}")


if __name__ == "__main__":
    main()
