"""Counting: an invitation becomes a credential, a credential and a choice become a contribution.

Nothing else happens here. The employee app calls it after the person has seen, and agreed to, exactly what
will be counted; `measures` is that choice. A person who confirms without ticking anything took part and
declared nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signals.contributions.credentials import CredentialRefused, CredentialSigner
from signals.contributions.invitations import Malformed, code_hash
from signals.contributions.measures import Measure
from signals.contributions.store import CountingStore, IntakeUnavailable, InvitationNotTaken
from signals.contributions.tags import contributor_tag
from signals.contributions.windows import Window


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The invitation was exchanged: `credential` is the only copy, the server keeps none."""

    credential: str
    unit: str


@dataclass(frozen=True, slots=True)
class InvitationRefused:
    """Why the invitation was not exchanged; `unavailable`: the store does not answer, try again, it is not
    used.
    """

    reason: Literal["unknown", "used", "malformed", "unavailable"]


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
    """The two acts of counting, on a signer, a store and the ids of the units that exist."""

    signer: CredentialSigner
    store: CountingStore
    units: frozenset[str]

    def redeem(self, invitation: str, now: datetime) -> Redeemed | InvitationRefused:
        """Exchange the code of an invitation, once, for a credential of the term current at `now`."""
        hashed = code_hash(invitation)
        if isinstance(hashed, Malformed):
            return InvitationRefused("malformed")
        try:
            taken = self.store.take_invitation(hashed, self.signer.calendar.term_at(now))
        except IntakeUnavailable:
            return InvitationRefused("unavailable")
        if isinstance(taken, InvitationNotTaken):
            return InvitationRefused(taken.reason)
        return Redeemed(self.signer.issue(taken.unit, now), taken.unit)

    def contribute(
        self, credential: str, measures: frozenset[Measure], now: datetime
    ) -> Counted | NotCounted:
        """Count `measures` for the holder of `credential` in the window of `now`."""
        verified = self.signer.verify(credential, now)
        if isinstance(verified, CredentialRefused) or verified.unit not in self.units:
            return NotCounted("credential")
        window = self.signer.calendar.window_at(now)
        slugs = frozenset(measure.slug for measure in measures)
        try:
            key = self.store.window_key(window)
            if key is None:
                return NotCounted("closed")
            tag = contributor_tag(key, verified)
            added = self.store.add_contribution(window, verified.unit, tag, slugs)
        except IntakeUnavailable:
            return NotCounted("unavailable")
        return Counted(window) if added else NotCounted("closed")
