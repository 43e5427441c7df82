"""The kernel's wall: what is not given cannot be opened, by any means that Python or SQLite have."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from py_landlock import LandlockError, LandlockNotAvailableError, get_abi_version

from config import confinement
from config.confinement import Unconfined, confine

PROBE = """
import os, pathlib, socket, sqlite3, subprocess, sys
from config.confinement import Confined, confine
allowed, forbidden, sheet = map(pathlib.Path, sys.argv[1:])
answering = socket.create_server(("127.0.0.1", 0))
socket.create_connection(answering.getsockname()).close()
outcome = confine(writable=[allowed], readable=[sheet])
sheet.read_text()
print(type(outcome).__name__)
(allowed / "written").write_text("yes")
sqlite3.connect(allowed / "mine.db").execute("create table t (x)")
def refused(attempt):
    try:
        attempt()
    except (PermissionError, sqlite3.OperationalError):
        return True
    return False
answering.accept()[0].close()
secret = forbidden / "intake.db"
print(refused(lambda: secret.read_bytes()))
print(refused(lambda: os.listdir(forbidden)))
print(refused(lambda: sqlite3.connect(secret).execute("select * from contributions")))
print(refused(lambda: secret.rename(allowed / "stolen")))
print(refused(lambda: socket.create_connection(answering.getsockname())))
print(subprocess.run([sys.executable, "-c", f"open({str(secret)!r})"], capture_output=True).returncode != 0)
"""


def kernel_can() -> bool:
    """Whether this kernel has Landlock (Linux 5.13, not switched off)."""
    try:
        return get_abi_version() > 0
    except LandlockError:
        return False


def test_a_confined_process_opens_its_own_folder_and_no_other(tmp_path: Path) -> None:
    allowed, forbidden = tmp_path / "releases", tmp_path / "intake"
    allowed.mkdir()
    forbidden.mkdir()
    (forbidden / "intake.db").write_bytes(b"secret")
    sheet = tmp_path / "organisation.toml"
    sheet.write_text("one file that may be read", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(allowed), str(forbidden), str(sheet)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    if kernel_can():
        kind, *refusals = done.stdout.split()
        network = refusals.pop(4)
        assert (kind, refusals) == ("Confined", ["True"] * 5)
        assert network == str(get_abi_version() >= 4)  # Linux 6.7
    else:
        assert done.stdout.split()[0] == "Unconfined"


REACHING = """
import pathlib, socket, sys
from config.confinement import confine
database, other = (socket.create_server(("127.0.0.1", 0)) for _ in range(2))
path = sys.argv[2] + "/s"
local = socket.socket(socket.AF_UNIX)
local.bind(path)
local.listen()
confine(writable=[pathlib.Path(sys.argv[1])], ports=[database.getsockname()[1]])
def reached(family, address):
    with socket.socket(family) as attempt:
        try:
            attempt.connect(address)
        except PermissionError:
            return False
    return True
print(reached(socket.AF_INET, database.getsockname()), reached(socket.AF_INET, other.getsockname()))
print(reached(socket.AF_UNIX, path))
"""


def test_a_database_on_a_port_or_on_a_socket_is_reached_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            [sys.executable, "-c", REACHING, str(tmp_path / "mine"), elsewhere],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
    network = kernel_can() and get_abi_version() >= 4  # Linux 6.7
    assert done.stdout.split() == ["True", str(not network), "True"]


def test_a_wall_that_cannot_be_built_as_asked_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LandlockError):
        confine(writable=[tmp_path / "not-there"])


def test_a_kernel_that_cannot_is_said_and_nothing_pretends(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> int:
        raise LandlockNotAvailableError

    monkeypatch.setattr(confinement, "get_abi_version", absent)
    outcome = confine(writable=[])
    assert isinstance(outcome, Unconfined)
    assert "docs/operations.md" in outcome.reason
