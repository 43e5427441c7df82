"""The tag that counts a person once for a measure in a window, and is never recognisable elsewhere.

A tag is HMAC-SHA256(window key, credential and measure). For the same credential, measure and window it is
the same, so that declaring twice counts once. For two measures of one person the tags are different and
nobody without the credential can put them together: even while the window is open, even with its key, the
store holds no profile of anyone. The window key is random and destroyed when the window is released: from
then on nobody, with every store and every credential in hand, can link a tag to a credential or two windows
to each other.
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


def contributor_tag(window_key: bytes, credential: Credential, measure: str) -> bytes:
    """The 32-byte tag of `credential` for `measure` (a slug) in the window of `window_key`."""
    if len(window_key) != KEY_BYTES:
        raise ValueError(f"A window key has {KEY_BYTES} bytes, not {len(window_key)}.")
    # NUL separates the parts because no slug, unit id or window id can contain it; what was signed comes
    # last. The signature stays out: another valid one for the same bytes must not make another contributor.
    named = "\0".join(("havre tag 2", measure, credential.unit, credential.term.id, ""))
    return hmac.digest(window_key, named.encode() + credential.prepared, "sha256")
