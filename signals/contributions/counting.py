"""Counting: a credential and a choice become a contribution.

Nothing else happens here. The person has seen, and agreed to, exactly what will be counted; `measures` is
that choice. A person who confirms without ticking anything took part and declared nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signals.contributions.credentials import CredentialRefused, CredentialVerifier
from signals.contributions.measures import TOOK_PART, Measure
from signals.contributions.store import CountingStore, IntakeUnavailable
from signals.contributions.tags import contributor_tag
from signals.contributions.windows import Window


@dataclass(frozen=True, slots=True)
class Counted:
    """The choice counts in `window`, together with what the same person declared in it before."""

    window: Window


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Nothing was counted: the credential is not valid now, the window is being released, or the store is
    away.
    """

    reason: Literal["credential", "closed", "unavailable"]


@dataclass(frozen=True, slots=True)
class Counting:
    """The act of counting, on a verifier, a store and the ids of the units that exist."""

    verifier: CredentialVerifier
    store: CountingStore
    units: frozenset[str]

    def contribute(self, token: str, measures: frozenset[Measure], now: datetime) -> Counted | NotCounted:
        """Count `measures` for the holder of the credential `token` in the window of `now`."""
        verified = self.verifier.verify(token, now)
        if isinstance(verified, CredentialRefused) or verified.unit not in self.units:
            return NotCounted("credential")
        window = self.verifier.calendar.window_at(now)
        try:
            key = self.store.window_key(window)
            if key is None:
                return NotCounted("closed")
            slugs = (TOOK_PART, *(measure.slug for measure in measures))
            rows = {slug: contributor_tag(key, verified, slug) for slug in slugs}
            added = self.store.add_contribution(window, verified.unit, rows)
        except IntakeUnavailable:
            return NotCounted("unavailable")
        return Counted(window) if added else NotCounted("closed")
