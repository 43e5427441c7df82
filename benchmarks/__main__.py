"""Every measurement, one after the other: `make bench`."""

from __future__ import annotations

import runpy

for name in ("turn", "encoder", "acts", "disclosure", "passes"):
    print(f"\n== {name} ==")
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
