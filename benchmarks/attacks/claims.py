"""What an attack claims: how often, and whether it is so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.attacks.organisations import Flags


@dataclass(frozen=True, slots=True)
class Claims:
    """How many disclosures an attack proved in one organisation, and how many of them are not so.

    A claim is made only where all that the attacker holds allows one answer; a false one is therefore a
    mistake in the attack, and `make attack` stops on it.
    """

    made: int = 0
    false: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether something true was learned."""
        return self.made > self.false

    def __add__(self, other: Claims) -> Claims:
        """Both."""
        return Claims(self.made + other.made, self.false + other.false)


def claims(claimed: Flags, so: Flags) -> Claims:
    """One claim wherever `claimed`; true where `so`."""
    return Claims(int(np.count_nonzero(claimed)), int(np.count_nonzero(claimed & ~so)))
