"""A releases store with accounts of every role, for the tests of the roster and of the public record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from sqlalchemy import Engine

from config.database import create_store_file, open_store
from config.store_versions import Store
from config.stores import upgrade_store
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
    """The store and what works on it; `people` holds one account per role."""

    engine: Engine
    roster: Roster
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


def build_house(folder: Path) -> RosterHouse:
    """A fresh store in `folder`."""
    path = folder / "releases.db"
    create_store_file(path)
    engine = open_store(path, durable=False)
    upgrade_store(engine, Store.RELEASES)
    accounts = Accounts(engine, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts.create_decoy()
    people = {
        role: accounts.add(
            f"{CANARY}-{role.value}", role, "nord" if role is Role.MANAGER else None, NOW
        ).account
        for role in Role
    }
    roster = Roster(engine, CALENDAR)
    return RosterHouse(engine, roster, PublicRecord(engine), accounts, Audit(engine), people)


def done(outcome: RosterChange | RosterRefused) -> RosterChange:
    """The change of a step that was taken."""
    assert isinstance(outcome, RosterChange), outcome
    return outcome


def why(outcome: RosterChange | RosterRefused) -> RosterReason:
    """The reason of a step that was refused."""
    assert isinstance(outcome, RosterRefused), outcome
    return outcome.reason
