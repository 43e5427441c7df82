"""The tag that makes a person count once in a window, and never recognisable in another.

A tag is HMAC-SHA256(window key, credential). Within a window it is the same for the same credential, so
that a second contribution adds to the first. The window key is random and destroyed when the window is
released: from then on nobody, with every store and every credential in hand, can link a tag to a credential
or two windows to each other.
"""

from __future__ import annotations

import hmac
import secrets

from signals.contributions.credentials import Credential

KEY_BYTES = 32
"""The length of a window key: as much as the digest, which is all that HMAC-SHA256 can use."""


def new_window_key() -> bytes:
    """A fresh random window key; two windows never share one."""
    return secrets.token_bytes(KEY_BYTES)


def contributor_tag(window_key: bytes, credential: Credential) -> bytes:
    """The 32-byte tag of `credential` in the window of `window_key`."""
    if len(window_key) != KEY_BYTES:
        raise ValueError(f"A window key has {KEY_BYTES} bytes, not {len(window_key)}.")
    # NUL separates the parts because no unit id and no window id can contain it.
    named = "\0".join(("havre tag 1", credential.unit, credential.term.id, credential.serial))
    return hmac.digest(window_key, named.encode(), "sha256")
