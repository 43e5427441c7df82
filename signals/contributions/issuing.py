"""Issuing: an invitation is exchanged, once, for a blind signature under the key of its unit.

The server sees who is entitled (the invitation) and signs what it cannot read (the blinded message). What it
keeps is the SHA-256 of the blinded message, in the invitation's row: a random number that tells nothing of
the credential, kept so that the very same request can be answered again when its answer was lost on the
way, and no other one ever is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from signals.contributions import blind_rsa
from signals.contributions.blind_rsa import BlindSignatureError
from signals.contributions.invitations import Malformed, code_hash
from signals.contributions.store import IntakeUnavailable, InvitationNotTaken, IssuingStore
from signals.contributions.windows import Calendar, Window


class UnitKeys(Protocol):
    """The private keys, at the edge (config/unit_keys.py)."""

    def private_key(self, unit: str, term: Window) -> RSAPrivateKey | None:
        """The key of `unit` in `term`; None when it was not made, or is destroyed."""
        ...


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitation is good: it gives a credential of `unit` for `term`. Nothing was used up."""

    unit: str
    term: Window


@dataclass(frozen=True, slots=True)
class Signed:
    """The invitation is used, and this is the signature of the blinded message."""

    unit: str
    term: Window
    blind_signature: bytes


@dataclass(frozen=True, slots=True)
class InvitationRefused:
    """Why not: the code is mistyped, not one of this term, or used (by another request); the blinded message
    is none (`refused`); or the store or the unit's key is away for now, and the invitation is not used.
    """

    reason: Literal["malformed", "unknown", "used", "refused", "unavailable"]


@dataclass(frozen=True, slots=True)
class Issuing:
    """The two acts of issuing, on a store and the private keys."""

    store: IssuingStore
    keys: UnitKeys
    calendar: Calendar

    def look(self, code: str, now: datetime) -> Invited | InvitationRefused:
        """What the invitation `code` is good for; looking uses nothing up."""
        term = self.calendar.term_at(now)
        found = self._find(code, term)
        if isinstance(found, InvitationRefused):
            return found
        return InvitationRefused("used") if found.used else Invited(found.unit, term)

    def sign(self, code: str, blinded: bytes, now: datetime) -> Signed | InvitationRefused:
        """Sign `blinded` and use the invitation up; the same `blinded` again gets the same answer."""
        term = self.calendar.term_at(now)
        found = self._find(code, term)
        if isinstance(found, InvitationRefused):
            return found
        key = self.keys.private_key(found.unit, term)
        if key is None:
            return InvitationRefused("unavailable")
        try:
            # Signed before the invitation is used up, given out after: whatever stops in between, nothing is
            # lost, and nothing leaves that was not paid for.
            signature = blind_rsa.blind_sign(key, blinded)
            taken = self.store.take_invitation(found.code_hash, term, hashlib.sha256(blinded).digest())
        except BlindSignatureError:
            return InvitationRefused("refused")
        except IntakeUnavailable:
            return InvitationRefused("unavailable")
        if isinstance(taken, InvitationNotTaken):
            return InvitationRefused(taken.reason)
        return Signed(taken.unit, term, signature)

    def _find(self, code: str, term: Window) -> _Known | InvitationRefused:
        hashed = code_hash(code)
        if isinstance(hashed, Malformed):
            return InvitationRefused("malformed")
        try:
            found = self.store.invitation(hashed, term)
        except IntakeUnavailable:
            return InvitationRefused("unavailable")
        return InvitationRefused("unknown") if found is None else _Known(hashed, found.unit, found.used)


@dataclass(frozen=True, slots=True)
class _Known:
    code_hash: bytes
    unit: str
    used: bool
