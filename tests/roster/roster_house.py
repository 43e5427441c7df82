"""A releases store with accounts of every role, for the tests of the roster and of the public record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from both_databases import Home
from sqlalchemy import Engine

from config.postgres import Part
from reporting.accounts import Account, Accounts, Role
from reporting.audit import Audit, AuditEvent
from reporting.public_record import PublicRecord
from reporting.roster import Roster, RosterChange, RosterReason, RosterRefused
from signals.contributions.windows import Calendar, Window

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
TERM = CALENDAR.term_at(NOW)
CANARY = "canary-name"
"""In the name of every account: it must show nowhere in public."""


@dataclass(frozen=True)
class RosterHouse:
    """One releases store, each door opened with the rights of who goes through it: the staff app (`roster`),
    the worker and the command line (`works`, `snapshots`), the employee app (`record`). `people` holds one
    account per role.
    """

    engine: Engine
    roster: Roster
    works: Roster
    snapshots: PublicRecord
    record: PublicRecord
    accounts: Accounts
    audit: Audit
    people: dict[Role, Account]

    def events(self) -> list[AuditEvent]:
        """The trail of the roster, oldest first."""
        entries = [entry.event for entry in reversed(self.audit.entries(10_000))]
        return [event for event in entries if event is not AuditEvent.ACCOUNT_ADDED]

    def proposed(self, people: dict[str, int] | None = None, term: Window = TERM) -> RosterChange:
        """A change that HR proposed."""
        return done(self.roster.propose(self.people[Role.HR], term, people or {"nord": 12}, NOW))

    def approved(self, people: dict[str, int] | None = None, term: Window = TERM) -> RosterChange:
        """A change that a representative approved."""
        change = self.proposed(people, term)
        return done(self.roster.approve(change.id, self.people[Role.REPRESENTATIVE], NOW))


def build_house(home: Home) -> RosterHouse:
    """The store of `home` with its accounts."""
    staff, worker, employee = (
        home.releases_engine(part) for part in (Part.STAFF, Part.WORKER, Part.EMPLOYEE)
    )
    accounts = Accounts(worker, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    people = {
        role: accounts.add(
            f"{CANARY}-{role.value}", role, "nord" if role is Role.MANAGER else None, NOW
        ).account
        for role in Role
    }
    return RosterHouse(
        engine=staff,
        roster=Roster(staff, CALENDAR),
        works=Roster(worker, CALENDAR),
        snapshots=PublicRecord(worker),
        record=PublicRecord(employee),
        accounts=accounts,
        audit=Audit(staff),
        people=people,
    )


@pytest.fixture
def house(home: Home) -> RosterHouse:
    """A house on each database in turn."""
    return build_house(home)


def done(outcome: RosterChange | RosterRefused) -> RosterChange:
    """The change of a step that was taken."""
    assert isinstance(outcome, RosterChange), outcome
    return outcome


def why(outcome: RosterChange | RosterRefused) -> RosterReason:
    """The reason of a step that was refused."""
    assert isinstance(outcome, RosterRefused), outcome
    return outcome.reason
