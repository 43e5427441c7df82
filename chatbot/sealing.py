"""Sealing the state of a conversation, so that it can live in the person's browser and nowhere else.

A sealed state is unreadable and unchangeable without our key, and worthless after its lifetime. The server
keeps nothing between two turns; a state that cannot be opened gets a kind sentence and a fresh start.

Layout, before base64url without padding: version (1 byte), day of the key (4), nonce (12), AES-256-GCM of the
padded plaintext with its tag (16). The plaintext is the expiry as a whole minute (4) and the slots as JSON,
filled with spaces up to the largest size there is: every sealed state is as long as any other, so that the
length on the wire tells neither what was said nor for how long.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STATE_LIMIT = 8 * 1024
"""The largest state that is sealed, in bytes of JSON."""

_VERSION = b"\x01"
_DAY_BYTES = 4
_NONCE_BYTES = 12
_MINUTE_BYTES = 4
_TAG_BYTES = 16
_HEADER_BYTES = len(_VERSION) + _DAY_BYTES
_DOMAIN = b"havre conversation state 1\0"

TOKEN_LIMIT = -(-(_HEADER_BYTES + _NONCE_BYTES + _MINUTE_BYTES + STATE_LIMIT + _TAG_BYTES) * 4 // 3)
"""The length of every sealed state, in characters; nothing longer is read at all."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A state that we sealed and that is still valid."""

    slots: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A state that is not ours or was changed, that is too old, or that is too long to be looked at."""

    reason: Literal["tampered", "expired", "oversized"]


class StateTooLarge(ValueError):
    """The slots do not fit in STATE_LIMIT; the sentence gives both sizes and none of the content."""


class KeyRing(Protocol):
    """Where the sealing keys come from; each day has its own."""

    def key_for(self, day: int) -> bytes:
        """Return the 32-byte key of `day` (whole days since 1970, in UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals states with the key of the day; opens those of today and of the day before, until they expire.

    `lifetime` is counted from the minute of sealing: a state never says more precisely when it was made.
    """

    keys: KeyRing
    lifetime: timedelta

    def __post_init__(self) -> None:
        """Refuse a lifetime that the two accepted keys could not honour."""
        if not timedelta(minutes=1) <= self.lifetime <= timedelta(days=1):
            raise ValueError("The lifetime of a sealed state must be between one minute and one day.")

    def seal(self, slots: Mapping[str, object], now: datetime) -> str:
        """Return `slots` sealed, as text for a form field.

        Raises StateTooLarge over STATE_LIMIT, ValueError when `now` has no time zone.
        """
        written = json.dumps(slots, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        if len(written) > STATE_LIMIT:
            raise StateTooLarge(f"The state takes {len(written)} bytes and may take {STATE_LIMIT}.")
        header = _VERSION + _day(now).to_bytes(_DAY_BYTES, "big")
        expiry = _minute(now) + int(self.lifetime.total_seconds() // 60)
        plain = expiry.to_bytes(_MINUTE_BYTES, "big") + written.ljust(STATE_LIMIT)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.keys.key_for(_day(now))).encrypt(nonce, plain, _DOMAIN + header)
        return base64.urlsafe_b64encode(header + nonce + sealed).rstrip(b"=").decode("ascii")

    def open(self, token: str, now: datetime) -> Opened | Unreadable:
        """Return the slots of a state sealed here, or why it is not read; never raises on any text."""
        if len(token) > TOKEN_LIMIT:
            return Unreadable("oversized")
        parts = _split(token)
        if parts is None:
            return Unreadable("tampered")
        header, nonce, sealed = parts
        day = int.from_bytes(header[len(_VERSION) :], "big")
        if not _day(now) - 1 <= day <= _day(now):
            # The key of that day is no longer used: whatever this is, it is not a conversation of today.
            return Unreadable("expired" if day < _day(now) else "tampered")
        try:
            plain = AESGCM(self.keys.key_for(day)).decrypt(nonce, sealed, _DOMAIN + header)
        except InvalidTag:
            return Unreadable("tampered")
        if int.from_bytes(plain[:_MINUTE_BYTES], "big") <= _minute(now):
            return Unreadable("expired")
        return Opened(json.loads(plain[_MINUTE_BYTES:]))


def _split(token: str) -> tuple[bytes, bytes, bytes] | None:
    try:
        raw = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        return None
    # Base64 has several spellings of the same bytes; only the one we write is ours.
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != token:
        return None
    if len(raw) < _HEADER_BYTES + _NONCE_BYTES + _MINUTE_BYTES + _TAG_BYTES or not raw.startswith(_VERSION):
        return None
    return (
        raw[:_HEADER_BYTES],
        raw[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES],
        raw[_HEADER_BYTES + _NONCE_BYTES :],
    )


def _day(now: datetime) -> int:
    return _minute(now) // (24 * 60)


def _minute(now: datetime) -> int:
    if now.tzinfo is None:
        raise ValueError("The clock must give a time with its time zone.")
    return int(now.timestamp()) // 60
