"""Carrying out a change of the roster: its invitations are made once, whatever stops in between.

The change is in the releases store and the invitations in the intake store; the two cannot share a
transaction, so the order makes it safe:

1. the links are written to a draft that only its owner can read;
2. the change is marked carried out (releases, one transaction: of two who try, one does);
3. the invitations are stored (intake, one transaction);
4. the draft takes the name that was asked for.

A stop before 2 leaves the change approved and no invitation. A stop between 2 and 3 leaves a change that is
used up and no invitation: it has to be proposed again. A stop between 3 and 4 leaves invitations that nobody
was given: the draft, beside the name that was asked for, is their only copy. So there are never two sets of
invitations for one change, and never more invitations than two people agreed to. The other order (3, then 2)
would forgive a stop, and let whoever stops it on purpose keep the draft of one set and be given another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from config.invitation_sheet import WrittenInvitation
from reporting.roster import Roster, RosterChange, RosterReason, RosterRefused, RosterState
from reporting.roster_sheet import Invitee
from signals.contributions.key_list import KeyList
from signals.contributions.store import IntakeUnavailable, Invitation
from signals.contributions.windows import parse_window

_REFUSALS: Mapping[RosterReason, str] = {
    RosterReason.NOT_APPROVED: (
        "The change {change} is not waiting to be carried out: `havre roster list` says how far it has come."
    ),
    RosterReason.PAST_TERM: "The term of the change {change} is over: have its people proposed for this one.",
}
_UNKNOWN = "There is no change '{change}': `havre roster list` shows them all."


class CannotInvite(Exception):
    """The invitations cannot be made; the sentence says why and what to do."""


class InvitationKeeper(Protocol):
    """What inviting needs of the intake store."""

    def add_invitations(self, invitations: Iterable[Invitation]) -> None:
        """Record all of `invitations`, or none."""
        ...


def change_to_carry_out(roster: Roster, change_id: str | None, now: datetime) -> RosterChange:
    """The approved change of that id or, when None, the only one that waits; raise CannotInvite otherwise."""
    if change_id is not None:
        found = roster.get(change_id)
        if found is None:
            raise CannotInvite(_UNKNOWN.format(change=change_id))
        if found.state is not RosterState.APPROVED:
            raise CannotInvite(_REFUSALS[RosterReason.NOT_APPROVED].format(change=change_id))
        return found
    waiting = [change for term in roster.terms(now) for change in roster.approved(term)]
    if not waiting:
        raise CannotInvite(
            "No approved change is waiting: human resources propose one in the staff app, and an "
            "occupational psychologist or an elected representative approves it."
        )
    if len(waiting) > 1:
        named = ", ".join(change.id for change in waiting)
        raise CannotInvite(f"Several approved changes are waiting: choose one with --change ({named}).")
    return waiting[0]


def invitees_without_address(change: RosterChange) -> tuple[Invitee, ...]:
    """The people of `change`, by unit, to be given their codes on paper."""
    return tuple(Invitee(unit, "") for unit, people in sorted(change.people.items()) for _ in range(people))


def published_digest(keys: KeyList, change: RosterChange) -> str:
    """The digest of the newest entry of the change's term; CannotInvite when a unit has no key there yet."""
    term = parse_window(change.term)
    missing = sorted(change.people.keys() - keys.units_of(term))
    digest = keys.newest_of(term)
    if missing or digest is None:
        raise CannotInvite(
            f"The keys of the term {term} are not published yet for {', '.join(missing)}: the worker "
            "publishes them 14 days before the term begins, for every unit of the organisation file; see "
            "that `havre worker` runs, then try again."
        )
    return digest


def carry_out(
    roster: Roster,
    intake: InvitationKeeper,
    change: RosterChange,
    written: Iterable[WrittenInvitation],
    now: datetime,
) -> None:
    """Steps 2 and 3 of this module's order; raise CannotInvite when the change cannot be carried out."""
    term = parse_window(change.term)
    outcome = roster.carry_out(change.id, now)
    if isinstance(outcome, RosterRefused):
        raise CannotInvite(_REFUSALS.get(outcome.reason, _UNKNOWN).format(change=change.id))
    try:
        intake.add_invitations(Invitation(one.code.hash, one.invitee.unit, term) for one in written)
    except IntakeUnavailable as error:
        raise CannotInvite(
            f"The invitations could not be stored and nobody was given any: mend the store, then have the "
            f"people of the change {change.id} proposed again, for it is used up. {error}"
        ) from error
