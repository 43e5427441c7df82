"""How a person's own browser makes a pass: the twin, in Python, of `chatbot/pages/static/pass-making.js`.

The server never runs this for anybody: the demo does, to act as a thousand browsers, and the tests do. Every
number that a pass needs comes from one *recovery seed* that the browser drew: when the answer was lost on
the way, the same seed makes the same request again, to the byte, and the server answers it again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from signals.contributions import blind_rsa
from signals.contributions.credentials import PREPARED_BYTES, Credential
from signals.contributions.invitations import ALPHABET, Malformed, bare_signs, check_sign, code_hash
from signals.contributions.windows import Window

SEED_SIGNS = 26
"""How many signs of a seed are drawn by chance (128 bits); a check sign follows them."""

_SALT_BYTES = blind_rsa.RSABSSA_SHA384_PSS_RANDOMIZED.salt_bytes
# 16 bytes more than a modulus of 3,072 bits: the remainder is then as good as uniform.
_FACTOR_BYTES = 400
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Derived:
    """What a seed gives for one invitation: what is signed, the salt of its encoding, the blinding factor
    (not yet reduced by the modulus).
    """

    prepared: bytes
    salt: bytes
    factor: int


@dataclass(frozen=True, slots=True)
class Request:
    """A pass in the making: `blinded` goes to the server with the invitation, the rest stays here."""

    seed: str
    blinded: bytes
    unit: str
    term: Window
    key: RSAPublicKey
    prepared: bytes
    inverse: int

    def finish(self, blind_signature: bytes) -> str:
        """The token of the pass; BlindSignatureError when the unit's key did not sign the request."""
        signature = blind_rsa.finalize(self.key, self.prepared, blind_signature, self.inverse)
        return Credential(self.unit, self.term, self.prepared, signature).token


def make_request(
    code: str, unit: str, term: Window, public_key: RSAPublicKey, seed: str | None = None
) -> Request:
    """The request that exchanges the invitation `code` for a pass of `unit`; the seed is drawn when None.

    Raises ValueError when the code or the seed is mistyped, and BlindSignatureError for the one factor in
    2^1536 that cannot blind.
    """
    written = draw_seed() if seed is None else seed
    derived = derive(code, unit, term, written)
    modulus = public_key.public_numbers().n
    blinded = blind_rsa.blind(
        public_key, derived.prepared, salt=derived.salt, factor=derived.factor % modulus
    )
    return Request(written, blinded.message, unit, term, public_key, derived.prepared, blinded.inverse)


def derive(code: str, unit: str, term: Window, seed: str) -> Derived:
    """HKDF-SHA-384 (RFC 5869) of the seed's signs; the invitation is the salt, unit and term the context."""
    salt, signs = code_hash(code), read_seed(seed)
    if isinstance(salt, Malformed) or signs is None:
        raise ValueError("The invitation or the recovery code is mistyped.")
    context = f"havre pass 1 {unit} {term.id}".encode("ascii")
    length = PREPARED_BYTES + _SALT_BYTES + _FACTOR_BYTES
    drawn = HKDF(SHA384(), length=length, salt=salt, info=context).derive(signs.encode("ascii"))
    prepared, rest = drawn[:PREPARED_BYTES], drawn[PREPARED_BYTES:]
    return Derived(prepared, rest[:_SALT_BYTES], int.from_bytes(rest[_SALT_BYTES:], "big"))


def draw_seed() -> str:
    """A fresh recovery seed, written in groups of five signs, the check sign last."""
    return write_seed("".join(secrets.choice(ALPHABET) for _ in range(SEED_SIGNS)))


def write_seed(signs: str) -> str:
    """The 26 `signs` as a person keeps them."""
    whole = signs + check_sign(signs)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def read_seed(typed: str) -> str | None:
    """The 26 signs of the seed `typed`, None when it is mistyped; spaces, dashes and case do not matter."""
    signs = bare_signs(typed)
    if len(signs) != SEED_SIGNS + 1 or any(sign not in ALPHABET for sign in signs):
        return None
    return signs[:-1] if check_sign(signs[:-1]) == signs[-1] else None
