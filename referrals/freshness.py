"""Which facts are too old to be shown without checking them again.

Two clocks. In the tests, the release date written in released.toml: a fact added with an old date fails the
checks, and the checks never fail by themselves on a calendar day. At run time, today: the installation can
be warned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from referrals.sheets import read_sheet

STALE_AFTER = timedelta(days=180)
"""How long a checked fact may be shown without anyone checking it again."""


class Checked(Protocol):
    """Anything that says on which day it was last checked; None when the checking is not ours."""

    @property
    def verified_on(self) -> date | None:
        """The day of the last check."""


CheckedT = TypeVar("CheckedT", bound=Checked)


def stale(facts: Iterable[CheckedT], today: date) -> tuple[CheckedT, ...]:
    """Return the facts (resources, steps, emergency blocks) checked more than 180 days before `today`."""
    return tuple(
        fact for fact in facts if fact.verified_on is not None and today - fact.verified_on > STALE_AFTER
    )


def released_on() -> date:
    """Return the day of this edition of the facts."""
    return read_sheet(Path(__file__).with_name("released.toml")).day("released_on")
