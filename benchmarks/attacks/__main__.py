"""Run every attack: `python -m benchmarks.attacks [--organisations 2000] [--seed 1]`, or `make attack`.

Writes config/dossier/attacks.json and docs/attacks.md, and prints the table; with fewer than 2,000
organisations it prints only. The status is 1 when an attack succeeds against Havre, or no control works.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from multiprocessing import get_context

from benchmarks.attacks import page, suite, table
from benchmarks.attacks.organisations import sizes
from benchmarks.machine import machine

ENOUGH = 2_000


def main() -> int:
    """The command."""
    reader = argparse.ArgumentParser(
        prog="benchmarks.attacks", description="Attack the naive rules, then Havre."
    )
    reader.add_argument("--organisations", type=int, default=ENOUGH)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    start = time.monotonic()
    totals, people = table.Totals(), 0
    work = [
        (headcount, asked.seed * 1_000_003 + number)
        for number, headcount in enumerate(sizes(asked.organisations, asked.seed))
    ]
    cores = len(os.sched_getaffinity(0))
    # Large organisations take a hundred times as long as small ones: handed out one by one.
    with get_context("spawn").Pool(cores) as pool:
        for outcome, persons in pool.imap_unordered(suite.attack_simulated, work):
            totals.add(outcome)
            people += persons
            if totals.organisations % 20 == 0 or totals.organisations == len(work):
                spent = time.monotonic() - start
                line = f"\r{totals.organisations:5} of {len(work)} organisations, {spent:4.0f} s"
                print(line, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    result = totals.result(
        seed=asked.seed,
        machine=machine(),
        date=datetime.now(UTC).date().isoformat(),
        seconds=time.monotonic() - start,
        people=people,
    )
    if asked.organisations >= ENOUGH:
        table.write(result)
        page.write(result)
    print(page.as_text(result))
    return int(not page.holds(result))


if __name__ == "__main__":
    sys.exit(main())
