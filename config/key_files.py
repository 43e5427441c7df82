"""Writing a secret to a file of its own, once, and destroying it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_once(path: Path, content: str) -> None:
    """Write `content` (ASCII) at `path`, readable by its owner alone, unless there is something already.

    Whole or not at all, and one for all who try together: whoever comes second keeps what the first wrote.
    """
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces a file.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def destroy(path: Path) -> None:
    """Overwrite the file at `path` and remove it; nothing when another process did."""
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
