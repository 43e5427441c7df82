"""How fast the encoder reads: `python -m benchmarks.encoder`. Prints the machine with the figures.

Median milliseconds of one message alone and messages per second in batches of 32, with 1 and 2 threads; the
start, from nothing to the first reading; the memory of a process that does nothing else.
"""

from __future__ import annotations

import resource
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.speed import alone, in_batches, start
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


def main() -> None:
    """Print every figure with the machine it was measured on."""
    load = Path("/proc/loadavg")
    busy = load.read_text(encoding="utf-8").split()[0] if load.exists() else "unknown"
    print(f"{machine()}, load {busy}")
    print(f"start: {start()}")
    for threads in (1, 2):
        encoder = OnnxEncoder.load(threads=threads)
        print(
            f"{threads} thread(s): {alone(encoder.scores, MESSAGES * 20):.1f} ms per message alone (median),"
            f" {in_batches(encoder.scores, MESSAGES * 16):.0f} messages/s in batches of 32"
        )
    reader = Reader(Gate.load(), OnnxEncoder.load())
    whole = alone(lambda texts: [reader.read(text, "fr") for text in texts], MESSAGES * 20)
    print(f"a whole reading, gate included: {whole:.1f} ms (median)")
    print(f"memory of this run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
