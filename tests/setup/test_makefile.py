"""The commands of the Makefile: each program that they start is one that the setup makes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
PLACES = {".venv/bin", ".venv/train/bin"}
"""Where config/setup/environment.py puts programs."""


@pytest.mark.parametrize("target", TARGETS)
def test_every_program_is_where_the_setup_puts_it(target: str) -> None:
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True, check=True
    )
    started = re.findall(r"(?:^|\s)(\.venv/\S*bin)/\w+", told.stdout)
    assert set(started) <= PLACES, told.stdout


def test_there_are_targets_in_both_places() -> None:
    assert {"demo", "test", "model"} <= set(TARGETS)
