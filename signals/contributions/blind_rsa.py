"""RSA blind signatures: RFC 9474, all four variants with SHA-384.

The client blinds, the server signs what it cannot read, the client unblinds and holds an ordinary RSA-PSS
signature (RFC 8017, section 8.1) that the server has never seen. Pure: numbers and bytes in, numbers and
bytes out.

The private operation is the one place that touches a secret with arithmetic of ours, so it is guarded three
ways: exponentiation whose time does not depend on the exponent (GMP's `mpz_powm_sec`), a fresh random factor
on the input of every signature so that nobody chooses what is raised to the secret power, and a check of the
result with the public exponent before it leaves, because one faulty result of the Chinese remainder theorem
would tell the key (Boneh, DeMillo and Lipton, 1997).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from math import gcd

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA384

_DIGEST_BYTES = 48
_PSS_TRAILER = b"\xbc"


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant of RFC 9474, section 5: the length of the PSS salt and of the random prefix, in bytes."""

    name: str
    salt_bytes: int
    prefix_bytes: int


RSABSSA_SHA384_PSS_RANDOMIZED = Variant("RSABSSA-SHA384-PSS-Randomized", 48, 32)
"""The variant that Havre uses, one of two that the RFC recommends; the others are here for its vectors."""

RSABSSA_SHA384_PSSZERO_RANDOMIZED = Variant("RSABSSA-SHA384-PSSZERO-Randomized", 0, 32)
RSABSSA_SHA384_PSS_DETERMINISTIC = Variant("RSABSSA-SHA384-PSS-Deterministic", 48, 0)
RSABSSA_SHA384_PSSZERO_DETERMINISTIC = Variant("RSABSSA-SHA384-PSSZERO-Deterministic", 0, 0)

VARIANTS = (
    RSABSSA_SHA384_PSS_RANDOMIZED,
    RSABSSA_SHA384_PSSZERO_RANDOMIZED,
    RSABSSA_SHA384_PSS_DETERMINISTIC,
    RSABSSA_SHA384_PSSZERO_DETERMINISTIC,
)


class BlindSignatureError(ValueError):
    """A step was refused. The sentence never changes: what was wrong would help only somebody who probes."""

    def __init__(self) -> None:
        """Say the one sentence."""
        super().__init__("This blind signature cannot be made or does not hold.")


@dataclass(frozen=True, slots=True)
class Blinded:
    """What `blind` gives: `message` goes to the signer, `inverse` stays with the client and unblinds."""

    message: bytes
    inverse: int


def prepare(
    message: bytes, prefix: bytes | None = None, variant: Variant = RSABSSA_SHA384_PSS_RANDOMIZED
) -> bytes:
    """The message to be signed: `message` after its random prefix, which is drawn when None (section 4.1).

    Raises BlindSignatureError for a prefix of another length than the variant's.
    """
    drawn = secrets.token_bytes(variant.prefix_bytes) if prefix is None else prefix
    if len(drawn) != variant.prefix_bytes:
        raise BlindSignatureError
    return drawn + message


def blind(
    key: RSAPublicKey,
    prepared: bytes,
    *,
    salt: bytes | None = None,
    factor: int | None = None,
    variant: Variant = RSABSSA_SHA384_PSS_RANDOMIZED,
) -> Blinded:
    """Blind `prepared` under `key` (section 4.2). `salt` and `factor` are drawn when None.

    Raises BlindSignatureError for a salt of another length than the variant's, for a factor that is not an
    invertible number of [1, n), and for a key too small for the encoding.
    """
    numbers = key.public_numbers()
    modulus = numbers.n
    drawn = secrets.token_bytes(variant.salt_bytes) if salt is None else salt
    if len(drawn) != variant.salt_bytes:
        raise BlindSignatureError
    encoded = int.from_bytes(_pss_encoded(prepared, drawn, modulus.bit_length() - 1), "big")
    blinding = _random_below(modulus) if factor is None else factor
    if not 1 <= blinding < modulus or gcd(encoded, modulus) != 1 or gcd(blinding, modulus) != 1:
        raise BlindSignatureError
    message = encoded * _power(blinding, numbers.e, modulus) % modulus
    return Blinded(message.to_bytes(_length_of(modulus), "big"), _inverse(blinding, modulus))


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """Sign `blinded`, as long as the modulus and a number of [0, n), without seeing it (section 4.3).

    Raises BlindSignatureError for any other bytes, and when the result does not verify (a damaged key, a
    fault of the machine): then nothing of it leaves.
    """
    numbers = key.private_numbers()
    exponent, modulus = numbers.public_numbers.e, numbers.public_numbers.n
    length = _length_of(modulus)
    message = int.from_bytes(blinded, "big")
    if len(blinded) != length or message >= modulus:
        raise BlindSignatureError
    mask = _random_below(modulus)
    masked = message * _power(mask, exponent, modulus) % modulus
    signature = _private_power(numbers, masked) * _inverse(mask, modulus) % modulus
    if _power(signature, exponent, modulus) != message:
        raise BlindSignatureError
    return signature.to_bytes(length, "big")


