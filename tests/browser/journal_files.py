"""The journal's format (docs/journal-format.md), written and read without any of the browser's code."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

PASSPHRASE = "quatre mots sans lien, déjà"
STEP = 4096


def to_text(content: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """What `to_text` wrote."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cipher_of(passphrase: str, kdf: dict[str, Any]) -> tuple[AESGCM, bytes]:
    """The cipher of a passphrase, and what is authenticated with the content."""
    derivation = PBKDF2HMAC(SHA256(), 32, to_bytes(kdf["salt"]), kdf["iterations"])
    key = derivation.derive(unicodedata.normalize("NFC", passphrase).encode())
    header = f"journal.1.{kdf['name']}.{kdf['iterations']}.{kdf['salt']}.AES-256-GCM"
    return AESGCM(key), header.encode()


def opened(text: str, passphrase: str) -> Any:
    """What a journal holds."""
    read = json.loads(text)
    assert (read["format"], read["version"], read["cipher"]["name"]) == ("journal", 1, "AES-256-GCM")
    cipher, header = cipher_of(passphrase, read["kdf"])
    plain = cipher.decrypt(to_bytes(read["cipher"]["iv"]), to_bytes(read["content"]), header)
    assert len(plain) % STEP == 0
    return json.loads(plain)


def sealed(content: object, passphrase: str = PASSPHRASE, *, iterations: int = 600_000) -> str:
    """A journal that holds `content`."""
    kdf = {"name": "PBKDF2-HMAC-SHA-256", "iterations": iterations, "salt": to_text(os.urandom(16))}
    cipher, header = cipher_of(passphrase, kdf)
    plain = json.dumps(content).encode()
    plain += b" " * (-len(plain) % STEP)
    iv = os.urandom(12)
    return json.dumps(
        {
            "format": "journal",
            "version": 1,
            "kdf": kdf,
            "cipher": {"name": "AES-256-GCM", "iv": to_text(iv)},
            "content": to_text(cipher.encrypt(iv, plain, header)),
        }
    )


def evening(day: str, weight: int | None = None, text: str = "", **parts: object) -> dict[str, object]:
    """One evening of a journal."""
    return {"day": day, "weight": weight, "words": [], "text": text, "scales": [], **parts}
