"""The secrets of an installation: files under `keys/` in the data directory, readable by their owner alone.

- `keys/employee/state/<day>.key`: the keys that seal conversation states, one a day, destroyed after two
days;
  read by the employee app. A state that somebody kept cannot be opened by anybody from then on.
- `keys/staff/session.key`: the key of the staff app's sessions; read by the staff app.

The worker makes and destroys the keys of days; `havre init` makes the other. The keys that sign passes are in
config/unit_keys.py. A key never leaves its file but into the memory of its reader, and is never printed.
"""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from pathlib import Path

from config.key_files import destroy, write_once

KEY_BYTES = 32
SECONDS_A_DAY = 86_400


class KeyUnreadable(Exception):
    """A key is missing or damaged; the sentence says which file and what to do."""


class StateKeys:
    """The keys of days in one folder: made on first use, shared by every process that reads the folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which `make_keys` creates."""
        self._folder = folder
        self._known: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def key_for(self, day: int) -> bytes:
        """The 32-byte key of `day` (whole days since 1970, in UTC), the same in every process.

        When the folder cannot be written, a key of this process serves: people can go on talking.
        """
        with self._lock:
            if day not in self._known:
                for old in [known for known in self._known if known < day - 1]:
                    del self._known[old]
                self._known[day] = self._read_or_make(day)
            return self._known[day]

    def rotate(self, now: datetime) -> None:
        """Make the keys of today and tomorrow, and destroy those that opened their last state (before
        yesterday).
        """
        today = int(now.timestamp()) // SECONDS_A_DAY
        for day in (today, today + 1):
            _make_once(self._path(day))
        for path in self._folder.glob("*.key"):
            if path.stem.isdecimal() and int(path.stem) < today - 1:
                destroy(path)

    def _read_or_make(self, day: int) -> bytes:
        path = self._path(day)
        try:
            _make_once(path)
            return _read(path)
        except (OSError, KeyUnreadable):
            return secrets.token_bytes(KEY_BYTES)

    def _path(self, day: int) -> Path:
        return self._folder / f"{day}.key"


def make_keys(employee_keys: Path, staff_keys: Path) -> None:
    """Make every key that does not exist yet; those that exist stay."""
    for folder in (employee_keys, employee_keys / "state", staff_keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_once(staff_keys / "session.key")


def state_keys(employee_keys: Path) -> StateKeys:
    """The key ring of conversation states."""
    return StateKeys(employee_keys / "state")


def staff_session_key(staff_keys: Path) -> bytes:
    """The key of the staff app's sessions; raise KeyUnreadable when it was never made."""
    return _read(staff_keys / "session.key")


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise KeyUnreadable(f"There is no key at {path}: run `havre init` first.") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(
            f"The key at {path} is damaged: put back its backup, or remove it and `havre init`."
        )
    return key


def _make_once(path: Path) -> None:
    write_once(path, secrets.token_hex(KEY_BYTES) + "\n")
