"""How fast the model reads beside what it is measured against: `make bench-model`.

In one run, on the same messages: the int8 model (1 and 2 threads; one message at a time and batches of 32),
the same weights in float32 through a pipeline of `transformers`, TF-IDF with a logistic regression, and the
most int8 products that this machine does. Then the start of a process, and messages that arrive together.
On a processor with matrix tiles (AMX) all of it a second time, held to AVX-512.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from benchmarks.machine import machine
from benchmarks.model.avx512 import has_tiles, hold_to_avx512
from benchmarks.model.peak import peak
from benchmarks.model.same_weights import fp32_pipeline
from benchmarks.model.words_only import read, words_only
from benchmarks.speed import alone_in_turns, in_batches, in_groups, start
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.sentences import development
from signals.reading import EMOTIONS

BATCH = 32
MESSAGES = 512
TOGETHER = 8
ALONE = 160
"""Messages that are read one at a time."""

HELD = "--held"
"""Told on the command line to the process that is refused tiles."""

OURS = "this model, int8"
LIBRARY = "same weights, transformers fp32"


def messages() -> list[str]:
    """Return the same messages in every run: development sentences of both languages, evenly drawn."""
    texts = [row.text for row in development() if row.source in ("factors", "acts")]
    return texts[:: max(1, len(texts) // MESSAGES)][:MESSAGES]


def operations(model: Path) -> int:
    """Return the int8 operations per token: a product and a sum for every weight of the layers."""
    shape = json.loads((model / "config.json").read_text(encoding="utf-8"))
    hidden, inner = shape["hidden_size"], shape["intermediate_size"]
    return int(2 * shape["num_hidden_layers"] * hidden * (4 * hidden + 2 * inner))


def tokens_of(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    """Return how many tokens a message has on average."""
    return float(np.mean([len(one.ids) + 2 for one in encoder.tokenizer.encode_batch(list(texts))]))


def arriving_together(encoder: OnnxEncoder, texts: Sequence[str]) -> tuple[float, float]:
    """Return the milliseconds until the last of eight messages is answered: each by itself, as one batch."""
    groups = [texts[at : at + TOGETHER] for at in range(0, 160, TOGETHER)]
    with ThreadPoolExecutor(TOGETHER) as pool:

        def apart(group: Sequence[str]) -> None:
            list(pool.map(lambda text: encoder.scores([text]), group))

        return in_groups(apart, groups), in_groups(encoder.scores, groups)


def main() -> None:
    """Measure; where there are tiles, measure again in a process that is refused them."""
    if HELD in sys.argv[1:]:
        measure("held to AVX-512")
        return
    measure("with tiles (AMX)" if has_tiles() else "")
    if has_tiles():
        print(flush=True)
        again = [sys.executable, "-W", "ignore", "-m", "benchmarks.model", HELD]
        subprocess.run(again, check=True, preexec_fn=hold_to_avx512)


def measure(how: str) -> None:
    """Print everything that is measured, on this machine used as `how` says."""
    print(machine(), how, sep=", " if how else "")
    texts = messages()
    longer = [text for text in texts if 60 <= len(text) <= 110][:ALONE]
    one, two = OnnxEncoder.load(threads=1), OnnxEncoder.load(threads=2)
    words = words_only()
    pipe = fp32_pipeline(MODEL_DIRECTORY)

    def library(group: Sequence[str]) -> object:
        return pipe(sorted(group, key=len), batch_size=1 if len(group) == 1 else BATCH)

    ours = np.array([scores.emotions for scores in one.scores(texts)])
    named = [{part["label"]: part["score"] for part in answer} for answer in pipe(texts)]
    theirs = np.array([[answer[name] for name in EMOTIONS] for answer in named])
    print(f"{len(texts)} messages; int8 and float32 differ by {np.abs(ours - theirs).mean():.4f} on average")

    def by_words(group: Sequence[str]) -> object:
        return read(words, group)

    rows: dict[str, tuple[float, float]] = {}
    for threads, readers in {
        1: {OURS: one.scores, LIBRARY: library, "TF-IDF and logistic regression": by_words},
        2: {OURS: two.scores, LIBRARY: library},
    }.items():
        torch.set_num_threads(threads)
        times = alone_in_turns(readers, longer)
        for name, reader in readers.items():
            rows[f"{name}, {threads} thread(s)"] = (times[name], in_batches(reader, texts))
    print(f"{'':44}{'alone, ms':>10}{'batches of 32, messages/s':>28}")
    for name, (milliseconds, rate) in rows.items():
        print(f"{name:44}{milliseconds:10.2f}{rate:28.0f}")
    int8, library1 = rows[f"{OURS}, 1 thread(s)"], rows[f"{LIBRARY}, 1 thread(s)"]
    print(f"ratio, one thread: alone {library1[0] / int8[0]:.1f}, batches {int8[1] / library1[1]:.1f}")
    each = operations(MODEL_DIRECTORY)
    for threads, rate in ((1, int8[1]), (2, rows[f"{OURS}, 2 thread(s)"][1])):
        most = peak(threads)
        done = rate * tokens_of(one, texts) * each / 1e9
        print(
            f"int8 products, {threads} thread(s): peak {most:.0f} Gop/s; whole readings at batch 32 reach "
            f"{done:.0f}, {done / most:.0%}; the graph alone {graph_speed(one, threads, each) / most:.0%}"
        )
    apart, batch = arriving_together(two, texts)
    print(
        f"{TOGETHER} messages at once, 2 threads: {apart:.0f} ms each by itself, {batch:.0f} ms as one batch"
    )
    print(f"start: {start()}")


def graph_speed(encoder: OnnxEncoder, threads: int, each: int, length: int = 24) -> float:
    """Return the Gop/s that the graph reaches on 32 rows of `length` tokens of `each` operations, without
    text."""
    draw = np.random.default_rng(0)
    feed = {
        "input_ids": draw.integers(5, 30_000, (BATCH, length)),
        "attention_mask": np.ones((BATCH, length), dtype=np.int64),
    }
    encoder.session.run(None, feed)
    runs = 24 * threads
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: encoder.session.run(None, feed), range(runs)))
    taken = (time.perf_counter() - start) / runs
    return each * BATCH * length / taken / 1e9


if __name__ == "__main__":
    main()
