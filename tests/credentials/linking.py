"""A script that tries to link passes to invitations, given all that an installation leaves anywhere.

It is told more than any thief would find: every address with its invitation code, every blinded message as
it went over the wire, every pass as it was presented, and the bytes of every file and of every file mapped
into memory. It guesses, within each unit, which pass belongs to which invitation.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from signals.contributions.credentials import Credential
from signals.contributions.invitations import code_hash


@dataclass(frozen=True)
class Issued:
    """One invitation, as its address and the network know it."""

    address: str
    unit: str
    code: str
    blinded: bytes

    @property
    def traces(self) -> dict[str, bytes]:
        """What of it could stand somewhere."""
        hashed = code_hash(self.code)
        assert isinstance(hashed, bytes)
        return {
            "code hash": hashed,
            "blinded": self.blinded,
            "blinded hash": hashlib.sha256(self.blinded).digest(),
        }


@dataclass(frozen=True)
class Presented:
    """One pass, as it was presented, with the tags that it left in the store."""

    credential: Credential
    tags: Mapping[str, bytes]

    @property
    def traces(self) -> dict[str, bytes]:
        """What of it could stand somewhere."""
        credential = self.credential
        signed = {"prepared": credential.prepared, "signature": credential.signature}
        digests = {f"hash of {name}": hashlib.sha256(value).digest() for name, value in signed.items()}
        return {**signed, **digests, "serial": credential.prepared[32:], **self.tags}


Link = dict[str, str]
"""From an address to the (hexadecimal) bytes that its pass signs."""


def guesses(
    issued: Sequence[Issued], presented: Sequence[Presented], left: Sequence[bytes]
) -> Iterator[tuple[str, Link]]:
    """Every way of pairing we know: the order of any trace of the one with that of any trace of the other,
    by value, by where it stands in what was left, and by how near they stand.
    """
    whole = b"\0".join(left)
    places = {one: {name: _place(whole, trace) for name, trace in one.traces.items()} for one in issued}
    others = {
        index: {name: _place(whole, trace) for name, trace in pass_.traces.items()}
        for index, pass_ in enumerate(presented)
    }
    names, other_names = tuple(issued[0].traces), tuple(presented[0].traces)
    for name in names:
        for other in other_names:
            yield (
                f"value of {name} and {other}",
                _paired(
                    issued,
                    presented,
                    lambda one, n=name: one.traces[n],
                    lambda i, o=other: presented[i].traces[o],
                ),
            )
            if all(name in places[one] for one in issued):
                yield (
                    f"place of {name} and {other}",
                    _paired(
                        issued, presented, lambda one, n=name: places[one][n], lambda i, o=other: others[i][o]
                    ),
                )


def _paired(
    issued: Sequence[Issued],
    presented: Sequence[Presented],
    key: Callable[[Issued], object],
    other_key: Callable[[int], object],
) -> Link:
    link: Link = {}
    for unit in sorted({one.unit for one in issued}):
        mine = sorted((one for one in issued if one.unit == unit), key=key)
        theirs = sorted(
            (i for i, pass_ in enumerate(presented) if pass_.credential.unit == unit),
            key=other_key,
        )
        for one, i in zip(mine, theirs, strict=False):
            link[one.address] = presented[i].credential.prepared.hex()
    return link


def _place(whole: bytes, trace: bytes) -> int:
    return whole.find(trace)


def most_by_chance(units: int, tries: int, risk: float = 1e-9) -> int:
    """The most right pairs that guessing gives, but for a `risk` in all `tries`: a random pairing within one
    unit gets one right on average, whatever its size, nearly as a Poisson law; units add up.
    """
    right, tail = 0, 1.0
    term = math.exp(-units)
    while tail * tries > risk:
        tail -= term
        right += 1
        term *= units / right
    return right