def finalize(
    key: RSAPublicKey,
    prepared: bytes,
    blind_signature: bytes,
    inverse: int,
    variant: Variant = RSABSSA_SHA384_PSS_RANDOMIZED,
) -> bytes:
    """Unblind `blind_signature` into a signature of `prepared` that verifies (section 4.4).

    Raises BlindSignatureError when it does not verify, or has not the length of the modulus.
    """
    modulus = key.public_numbers().n
    length = _length_of(modulus)
    if len(blind_signature) != length:
        raise BlindSignatureError
    unblinded = int.from_bytes(blind_signature, "big") * inverse % modulus
    signature = unblinded.to_bytes(length, "big")
    if not verify(key, prepared, signature, variant):
        raise BlindSignatureError
    return signature


def verify(
    key: RSAPublicKey,
    prepared: bytes,
    signature: bytes,
    variant: Variant = RSABSSA_SHA384_PSS_RANDOMIZED,
) -> bool:
    """Whether `signature` is an RSA-PSS signature of `prepared` under `key` (section 4.5)."""
    scheme = padding.PSS(padding.MGF1(SHA384()), salt_length=variant.salt_bytes)
    try:
        key.verify(signature, prepared, scheme, SHA384())
    except InvalidSignature:
        return False
    return True


def _power(base: int, exponent: int, modulus: int) -> int:
    """To a public exponent: nothing here is secret but a factor that is drawn anew each time."""
    return int(gmpy2.powmod(base, exponent, modulus))


def _inverse(number: int, modulus: int) -> int:
    return int(gmpy2.invert(number, modulus))


def _private_power(numbers: RSAPrivateNumbers, base: int) -> int:
    """`base` to the private exponent modulo n, by the Chinese remainder theorem (RFC 8017, section 5.1.2)."""
    first = gmpy2.powmod_sec(base % numbers.p, numbers.dmp1, numbers.p)
    second = gmpy2.powmod_sec(base % numbers.q, numbers.dmq1, numbers.q)
    return int(second + numbers.q * (numbers.iqmp * (first - second) % numbers.p))


def _pss_encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, section 9.1.1) with SHA-384 into `bits` bits."""
    length = -(-bits // 8)
    if length < _DIGEST_BYTES + len(salt) + 2:
        raise BlindSignatureError
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = b"\x01".rjust(length - len(salt) - _DIGEST_BYTES - 1, b"\0") + salt
    masked = int.from_bytes(block, "big") ^ int.from_bytes(_mask(digest, len(block)), "big")
    masked &= (1 << bits - 8 * (_DIGEST_BYTES + 1)) - 1
    return masked.to_bytes(len(block), "big") + digest + _PSS_TRAILER


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = range(-(-length // _DIGEST_BYTES))
    whole = b"".join(hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in blocks)
    return whole[:length]


def _random_below(modulus: int) -> int:
    """A uniformly random number of [1, modulus)."""
    return secrets.randbelow(modulus - 1) + 1


def _length_of(modulus: int) -> int:
    """The length of numbers modulo `modulus`, in bytes."""
    return -(-modulus.bit_length() // 8)
