"""Base64 for addresses (RFC 4648, section 5) without padding, in its one canonical form."""

from __future__ import annotations

import base64
import binascii
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def encode(content: bytes) -> str:
    """The text of `content`."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes | None:
    """What `text` stands for; None when it is not the text that `encode` writes."""
    if _ALPHABET.fullmatch(text) is None:
        return None
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    # The last sign may hold bits that mean nothing: one content has one written form only.
    return content if encode(content) == text else None
