"""How fast the encoder reads: `python -m benchmarks.encoder`. Prints the machine with the figures.

Median milliseconds of one message alone and messages per second in batches of 32, with 1 and 2 threads; the
start, from nothing to the first reading; the memory of a process that does nothing else.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.machine import machine
from signals.danger.gate import Gate
from signals.encoder.onnx import OnnxEncoder
from signals.reader import Reader

MESSAGES = (
    "j'en peux plus de mon chef, il me parle mal devant tout le monde et personne ne dit rien",
    "bof",
    "On nous demande de faire le travail de trois personnes et les délais n'ont pas bougé.",
    "My manager took credit for my report again and I had to smile through the meeting.",
    "Merci, ça m'a fait du bien d'en parler ce soir.",
    "I slept badly and I'm dreading tomorrow's shift, the patients have been aggressive all week.",
    "Est-ce que mon employeur peut lire ce que j'écris ici ?",
    "We finally hired two people, I can breathe and take a proper lunch break.",
)


def alone(encoder: OnnxEncoder, seconds: float = 2.0) -> float:
    """Return the median milliseconds of one message read alone."""
    taken = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for message in MESSAGES:
            start = time.perf_counter()
            encoder.scores([message])
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def in_batches(encoder: OnnxEncoder, seconds: float = 3.0) -> float:
    """Return the messages read per second in batches of 32."""
    batch = list(MESSAGES) * 16
    encoder.scores(batch)
    read = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        encoder.scores(batch)
        read += len(batch)
    return read / (time.perf_counter() - start)


def whole_reading(seconds: float = 2.0) -> float:
    """Return the median milliseconds of a reading: danger gate and encoder, one thread."""
    reader = Reader(Gate.load(), OnnxEncoder.load())
    taken = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for message in MESSAGES:
            start = time.perf_counter()
            reader.read(message, "fr")
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


_START = """
import resource, time
begin = time.perf_counter()
from signals.encoder.onnx import OnnxEncoder
imported = time.perf_counter()
OnnxEncoder.load().scores(["bonjour"])
first = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{imported - begin:.2f} s to import, {first - imported:.2f} s to load and read one, {peak:.0f} MiB")
"""


def main() -> None:
    """Print every figure with the machine it was measured on."""
    load = Path("/proc/loadavg")
    busy = load.read_text(encoding="utf-8").split()[0] if load.exists() else "unknown"
    print(f"{machine()}, load {busy}")
    started = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    print("start:", started.stdout.strip())
    for threads in (1, 2):
        encoder = OnnxEncoder.load(threads=threads)
        print(
            f"{threads} thread(s): {alone(encoder):.1f} ms per message alone (median),"
            f" {in_batches(encoder):.0f} messages/s in batches of 32"
        )
    print(f"a whole reading, gate included: {whole_reading():.1f} ms (median)")
    print(f"memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
