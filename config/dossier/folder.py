"""Writing the dossier: a folder that is whole or not there, and that replaces nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


class FolderRefused(Exception):
    """The folder cannot be written; the sentence says why and what to do."""


def write_folder(out: Path, files: Mapping[str, str]) -> None:
    """Write `files` (name: text) as the new folder `out`; raise FolderRefused when it exists or cannot be."""
    if os.path.lexists(out):
        raise FolderRefused(f"{out} exists already: name a new folder with --out, nothing is overwritten.")
    if not out.absolute().parent.is_dir():
        raise FolderRefused(f"The folder {out.absolute().parent} does not exist: create it first.")
    writing = out.absolute().with_name(f".{out.absolute().name}.{secrets.token_hex(4)}")
    try:
        writing.mkdir()
        for name, text in files.items():
            with (writing / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        writing.rename(out)
    except OSError as error:
        raise FolderRefused(f"{out} cannot be written: {error.strerror}. Name another folder.") from None
    finally:
        shutil.rmtree(writing, ignore_errors=True)
