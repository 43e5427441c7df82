"""What the noise of the releases has cost a person, added up from the releases themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.noise import YEAR_WEEKS
from reporting.release import Release
from signals.contributions.windows import parse_window


@dataclass(frozen=True, slots=True)
class NoiseAccount:
    """The releases of one year: how many were drawn, how many were exact, and the sum of the epsilons of the
    drawn ones.

    An exact release has no epsilon: it is protected by the rule alone and cannot be in the sum.
    """

    spent: float
    drawn: int
    exact: int


def account_of_a_year(releases: Iterable[Release], day: date) -> NoiseAccount:
    """The account of the 52 weeks that end with `day`: of every release whose window ended in them.

    A person may take part in each window, so the epsilons add up (sequential composition).
    """
    past = day - timedelta(weeks=YEAR_WEEKS)
    year = [release for release in releases if past < parse_window(release.window).end <= day]
    terms = [release.noise for release in year if release.noise is not None]
    return NoiseAccount(math.fsum(one.epsilon for one in terms), len(terms), len(year) - len(terms))
