"""How fast the model reads beside what it is measured against: `make bench-model`.

In one run, on the same messages: the int8 model (1 and 2 threads; one message at a time and batches of 32),
the same weights in float32 through a pipeline of `transformers`, TF-IDF with a logistic regression, and the
most int8 products that this machine does. Then the start of a process, and messages that arrive together.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from benchmarks.machine import machine
from benchmarks.model.peak import peak
from benchmarks.model.same_weights import fp32_pipeline
from benchmarks.model.words_only import read, words_only
from signals.encoder.onnx import OnnxEncoder
from signals.encoder.place import MODEL_DIRECTORY
from signals.evaluation.sentences import development
from signals.reading import EMOTIONS

BATCH = 32
MESSAGES = 512
TOGETHER = 8
Reads = Callable[[Sequence[str]], object]


def messages() -> list[str]:
    """Return the same messages in every run: development sentences of both languages, evenly drawn."""
    texts = [row.text for row in development() if row.source in ("factors", "acts")]
    return texts[:: max(1, len(texts) // MESSAGES)][:MESSAGES]


def alone(read_one: Reads, texts: Sequence[str], most: int = 160) -> float:
    """Return the median milliseconds of a message read alone."""
    for text in texts[:8]:
        read_one([text])
    taken = []
    for text in texts[:most]:
        start = time.perf_counter()
        read_one([text])
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def in_batches(read_many: Reads, texts: Sequence[str], seconds: float = 4.0) -> float:
    """Return messages a second; `read_many` makes its own batches."""
    read_many(texts[:BATCH])
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        read_many(texts)
        done += len(texts)
    return done / (time.perf_counter() - start)


def operations(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    """Return the int8 operations of a mean message: every weight but the word pieces' once per token."""
    tokens = np.mean([len(one.ids) + 2 for one in encoder.tokenizer.encode_batch(list(texts))])
    weights = 12 * (384 * 1152 + 384 * 384 + 2 * 384 * 1536)
    return float(2 * weights * tokens)


def arriving_together(encoder: OnnxEncoder, texts: Sequence[str]) -> tuple[float, float]:
    """Return the milliseconds until the last of eight messages is answered: each by itself, as one batch."""
    groups = [texts[at : at + TOGETHER] for at in range(0, 160, TOGETHER)]
    with ThreadPoolExecutor(TOGETHER) as pool:

        def apart(group: Sequence[str]) -> None:
            list(pool.map(lambda text: encoder.scores([text]), group))

        return _median(apart, groups), _median(encoder.scores, groups)


def _median(answer: Callable[[Sequence[str]], object], groups: Sequence[Sequence[str]]) -> float:
    taken = []
    for group in groups:
        start = time.perf_counter()
        answer(group)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


_START = """
import time
begin = time.perf_counter()
from signals.encoder.onnx import OnnxEncoder
imported = time.perf_counter()
OnnxEncoder.load().scores(["bonjour"])
memory = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{imported - begin:.2f} {time.perf_counter() - begin:.2f} "
      f"{memory / 1024:.0f}")
"""


def start() -> tuple[float, float, float]:
    """Return, of a fresh process, seconds to import, to the first reading, and MiB; median of five."""
    runs = [
        [float(part) for part in subprocess.run(
            [sys.executable, "-c", _START], capture_output=True, text=True, check=True
        ).stdout.split()]
        for _ in range(5)
    ]  # fmt: skip
    imported, first, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    return imported, first, memory


def main() -> None:
    print(machine())
    texts = messages()
    longer = [text for text in texts if 60 <= len(text) <= 110]
    one, two = OnnxEncoder.load(threads=1), OnnxEncoder.load(threads=2)
    words = words_only()
    pipe = fp32_pipeline(MODEL_DIRECTORY)

    def library(group: Sequence[str]) -> object:
        return pipe(sorted(group, key=len), batch_size=1 if len(group) == 1 else BATCH)

    ours = np.array([scores.emotions for scores in one.scores(texts)])
    named = [{part["label"]: part["score"] for part in answer} for answer in pipe(texts)]
    theirs = np.array([[answer[name] for name in EMOTIONS] for answer in named])
    print(f"{len(texts)} messages; int8 and float32 differ by {np.abs(ours - theirs).mean():.4f} on average")

    torch.set_num_threads(1)
    rows = {
        "this model, int8, 1 thread": (alone(one.scores, longer), in_batches(one.scores, texts)),
        "same weights, transformers fp32, 1 thread": (alone(library, longer), in_batches(library, texts)),
        "TF-IDF and logistic regression": (
            alone(lambda group: read(words, group), longer),
            in_batches(lambda group: read(words, group), texts),
        ),
    }
    torch.set_num_threads(2)
    rows["this model, int8, 2 threads"] = (alone(two.scores, longer), in_batches(two.scores, texts))
    rows["same weights, transformers fp32, 2 threads"] = (alone(library, longer), in_batches(library, texts))
    print(f"{'':44}{'alone, ms':>10}{'batches of 32, messages/s':>28}")
    for name, (milliseconds, rate) in rows.items():
        print(f"{name:44}{milliseconds:10.2f}{rate:28.0f}")
    int8, library1 = rows["this model, int8, 1 thread"], rows["same weights, transformers fp32, 1 thread"]
    print(f"ratio, one thread: alone {library1[0] / int8[0]:.1f}, batches {int8[1] / library1[1]:.1f}")
    for threads, rate in ((1, int8[1]), (2, rows["this model, int8, 2 threads"][1])):
        most = peak(threads)
        done = rate * operations(one, texts) / 1e9
        print(
            f"int8 products, {threads} thread(s): peak {most:.0f} Gop/s; whole readings at batch 32 reach "
            f"{done:.0f}, {done / most:.0%}; the graph alone {graph_share(one, threads, most):.0%}"
        )
    apart, batch = arriving_together(two, texts)
    print(
        f"{TOGETHER} messages at once, 2 threads: {apart:.0f} ms each by itself, {batch:.0f} ms as one batch"
    )
    imported, first, memory = start()
    print(f"start: {imported:.2f} s to import, {first:.2f} s to the first reading, {memory:.0f} MiB")


def graph_share(encoder: OnnxEncoder, threads: int, most: float, length: int = 24) -> float:
    """Return the share of `most` that the graph reaches on 32 rows of `length` tokens, without text."""
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
    return 2 * 12 * (384 * 1152 + 384 * 384 + 2 * 384 * 1536) * BATCH * length / taken / 1e9 / most


if __name__ == "__main__":
    main()
