"""The kernel's wall: what is not given cannot be opened, by any means that Python or SQLite have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config.confinement import Confined, Unconfined, confine

PROBE = """
import os, pathlib, sqlite3, subprocess, sys
from config.confinement import Confined, confine
allowed, forbidden = map(pathlib.Path, sys.argv[1:])
outcome = confine(writable=[allowed])
print(type(outcome).__name__)
(allowed / "written").write_text("yes")
sqlite3.connect(allowed / "mine.db").execute("create table t (x)")
def refused(attempt):
    try:
        attempt()
    except (PermissionError, sqlite3.OperationalError):
        return True
    return False
secret = forbidden / "intake.db"
print(refused(lambda: secret.read_bytes()))
print(refused(lambda: os.listdir(forbidden)))
print(refused(lambda: sqlite3.connect(secret).execute("select * from contributions")))
print(refused(lambda: secret.rename(allowed / "stolen")))
print(subprocess.run([sys.executable, "-c", f"open({str(secret)!r})"], capture_output=True).returncode != 0)
"""


def test_a_confined_process_opens_its_own_folder_and_no_other(tmp_path: Path) -> None:
    allowed, forbidden = tmp_path / "releases", tmp_path / "intake"
    allowed.mkdir()
    forbidden.mkdir()
    (forbidden / "intake.db").write_bytes(b"secret")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(allowed), str(forbidden)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    kind, *refusals = done.stdout.split()
    if kind == "Unconfined":  # a kernel without Landlock: the outcome says so and nothing pretends
        return
    assert kind == "Confined"
    assert refusals == ["True"] * 5


def test_what_cannot_be_confined_is_said(tmp_path: Path) -> None:
    outcome = confine(writable=[tmp_path / "not-there"])
    assert isinstance(outcome, Unconfined)
    assert "docs/operations.md" in outcome.reason
    assert not isinstance(outcome, Confined)
