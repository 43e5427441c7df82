"""How fast something reads messages: alone, in batches, and from the start of a process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Reads = Callable[[Sequence[str]], object]


def alone(read_one: Reads, texts: Sequence[str]) -> float:
    """Return the median milliseconds of each of `texts` read alone, after a few that warm up."""
    for text in texts[:8]:
        read_one([text])
    return statistics.median(_milliseconds(read_one, [text]) for text in texts)


def alone_in_turns(readers: Mapping[str, Reads], texts: Sequence[str], rounds: int = 5) -> dict[str, float]:
    """Return what `alone` gives for each reader, the median of some rounds in which all take their turn: a
    machine that is slow for some seconds is slow for all."""
    found: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            found[name].append(alone(read, texts))
    return {name: statistics.median(times) for name, times in found.items()}


def in_groups(read_many: Reads, groups: Sequence[Sequence[str]]) -> float:
    """Return the median milliseconds of a group."""
    return statistics.median(_milliseconds(read_many, group) for group in groups)


def in_batches(read_many: Reads, texts: Sequence[str], seconds: float = 4.0) -> float:
    """Return messages a second; `read_many` makes its own batches."""
    read_many(texts[:32])
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        read_many(texts)
        done += len(texts)
    return done / (time.perf_counter() - start)


def _milliseconds(read: Reads, texts: Sequence[str]) -> float:
    start = time.perf_counter()
    read(texts)
    return (time.perf_counter() - start) * 1000


_START = """
import time
begin = time.perf_counter()
from signals.encoder.onnx import OnnxEncoder
imported = time.perf_counter()
OnnxEncoder.load().scores(["bonjour"])
first = time.perf_counter()
memory = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{imported - begin:.3f} {first - begin:.3f} {memory / 1024:.0f}")
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Of a fresh process: seconds to import, seconds to the first reading, MiB at most."""

    imported: float
    first: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.imported:.2f} s to import, {self.first:.2f} s to the first reading, {self.memory:.0f} MiB"
        )


def start(times: int = 5) -> Start:
    """Return the median of some starts."""
    runs = [
        subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
        for _ in range(times)
    ]
    columns = zip(*([float(part) for part in run.stdout.split()] for run in runs), strict=True)
    return Start(*(statistics.median(column) for column in columns))
