"""A process that is held to AVX-512 is refused matrix tiles, and nothing else."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from benchmarks.model.avx512 import hold_to_avx512

ASK_FOR_TILES = """
import ctypes
linux = ctypes.CDLL(None, use_errno=True)
print(linux.syscall(158, 0x1023, 18), ctypes.get_errno())
open("/proc/self/status").close()
"""

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64" or sys.platform != "linux", reason="AVX-512 is of x86-64"
)


def test_tiles_are_refused_and_the_process_goes_on() -> None:
    held = subprocess.run(
        [sys.executable, "-c", ASK_FOR_TILES],
        capture_output=True, text=True, check=True, preexec_fn=hold_to_avx512,
    )  # fmt: skip
    assert held.stdout.split() == ["-1", "1"], "refused: not permitted"
