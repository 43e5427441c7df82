"""The private keys of the units: `keys/employee/units/<term>/<unit>.pem`, read by the employee app alone.

Made by `havre init` and the worker before a term begins, destroyed when it is over: from then on nobody can
make a pass of that term any more. A key never leaves its file but into the memory of its reader.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from config.key_files import destroy, write_once
from config.keys import KeyUnreadable
from signals.contributions.key_list import EXPONENT, KEY_BITS, PublishedKey
from signals.contributions.windows import TERM_WEEKS, Window, parse_window

MakeKey = Callable[[], RSAPrivateKey]


def new_key() -> RSAPrivateKey:
    """A fresh key; it takes a fifth of a second."""
    return generate_private_key(EXPONENT, KEY_BITS)


class UnitKeyFolder:
    """The keys in one folder; `private_key` remembers those it has read."""

    def __init__(self, folder: Path, make_key: MakeKey = new_key) -> None:
        """Use `folder`, which need not exist yet."""
        self._folder = folder
        self._make_key = make_key
        self._known: dict[tuple[str, str], RSAPrivateKey] = {}
        self._lock = threading.Lock()

    def private_key(self, unit: str, term: Window) -> RSAPrivateKey | None:
        """The key of `unit` in `term`; None when it was not made or is destroyed."""
        place = (unit, term.id)
        with self._lock:
            if place not in self._known:
                self._known = {known: key for known, key in self._known.items() if known[1] == term.id}
                key = _read(self._path(unit, term))
                if key is None:
                    return None
                self._known[place] = key
            return self._known[place]

    def make(self, units: Iterable[str], term: Window) -> tuple[PublishedKey, ...]:
        """Make the keys of `units` in `term` that do not exist; the public halves of all of them.

        On every processor at once: generating a key holds no lock of Python's.
        """
        (self._folder / term.id).mkdir(mode=0o700, parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return tuple(pool.map(lambda unit: self._published(unit, term), units))

    def destroy_before(self, term: Window) -> None:
        """Destroy the keys of every term before `term`."""
        for folder in sorted(self._folder.glob(f"*-{TERM_WEEKS}w")):
            if parse_window(folder.name) < term:
                for path in folder.glob("*.pem"):
                    destroy(path)
                folder.rmdir()

    def _published(self, unit: str, term: Window) -> PublishedKey:
        path = self._path(unit, term)
        key = _read(path)
        if key is None:
            key = self._make_key()
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_once(path, pem.decode("ascii"))
            if path.read_bytes() != pem:
                # Another process was first, and its key is the one that counts.
                return self._published(unit, term)
        return PublishedKey.of(unit, key.public_key())

    def _path(self, unit: str, term: Window) -> Path:
        return self._folder / term.id / f"{unit}.pem"


def _read(path: Path) -> RSAPrivateKey | None:
    try:
        # Trying whether the factors are prime takes a tenth of a second for each unit; that they fit together
        # is known at once, and tells a damaged file.
        key = load_pem_private_key(path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size != KEY_BITS or not _fits_together(key):
        raise KeyUnreadable(f"The key at {path} is damaged: put back its backup.")
    return key


def _fits_together(key: RSAPrivateKey) -> bool:
    private = key.private_numbers()
    public, p, q = private.public_numbers, private.p, private.q
    return (
        p * q == public.n
        and private.d * public.e % math.lcm(p - 1, q - 1) == 1
        and (private.dmp1, private.dmq1) == (private.d % (p - 1), private.d % (q - 1))
        and private.iqmp * q % p == 1
    )
