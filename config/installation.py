"""An installation opened whole: what the worker and the command line work with.

The two apps open less, each only what it may (config/employee_app.py, config/staff_app.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Engine

from config.keys import StateKeys, make_keys, state_keys
from config.noise import noise_of
from config.organisation import Organisation, read_organisation
from config.postgres import Part
from config.settings import Settings
from config.stores import create_stores, open_intake, open_releases
from config.unit_keys import MakeKey, UnitKeyFolder, new_key
from reporting.accounts import Accounts, LockOut
from reporting.audit import Audit, AuditEvent
from reporting.closing import Closed, Closing, Organigram
from reporting.key_records import KeyRecords
from reporting.policy import Policy
from reporting.public_record import PublicRecord
from reporting.roster import Roster
from reporting.store import ReleaseStore
from signals.contributions.counting import Counting
from signals.contributions.credentials import CredentialVerifier
from signals.contributions.issuing import Issuing
from signals.contributions.store import SqlIntakeStore
from signals.contributions.windows import Window

KEYS_AHEAD = timedelta(days=14)
"""How long before a term its keys are published: time enough for everybody to have seen the same list."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Both stores, the organisation, and the acts of the worker."""

    settings: Settings
    organisation: Organisation
    intake: SqlIntakeStore
    counter: SqlIntakeStore
    releases: ReleaseStore
    accounts: Accounts
    audit: Audit
    closing: Closing
    state_keys: StateKeys
    unit_keys: UnitKeyFolder
    key_records: KeyRecords
    public_record: PublicRecord
    rosters: Roster
    decisions: Roster
    engines: tuple[Engine, ...]

    def __enter__(self) -> Self:
        """Close every connection at the end of a `with`."""
        return self

    def __exit__(self, *_error: object) -> None:
        """See `close`."""
        self.close()

    def close(self) -> None:
        """Close every connection; SQLite then empties and removes its write-ahead logs."""
        for engine in self.engines:
            engine.dispose()

    def issuing(self) -> Issuing:
        """The acts of issuing, as the employee app does them."""
        return Issuing(self.counter, self.unit_keys, self.settings.calendar)

    def counting(self) -> Counting:
        """The act of counting, as the employee app does it."""
        verifier = CredentialVerifier(self.key_records, self.settings.calendar)
        return Counting(verifier, self.counter, frozenset(self.organisation.unit_names))

    def prepare_keys(self, now: datetime) -> None:
        """Make and publish the keys of every unit for the current term, and for the next when it is near."""
        for term in sorted({self.settings.calendar.term_at(instant) for instant in (now, now + KEYS_AHEAD)}):
            missing = frozenset(self.organisation.unit_names) - self.key_records.list().units_of(term)
            if missing:
                self.key_records.publish(term, self.unit_keys.make(sorted(missing), term))

    def publish_counts(self, now: datetime) -> None:
        """Publish how many people are invited and how many passes are issued, as they stand on this day."""
        current = self.settings.calendar.term_at(now)
        today = now.astimezone(self.settings.zone).date()
        for term in (current, current.next):
            self.public_record.snapshot(self.intake.invited(term), self.intake.issued(term), term, today)

    def purge(self, now: datetime) -> tuple[int, int]:
        """Delete what is past its retention; how many invitations and how many audit entries it was."""
        self.state_keys.rotate(now)
        term = self.settings.calendar.term_at(now)
        self.unit_keys.destroy_before(term)
        invitations = self.intake.purge_invitations(min(term, self._oldest_term(now)))
        entries = self.audit.purge(now)
        self.intake.truncate_log()
        return invitations, entries

    def close_window(self, window: Window, now: datetime) -> Closed:
        """Close `window` and put on the trail the units that were left out of its release."""
        closed = self.closing.close_window(window, now)
        for unit in sorted(closed.forged):
            self.audit.record(AuditEvent.FORGED_PASSES, None, now, f"{unit}, {window}")
        return closed

    def _oldest_term(self, now: datetime) -> Window:
        """The term of the oldest window that waits to be released: its invitations are still compared."""
        calendar = self.settings.calendar
        waiting = [window.starts_at(calendar.zone) for window in self.closing.due(now)]
        return calendar.term_at(min(waiting, default=now))


def forged_sentence(closed: Closed) -> str:
    """What the operator has to know of a window with forged passes, and do."""
    return (
        f"In {', '.join(sorted(closed.forged))} more people were counted in {closed.window} than passes were "
        "issued: somebody made passes with a unit's key. These units were left out of the release. Find out "
        "who can read keys/employee/units, and tell the data protection officer."
    )


def create_installation(
    settings: Settings, now: datetime, *, durable: bool = True, make_key: MakeKey = new_key
) -> Installation:
    """Create the stores and keys that do not exist yet, and open the window of `now`.

    Doing it again changes nothing that exists. Raises OrganisationError before anything is created.
    """
    read_organisation(settings.organisation_path)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(settings.employee_keys, settings.staff_keys)
    create_stores(settings, durable=durable)
    installation = open_installation(settings, durable=durable, make_key=make_key)
    installation.accounts.create_decoy()
    installation.state_keys.rotate(now)
    installation.prepare_keys(now)
    installation.intake.window_key(settings.calendar.window_at(now))
    return installation


def open_installation(
    settings: Settings, *, durable: bool = True, make_key: MakeKey = new_key
) -> Installation:
    """Open an installation that exists; `make_key` makes the keys of units.

    Raises OrganisationError, StoreMissing or KeyUnreadable with a sentence when it does not, or not whole;
    SettingsError when the settings ask for noise and what draws it is not installed.
    """
    organisation = read_organisation(settings.organisation_path)
    noise = noise_of(settings)
    releases_engine = open_releases(settings, Part.WORKER, durable=durable)
    intake_engine = open_intake(settings, Part.WORKER, durable=durable)
    intake = SqlIntakeStore(intake_engine)
    # What the two apps do is done with their rights, which on PostgreSQL are not those of the worker.
    counter_engine = open_intake(settings, Part.EMPLOYEE, durable=durable)
    staff_engine = open_releases(settings, Part.STAFF, durable=durable)
    releases = ReleaseStore(releases_engine)
    return Installation(
        settings=settings,
        organisation=organisation,
        intake=intake,
        counter=SqlIntakeStore(counter_engine),
        releases=releases,
        accounts=Accounts(releases_engine, LockOut(settings.sign_in_attempts, settings.lockout_minutes)),
        audit=Audit(releases_engine),
        closing=Closing(
            intake,
            releases,
            Organigram(organisation.hierarchy, organisation.unit_names),
            Policy(k=settings.k, t=settings.t, coalition=settings.coalition),
            settings.calendar,
            noise,
        ),
        state_keys=state_keys(settings.employee_keys),
        unit_keys=UnitKeyFolder(settings.unit_keys, make_key),
        key_records=KeyRecords(releases_engine),
        public_record=PublicRecord(releases_engine),
        rosters=Roster(releases_engine, settings.calendar),
        decisions=Roster(staff_engine, settings.calendar),
        engines=(intake_engine, releases_engine, counter_engine, staff_engine),
    )
