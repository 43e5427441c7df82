"""The browsers of the simulated people: each holds one pass per term, got and used by the real path.

Two accounts of the demo decide who is invited; the invitations are exchanged for blind signatures, as in
earnest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from config.demo.simulation import Person, people
from config.installation import Installation
from reporting.accounts import Account, Role
from reporting.roster import RosterRefused
from signals.contributions.counting import NotCounted
from signals.contributions.invitations import draw_code
from signals.contributions.issuing import InvitationRefused
from signals.contributions.measures import Measure
from signals.contributions.pass_making import make_request
from signals.contributions.store import Invitation
from signals.contributions.windows import Window


class DemoBroken(Exception):
    """The demo cannot be made or read; the sentence says what happened or how to make it again."""


class Purses:
    """What a thousand browsers hold."""

    def __init__(self, installation: Installation) -> None:
        """Act as the browsers of the people of `installation`."""
        self._installation = installation
        self._issuing = installation.issuing()
        self._counting = installation.counting()
        self._held: dict[tuple[Person, Window], str] = {}
        self._codes: dict[tuple[Person, Window], str] = {}

    def contribute(self, person: Person, measures: frozenset[Measure], now: datetime) -> None:
        """Let `person` be counted at `now`, getting a pass first when they have none of the term."""
        counted = self._counting.contribute(self._pass(person, now), measures, now)
        if isinstance(counted, NotCounted):
            raise DemoBroken(f"A simulated contribution was refused: {counted.reason}.")

    def _pass(self, person: Person, now: datetime) -> str:
        term = self._installation.settings.calendar.term_at(now)
        if (person, term) not in self._held:
            if (person, term) not in self._codes:
                self._invite_everybody(term, now)
            code = self._codes.pop((person, term))
            key = self._installation.key_records.key(person.unit, term)
            if key is None:
                raise DemoBroken(f"The unit {person.unit} has no published key in {term}.")
            request = make_request(code, person.unit, term, key)
            signed = self._issuing.sign(code, request.blinded, now)
            if isinstance(signed, InvitationRefused):
                raise DemoBroken(f"A simulated invitation was refused: {signed.reason}.")
            self._held[person, term] = request.finish(signed.blind_signature)
        return self._held[person, term]

    def _invite_everybody(self, term: Window, now: datetime) -> None:
        self._installation.prepare_keys(now)
        everybody = people()
        codes = invite(self._installation, Counter(person.unit for person in everybody), now)
        for person in everybody:
            self._codes[person, term] = codes[person.unit].pop()


def invite(installation: Installation, wanted: Mapping[str, int], now: datetime) -> dict[str, list[str]]:
    """Have `wanted` people per unit invited for the term of `now`, by two accounts; the codes by unit."""
    term = installation.settings.calendar.term_at(now)
    decisions, accounts = installation.decisions, installation.accounts.all()
    change = decisions.propose(_first(accounts, Role.HR), term, wanted, now)
    if not isinstance(change, RosterRefused):
        change = decisions.approve(change.id, _first(accounts, Role.REPRESENTATIVE), now)
    if not isinstance(change, RosterRefused):
        change = installation.rosters.carry_out(change.id, now)
    if isinstance(change, RosterRefused):
        raise DemoBroken(f"A simulated roster was refused: {change.reason}.")
    drawn = {unit: [draw_code() for _ in range(many)] for unit, many in wanted.items()}
    installation.intake.add_invitations(
        Invitation(code.hash, unit, term) for unit, codes in drawn.items() for code in codes
    )
    return {unit: [code.written for code in codes] for unit, codes in drawn.items()}


def _first(accounts: Iterable[Account], role: Role) -> Account:
    return next(account for account in accounts if account.role is role)
