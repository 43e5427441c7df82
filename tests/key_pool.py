"""RSA keys for the tests: 3072 bits as in earnest, each made once per process because making one is slow."""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def pool_key(number: int) -> rsa.RSAPrivateKey:
    """The key `number` of this process; different numbers, different keys."""
    assert number >= 0
    return rsa.generate_private_key(65537, 3072)
