"""RSA keys for the tests: 3072 bits as in earnest, each made once per process because making one is slow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import count

from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def pool_key(number: int) -> rsa.RSAPrivateKey:
    """The key `number` of this process; different numbers, different keys."""
    assert number >= 0
    return rsa.generate_private_key(65537, 3072)


def pooled_keys() -> Callable[[], rsa.RSAPrivateKey]:
    """What an installation makes its keys with: another key of the pool at each call, from the first on."""
    numbers = count()
    return lambda: pool_key(next(numbers))
