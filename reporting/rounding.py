"""What a figure becomes before anyone reads it: the display layer on top of an already safe exact table.

The released table is safe in its exact form (design, section 6). Rounding adds a second layer: a person who
knows the answer of one colleague cannot see a figure tick by one, and nobody quotes a precision that the
method does not have. The rules, all exact (fractions, no floating point at a boundary):

- people are rounded to 5 (half to even), and always said with "about";
- shares are rounded to 5 points (half to even, so that a share and its complement stay complementary), and
  coded at both ends: under 10 % is "less than 10 %", over 90 % is "more than 90 %";
- intervals are rounded outward to 5 points, so that what is shown always contains what was computed.

No page and no export ever receives the exact number: they receive the values of this module.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

STEP = 5
"""People are rounded to this many, shares and intervals to this many points."""

LOWEST_PERCENT = 10
HIGHEST_PERCENT = 90

_STEPS = 100 // STEP


class End(StrEnum):
    """Whether a share is said as it is rounded, or coded at one end of the scale."""

    ABOUT = "about"
    LESS_THAN = "less_than"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class RoundedPeople:
    """A number of people, to the nearest 5."""

    about: int


@dataclass(frozen=True, slots=True)
class RoundedShare:
    """A share in percent: `percent` is a multiple of 5 from 10 to 90, read with `end`."""

    percent: int
    end: End

    @property
    def drawn_at(self) -> int:
        """Where a chart puts the point: in the middle of what a coded share may be."""
        match self.end:
            case End.LESS_THAN:
                return LOWEST_PERCENT // 2
            case End.MORE_THAN:
                return (HIGHEST_PERCENT + 100) // 2
            case End.ABOUT:
                return self.percent


@dataclass(frozen=True, slots=True)
class RoundedInterval:
    """Two bounds in points, multiples of 5, rounded away from each other."""

    low: int
    high: int


def rounded_people(people: int) -> RoundedPeople:
    """Return `people` to the nearest 5; raise ValueError under zero."""
    if people < 0:
        raise ValueError(f"A number of people cannot be {people}.")
    return RoundedPeople(STEP * round(Fraction(people, STEP)))


def rounded_share(affected: int, contributors: int) -> RoundedShare:
    """Return the share of `contributors` that `affected` makes; raise ValueError when it is not a share."""
    if contributors <= 0 or not 0 <= affected <= contributors:
        raise ValueError(f"{affected} of {contributors} is not a share of people.")
    share = Fraction(affected, contributors)
    if share < Fraction(LOWEST_PERCENT, 100):
        return RoundedShare(LOWEST_PERCENT, End.LESS_THAN)
    if share > Fraction(HIGHEST_PERCENT, 100):
        return RoundedShare(HIGHEST_PERCENT, End.MORE_THAN)
    return RoundedShare(STEP * round(share * _STEPS), End.ABOUT)


def rounded_interval(low: float, high: float) -> RoundedInterval:
    """Return the interval of a share, outward: never narrower than what was computed, never out of 0 to
    100."""
    if not 0.0 <= low <= high <= 1.0:
        raise ValueError(f"From {low} to {high} is not an interval of shares.")
    return RoundedInterval(_floor(low), _ceiling(high))


def rounded_change(low: float, high: float) -> RoundedInterval:
    """Return the interval of a difference between two shares, in points, outward, from -100 to 100."""
    if not -1.0 <= low <= high <= 1.0:
        raise ValueError(f"From {low} to {high} is not an interval of differences.")
    return RoundedInterval(_floor(low), _ceiling(high))


def rounded_points(difference: float) -> int:
    """Return a difference of shares to the nearest 5 points."""
    return STEP * round(Fraction(difference) * _STEPS)


def _floor(share: float) -> int:
    return STEP * math.floor(Fraction(share) * _STEPS)


def _ceiling(share: float) -> int:
    return STEP * math.ceil(Fraction(share) * _STEPS)
