"""Invitations: a code on paper or in a link that is exchanged once for a credential.

The store keeps the hash of a code, its unit, its term and whether it was used; never to whom it was given,
nor when. A code has 94 bits of chance, so its plain hash cannot be turned back by trying.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that no hand and no font confuses (no 0/O, no 1/I/L); a prime number, for the check sign."""

RANDOM_SIGNS = 19
"""How many signs are drawn by chance; a check sign follows them."""

_GROUP = 5
_LONGEST_TYPED = 64
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class Malformed:
    """What was typed is not an invitation: a sign is missing, foreign, or wrong (the check sign does not
    agree).
    """


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code just drawn: as it is given to the person, and the hash that the store keeps of it."""

    written: str
    hash: bytes


def draw_code() -> FreshCode:
    """A fresh code, written in four groups of five signs like `K7QM3-XWD9F-HTPZ4-BC8NR`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    whole = signs + check_sign(signs)
    written = "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))
    return FreshCode(written, _hash(whole))


def code_hash(typed: str) -> bytes | Malformed:
    """The 32-byte hash under which the code `typed` is stored; spaces, dashes and lower case do not matter.

    The check sign catches every single wrong sign and every exchange of two neighbours, so that a slip of the
    finger is told apart from a code that does not exist.
    """
    if len(typed) > _LONGEST_TYPED:
        return Malformed()
    signs = bare_signs(typed)
    if len(signs) != RANDOM_SIGNS + 1 or any(sign not in _VALUES for sign in signs):
        return Malformed()
    if check_sign(signs[:-1]) != signs[-1]:
        return Malformed()
    return _hash(signs)


def _hash(signs: str) -> bytes:
    return hashlib.sha256(b"havre invitation 1\0" + signs.encode("ascii")).digest()


def bare_signs(typed: str) -> str:
    """The signs of a code as people type it: upper case, without the spaces and dashes between groups."""
    return "".join(sign for sign in typed.upper() if sign not in "-–—‐‑.· \t\r\n\u00a0\u202f")


def check_sign(signs: str) -> str:
    """The sign that follows `signs` (30 at most) and catches any single slip and any swap of neighbours."""
    # The weights from 1 on are all different and non-zero modulo the prime 31: no single slip and no swap
    # sums to nothing.
    return ALPHABET[sum(weight * _VALUES[sign] for weight, sign in enumerate(signs, start=1)) % len(ALPHABET)]
