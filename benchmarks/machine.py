"""What the figures were measured on: a figure without its machine says nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """One line: cores that may be used, processor, memory, system and Python."""
    cores = len(os.sched_getaffinity(0))
    names = [
        line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    processor = names[0] if names else platform.machine()
    return (
        f"{cores} cores of {processor}, {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _lines(path: str) -> list[str]:
    place = Path(path)
    return place.read_text(encoding="utf-8").splitlines() if place.exists() else []
