"""Credentials: the right to be counted once per window, in one unit, for one term.

A credential is a short token signed with Ed25519. It names a unit, a term of 13 weeks and a random serial,
and no person; the server keeps none. A later signature scheme (blind, RFC 9474) takes the place of this one
behind the same `issue` and `verify`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signals.contributions.windows import TERM_WEEKS, Calendar, Window, parse_window

LONGEST_TOKEN = 512
"""The longest token that is read at all, in characters; an issued one has about 300 at most."""

_SERIAL = re.compile(r"[0-9a-f]{32}", re.ASCII)
_UNIT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_DOMAIN = b"havre credential 1\0"


@dataclass(frozen=True, slots=True)
class Credential:
    """One person's right to count in `unit` during `term`; `serial` is random and says nothing else."""

    unit: str
    term: Window
    serial: str


@dataclass(frozen=True, slots=True)
class CredentialRefused:
    """Why a token is not accepted: it cannot be read, its signature is not ours, or its term is not the
    current one.
    """

    reason: Literal["malformed", "forged", "expired"]


@dataclass(frozen=True, slots=True)
class CredentialSigner:
    """Issues and verifies credentials with one Ed25519 key; it keeps no trace of either."""

    key: Ed25519PrivateKey
    calendar: Calendar

    def issue(self, unit: str, now: datetime) -> str:
        """A fresh credential of `unit` for the term current at `now`."""
        if not is_unit_id(unit):
            raise ValueError(
                f"'{unit}' cannot name a unit: write 1 to 64 lower-case letters, digits, '.', '_' or '-'."
            )
        credential = Credential(unit, self.calendar.term_at(now), secrets.token_hex(16))
        body = _body(credential)
        return f"{_encode(body)}.{_encode(self.key.sign(_DOMAIN + body))}"

    def verify(self, token: str, now: datetime) -> Credential | CredentialRefused:
        """The credential that `token` carries, when this key signed it for the term current at `now`."""
        body = _decode_parts(token)
        if body is None:
            return CredentialRefused("malformed")
        signed, signature = body
        try:
            self.key.public_key().verify(signature, _DOMAIN + signed)
        except InvalidSignature:
            return CredentialRefused("forged")
        credential = _parse(signed)
        if credential is None:
            return CredentialRefused("malformed")
        if credential.term != self.calendar.term_at(now):
            return CredentialRefused("expired")
        return credential


def is_unit_id(written: str) -> bool:
    """Whether `written` can name a unit: 1 to 64 of a-z, 0-9, '.', '_', '-', beginning with a letter or
    digit.
    """
    return _UNIT.fullmatch(written) is not None


def _body(credential: Credential) -> bytes:
    named = {"serial": credential.serial, "term": credential.term.id, "unit": credential.unit}
    return json.dumps(named, separators=(",", ":"), sort_keys=True).encode("ascii")


def _parse(body: bytes) -> Credential | None:
    try:
        named = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(named, dict) or set(named) != {"serial", "term", "unit"}:
        return None
    serial, term, unit = named["serial"], named["term"], named["unit"]
    if not (isinstance(serial, str) and isinstance(term, str) and isinstance(unit, str)):
        return None
    if _SERIAL.fullmatch(serial) is None or not is_unit_id(unit):
        return None
    try:
        parsed = parse_window(term)
    except ValueError:
        return None
    credential = Credential(unit, parsed, serial)
    # One credential has one written form: a token that says the same otherwise was not written here.
    return credential if parsed.weeks == TERM_WEEKS and _body(credential) == body else None


def _decode_parts(token: str) -> tuple[bytes, bytes] | None:
    if len(token) > LONGEST_TOKEN or token.count(".") != 1:
        return None
    parts = [_decode(part) for part in token.split(".")]
    body, signature = parts
    if body is None or signature is None or len(signature) != 64:
        return None
    return body, signature


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes | None:
    if _BASE64.fullmatch(text) is None:
        return None
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if _encode(content) == text else None
