"""Confining a process to the folders it needs, by the kernel (Landlock, Linux 5.13 and newer).

The staff application must not be able to read a contribution even when it is fully compromised, so the wall
cannot be made of our own code: once `confine` has returned `Confined`, neither this process nor any of its
children can open anything outside the folders given, and nothing can lift it.
"""

from __future__ import annotations

import resource
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from py_landlock import AccessFs, Landlock, LandlockError, get_abi_version

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc", "/proc", "/sys", "/dev", "/run")
CODE = ("chatbot", "signals", "reporting", "referrals", "config")
ROOT = Path(__file__).resolve().parents[1]
READ_FOLDER = AccessFs.READ_FILE | AccessFs.READ_DIR


@dataclass(frozen=True, slots=True)
class Confined:
    """From now on the kernel refuses every other folder."""


@dataclass(frozen=True, slots=True)
class Unconfined:
    """The kernel cannot do it; `reason` is a sentence for the log."""

    reason: str


def forbid_core_dumps() -> None:
    """Let this process and its children leave no image of their memory on the disk when they crash: a message
    or a key could stand in it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def code_folders() -> frozenset[Path]:
    """Return the folders that running Havre reads: the system's, Python's, the installed packages', ours."""
    places = {Path(place) for place in SYSTEM}
    places |= {Path(place) for place in sysconfig.get_paths().values()}
    places |= {Path(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    places |= {Path(sys.executable).resolve().parents[1]}
    places |= {ROOT / name for name in CODE}
    return frozenset(place.resolve() for place in places if place.exists())


def confine(
    writable: Iterable[Path], readable: Iterable[Path] = (), ports: Iterable[int] = ()
) -> Confined | Unconfined:
    """Leave this process only the code, `readable`, and (to write) `writable` and /dev (shared memory).

    It may go on answering on a socket that listens already, and (Linux 6.7 and newer) can open no other TCP
    connection but to `ports` (of a database, of a model server): no library in it can report to anybody. A
    database on a Unix socket needs none.

    The temporary folder is left out on purpose: stores under it would be open. Call it before the process
    starts threads: Landlock binds the calling thread and those started later. Raises LandlockError when the
    kernel could confine the process and a folder is wrong: an app without its wall must not start.
    """
    try:
        get_abi_version()
    except LandlockError as problem:
        return Unconfined(
            f"The kernel cannot confine this process ({type(problem).__name__}); see docs/operations.md."
        )
    rules = Landlock(strict=False).allow_all_scope()
    rules.allow_read(*code_folders())
    rules.allow_execute(*code_folders())
    for place in readable:
        # The right to list a folder means nothing on a file, and the kernel refuses it there.
        rules.add_path_rule(place, access=READ_FOLDER if place.is_dir() else AccessFs.READ_FILE)
    rules.allow_read_write(*writable, "/dev")
    for port in ports:
        rules.allow_network(port, bind=False, connect=True)
    rules.apply()
    return Confined()
