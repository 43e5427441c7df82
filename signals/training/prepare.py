"""Write down the gathered rows, cut the vocabulary and the base to size."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from signals.training.base_weights import BaseWeights, read_base
from signals.training.gathering import gather, read_rows, write_rows
from signals.training.splitting import Split
from signals.training.vocabulary import LONGEST, prune


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
    """Write rows, the smaller tokenizer and, last, the kept rows of the word pieces into `work`."""
    work.mkdir(parents=True, exist_ok=True)
    read_base(base)
    rows = gather(public)
    write_rows(work / "train.jsonl", rows.train)
    write_rows(work / "dev.jsonl", rows.dev)
    description, kept = prune(tokenizer, (row.text for row in rows.train))
    (work / "tokenizer.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
    np.save(work / "kept.new.npy", np.array(kept, dtype=np.int64))
    # Whoever finds this file finds the others whole.
    (work / "kept.new.npy").replace(work / "kept.npy")


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
