"""Gather the rows, hold the development part back, cut the vocabulary and the base to size."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from signals.training.base_weights import BaseWeights, read_base
from signals.training.rows import Row, abstentions, goemotions, own_rows
from signals.training.splitting import Split, split
from signals.training.vocabulary import LONGEST, prune


def gather(public: Path) -> Split:
    """Return the rows to learn from and the rows to choose on; `public` holds goemotions/ and sad/.

    English rows of GoEmotions whose French translation is held back are held back too, under the source
    `goemotions_twin`, so that the two languages can be compared on the same rows.
    """
    ours = split(own_rows())
    held = {row.twin for row in ours.dev if row.twin}
    english = goemotions(public / "goemotions" / "train.tsv", "en", "goemotions")
    train = [
        *ours.train,
        *(row for row in english if row.twin not in held),
        *abstentions(public / "sad" / "train.tsv"),
    ]
    twins = [replace(row, source="goemotions_twin") for row in english if row.twin in held]
    dev = [*ours.dev, *twins, *goemotions(public / "goemotions" / "dev.tsv", "en", "goemotions_dev")]
    return Split(tuple(train), tuple(dev))


def write_rows(path: Path, rows: tuple[Row, ...]) -> None:
    """Write rows as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read rows written by `write_rows`."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        for name in ("emotions", "factors"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        rows.append(Row(**fields))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the training starts from."""

    base: BaseWeights
    tokenizer: dict[str, Any]
    split: Split

    def encoder(self) -> Callable[[list[str]], list[list[int]]]:
        """Return the function from texts to token rows, cut to the longest that is read at once."""
        tokenizer = Tokenizer.from_str(json.dumps(self.tokenizer))
        tokenizer.enable_truncation(LONGEST)
        return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def prepare(base: Path, tokenizer: Path, public: Path, work: Path) -> None:
    """Write rows, the smaller tokenizer and the kept rows of the word pieces into `work`.

    The vocabulary is cut once: a tokenizer already in `work` is kept, so that a run can go on after rows
    are added.
    """
    work.mkdir(parents=True, exist_ok=True)
    read_base(base)
    rows = gather(public)
    write_rows(work / "train.jsonl", rows.train)
    write_rows(work / "dev.jsonl", rows.dev)
    if not (work / "tokenizer.json").exists():
        description, kept = prune(tokenizer, (row.text for row in rows.train))
        np.save(work / "kept.npy", np.array(kept, dtype=np.int64))
        (work / "tokenizer.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")


def prepared(base: Path, work: Path) -> Prepared:
    """Read back what `prepare` wrote, with the base cut to the kept pieces."""
    whole = read_base(base)
    kept = np.load(work / "kept.npy")
    tensors = {**whole.tensors, "emb.word": whole.tensors["emb.word"][kept]}
    return Prepared(
        BaseWeights(replace(whole.shape, vocabulary=len(kept)), tensors),
        json.loads((work / "tokenizer.json").read_text(encoding="utf-8")),
        Split(read_rows(work / "train.jsonl"), read_rows(work / "dev.jsonl")),
    )
