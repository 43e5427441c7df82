"""Credentials: the right to be counted once per window, in one unit, for one term.

A credential is a random number that the person's own browser drew, under a signature that the server gave
without seeing it (a blind signature, RFC 9474: RSABSSA-SHA384-PSS-Randomized). The key that signed it says
the unit and the term; nothing says the person. The server keeps none, and nobody who has every store and
every log can tell which credential came from which invitation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from signals.contributions import base64url, blind_rsa
from signals.contributions.key_list import KEY_BITS
from signals.contributions.unit_ids import LONGEST_UNIT, is_unit_id
from signals.contributions.windows import TERM_WEEKS, Calendar, Window, parse_window

PREPARED_BYTES = 64
"""What is signed: 32 random bytes that RFC 9474 puts first, then 32 of the serial number."""

SIGNATURE_BYTES = KEY_BITS // 8

LONGEST_TOKEN = LONGEST_UNIT + 16 + 86 + 512 + 3
"""The longest token that is read at all, in characters: unit, term, prepared, signature, separators."""

_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Credential:
    """One person's right to count in `unit` during `term`: the signed random bytes and their signature."""

    unit: str
    term: Window
    prepared: bytes
    signature: bytes

    @property
    def token(self) -> str:
        """The written form, which travels: `unit~term~prepared~signature`."""
        signed = (base64url.encode(self.prepared), base64url.encode(self.signature))
        return _SEPARATOR.join((self.unit, self.term.id, *signed))


@dataclass(frozen=True, slots=True)
class CredentialRefused:
    """Why a token is not accepted: it cannot be read, no published key of its unit signed it, or its term
    is not the current one.
    """

    reason: Literal["malformed", "forged", "expired"]


class PublishedKeys(Protocol):
    """Where the public keys are looked up: the key list."""

    def key(self, unit: str, term: Window) -> RSAPublicKey | None:
        """The published key of `unit` in `term`, None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialVerifier:
    """Tells a credential from everything else, with public keys alone."""

    keys: PublishedKeys
    calendar: Calendar

    def verify(self, token: str, now: datetime) -> Credential | CredentialRefused:
        """The credential that `token` carries, when it is one of the term current at `now`."""
        credential = parse_token(token)
        if isinstance(credential, CredentialRefused):
            return credential
        if credential.term != self.calendar.term_at(now):
            return CredentialRefused("expired")
        key = self.keys.key(credential.unit, credential.term)
        if key is None or not blind_rsa.verify(key, credential.prepared, credential.signature):
            return CredentialRefused("forged")
        return credential


def parse_token(token: str) -> Credential | CredentialRefused:
    """The credential as `token` writes it, its signature not yet looked at."""
    if len(token) > LONGEST_TOKEN or token.count(_SEPARATOR) != 3:
        return CredentialRefused("malformed")
    unit, written_term, *signed = token.split(_SEPARATOR)
    prepared, signature = (base64url.decode(part) for part in signed)
    if prepared is None or signature is None or not is_unit_id(unit):
        return CredentialRefused("malformed")
    try:
        term = parse_window(written_term)
    except ValueError:
        return CredentialRefused("malformed")
    credential = Credential(unit, term, prepared, signature)
    lengths = (len(prepared), len(signature), term.weeks)
    if lengths != (PREPARED_BYTES, SIGNATURE_BYTES, TERM_WEEKS) or credential.token != token:
        return CredentialRefused("malformed")
    return credential
