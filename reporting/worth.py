"""What publishing a unit is worth, when not all can be: the two orders of preference, as losses.

A loss is what is lost by withholding a unit; a family is the better the less its withheld units lose in all
(reporting/disclosure.py).

**The most groups** (policy version 1): as many units as possible and, of these, the deepest. It gives away
more than its figures: seeing that a whole was preferred to its part, whoever knows the rule knows that the
part could not be published, and so on which side of a threshold it lies. Of two teams of 11 and 12 people
with 15 affected published together, and neither alone, it follows that all 12 of the second are affected.

**The largest groups first** (since version 2): a whole is never given up for the sake of its parts. Units
are preferred by depth, from the roots down, and among the units of one depth as many as possible. Whether a
whole is published then does not depend on how its people are spread inside it, and that a part is withheld
says only that *some* part would be too small. Between families that are worth the same, a lot is drawn that
nobody keeps: if it were known that the first of two teams wins a tie, the second one's figure would say that
there was no tie. `make bench` says what it costs; every world of small trees is tried on both in
tests/reporting/test_release_reader_who_knows_the_rule.py.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from struct import unpack

LEVELS = 12
"""Units deeper than this are preferred alike, so that a loss stays a number of a few hundred bits."""

_LOT_BYTES = 4


def most_groups(depths: Sequence[int]) -> list[int]:
    """Losses that compare first the number of units withheld, then the sum of their depths."""
    one_unit = sum(depths) + 1
    return [one_unit + depth for depth in depths]


def largest_first(depths: Sequence[int], lots: Sequence[int]) -> list[int]:
    """Losses that compare first the units withheld at depth 0, then at depth 1, and so on; then the lots."""
    levels = [min(depth, LEVELS) for depth in depths]
    at_level = Counter(levels)
    # All units of the deeper levels together, and all lots, weigh less than one unit.
    weights = {}
    one_unit = sum(lots) + 1
    for level in sorted(at_level, reverse=True):
        weights[level] = one_unit
        one_unit *= at_level[level] + 1
    return [weights[level] + lot for level, lot in zip(levels, lots, strict=True)]


def draw_secret() -> bytes:
    """The chance that settles the ties of one release, never kept."""
    return secrets.token_bytes(32)


def lots(secret: bytes, column: str, units: int) -> Sequence[int]:
    """A lot below 2^32 for each of `units` units in one column, all drawn from `secret`."""
    drawn = hashlib.shake_256(secret + column.encode()).digest(_LOT_BYTES * units)
    return unpack(f"<{units}I", drawn)
