"""The key list: the public key of every unit and term, in a chain that can only grow.

Passes of a unit are told from those of another by the key that signed them. A server that gave one person a
key of their own could therefore recognise that person's pass (a *key partition*). So every key stands in one
public list, the same for everyone; a browser refuses a key that is not in it; and each entry carries the
digest of the one before, so that two people who compare the last digest have compared everything before it.

An entry's `body` is its exact text: whoever checks the chain (the browser too) hashes the text as it came
and never has to write it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from signals.contributions import base64url
from signals.contributions.unit_ids import is_unit_id
from signals.contributions.windows import TERM_WEEKS, Window, parse_window

KEY_BITS = 3072
"""The size of a unit's key (design, section 5)."""

EXPONENT = 65537

_FORMAT = 1


class KeyListBroken(ValueError):
    """The texts are not a key list; the sentence says which entry and why."""


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """The public key of one unit: `modulus` is 384 bytes in base64url, the exponent is always 65537."""

    unit: str
    modulus: str

    @classmethod
    def of(cls, unit: str, key: RSAPublicKey) -> PublishedKey:
        """The entry of `key`; ValueError when it is not a key of the size and exponent that passes use."""
        numbers = key.public_numbers()
        if key.key_size != KEY_BITS or numbers.e != EXPONENT:
            raise ValueError(f"The key of {unit} must have {KEY_BITS} bits and the exponent {EXPONENT}.")
        return cls(unit, base64url.encode(numbers.n.to_bytes(KEY_BITS // 8, "big")))

    def public_key(self) -> RSAPublicKey:
        """The key itself; ValueError when the modulus is not one."""
        content = base64url.decode(self.modulus)
        modulus = int.from_bytes(content or b"", "big")
        whole = content is not None and len(content) == KEY_BITS // 8
        if not whole or modulus.bit_length() != KEY_BITS or modulus % 2 == 0:
            raise ValueError(f"The key of {self.unit} is no odd number of {KEY_BITS} bits.")
        return RSAPublicNumbers(EXPONENT, modulus).public_key()


@dataclass(frozen=True)
class KeyListEntry:
    """Keys published together, all of one `term` (a window id of 13 weeks), after the entry `previous`."""

    term: str
    keys: tuple[PublishedKey, ...]
    previous: str | None

    @classmethod
    def after(cls, before: KeyList, term: Window, keys: Iterable[PublishedKey]) -> KeyListEntry:
        """The entry that adds `keys` to the list `before`."""
        return cls(term.id, tuple(sorted(keys, key=lambda key: key.unit)), before.head)

    @cached_property
    def body(self) -> str:
        """The entry's exact text: canonical JSON in ASCII."""
        content = {
            "format": _FORMAT,
            "keys": [{"modulus": key.modulus, "unit": key.unit} for key in self.keys],
            "previous": self.previous,
            "term": self.term,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return hashlib.sha256(self.body.encode("ascii")).hexdigest()


@dataclass(frozen=True)
class KeyList:
    """Every entry, oldest first. Raises KeyListBroken when they are no chain, or give a unit two keys."""

    entries: tuple[KeyListEntry, ...] = ()

    def __post_init__(self) -> None:
        """Check the chain."""
        head: str | None = None
        known: set[tuple[str, str]] = set()
        for place, entry in enumerate(self.entries):
            if entry.previous != head:
                raise KeyListBroken(f"Entry {place} of the key list does not follow the one before it.")
            if not entry.keys or [key.unit for key in entry.keys] != sorted({key.unit for key in entry.keys}):
                raise KeyListBroken(f"Entry {place} of the key list must name units, each once, in order.")
            for key in entry.keys:
                if (key.unit, entry.term) in known:
                    raise KeyListBroken(f"Entry {place} of the key list gives {key.unit} a second key.")
                known.add((key.unit, entry.term))
            head = entry.digest

    @classmethod
    def read(cls, bodies: Sequence[str]) -> KeyList:
        """The list whose entries have these exact texts."""
        return cls(tuple(_read(place, body) for place, body in enumerate(bodies)))

    @property
    def head(self) -> str | None:
        """The digest of the newest entry, which stands for the whole list; None when it is empty."""
        return self.entries[-1].digest if self.entries else None

    def newest_of(self, term: Window) -> str | None:
        """The digest of the newest entry of `term`; None when no key of that term is published."""
        return next((entry.digest for entry in reversed(self.entries) if entry.term == term.id), None)

    def units_of(self, term: Window) -> frozenset[str]:
        """The units that have a key in `term`."""
        return frozenset(unit for unit, of_term in self._keys if of_term == term.id)

    def key(self, unit: str, term: Window) -> RSAPublicKey | None:
        """The key of `unit` in `term`, None when there is none."""
        return self._keys.get((unit, term.id))

    @cached_property
    def _keys(self) -> dict[tuple[str, str], RSAPublicKey]:
        return {(key.unit, entry.term): key.public_key() for entry in self.entries for key in entry.keys}


def _read(place: int, body: str) -> KeyListEntry:
    try:
        content = json.loads(body)
        keys = tuple(PublishedKey(key["unit"], key["modulus"]) for key in content["keys"])
        entry = KeyListEntry(content["term"], keys, content["previous"])
        sound = parse_window(entry.term).weeks == TERM_WEEKS and all(is_unit_id(key.unit) for key in keys)
        for key in keys:
            key.public_key()
        # A text that says the same otherwise has another digest than the one we would publish.
        canonical = entry.body == body
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyListBroken(f"Entry {place} of the key list cannot be read.") from None
    if not (sound and canonical):
        raise KeyListBroken(f"Entry {place} of the key list is not written as it should be.")
    return entry
