"""An installation opened whole: what the worker and the command line work with.

The two apps open less, each only what it may (config/employee_app.py, config/staff_app.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Engine

from config.database import create_store_file, open_store
from config.keys import StateKeys, credential_key, make_keys, state_keys
from config.organisation import Organisation, read_organisation
from config.settings import Settings
from reporting.accounts import Accounts, LockOut
from reporting.audit import Audit
from reporting.closing import Closing, Roster
from reporting.policy import Policy
from reporting.store import ReleaseStore
from signals.contributions.counting import Counting
from signals.contributions.credentials import CredentialSigner
from signals.contributions.store import SqlIntakeStore


@dataclass(frozen=True, slots=True)
class Installation:
    """Both stores, the organisation, and the acts of the worker."""

    settings: Settings
    organisation: Organisation
    intake: SqlIntakeStore
    releases: ReleaseStore
    accounts: Accounts
    audit: Audit
    closing: Closing
    state_keys: StateKeys
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

    def counting(self) -> Counting:
        """The acts of counting, as the employee app does them."""
        signer = CredentialSigner(credential_key(self.settings.employee_keys), self.settings.calendar)
        return Counting(signer, self.intake, frozenset(self.organisation.unit_names))

    def purge(self, now: datetime) -> tuple[int, int]:
        """Delete what is past its retention; how many invitations and how many audit entries it was."""
        self.state_keys.rotate(now)
        invitations = self.intake.purge_invitations(self.settings.calendar.term_at(now))
        entries = self.audit.purge(now)
        self.intake.truncate_log()
        return invitations, entries


def create_installation(settings: Settings, now: datetime, *, durable: bool = True) -> Installation:
    """Create the stores and keys that do not exist yet, and open the window of `now`.

    Doing it again changes nothing that exists. Raises OrganisationError before anything is created.
    """
    read_organisation(settings.organisation_path)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(settings.employee_keys, settings.staff_keys)
    for path in (settings.intake_path, settings.releases_path):
        create_store_file(path)
    installation = open_installation(settings, durable=durable)
    installation.intake.create()
    installation.releases.create()
    installation.accounts.create_decoy()
    installation.state_keys.rotate(now)
    installation.intake.window_key(settings.calendar.window_at(now))
    return installation


def open_installation(settings: Settings, *, durable: bool = True) -> Installation:
    """Open an installation that exists.

    Raises OrganisationError, StoreMissing or KeyUnreadable with a sentence when it does not, or not whole.
    """
    organisation = read_organisation(settings.organisation_path)
    releases_engine = open_store(settings.releases_path, durable=durable)
    intake_engine = open_store(settings.intake_path, durable=durable)
    intake = SqlIntakeStore(intake_engine)
    releases = ReleaseStore(releases_engine)
    return Installation(
        settings=settings,
        organisation=organisation,
        intake=intake,
        releases=releases,
        accounts=Accounts(releases_engine, LockOut(settings.sign_in_attempts, settings.lockout_minutes)),
        audit=Audit(releases_engine),
        closing=Closing(
            intake,
            releases,
            Roster(organisation.hierarchy, organisation.unit_names),
            Policy(k=settings.k, t=settings.t, coalition=settings.coalition),
            settings.calendar,
        ),
        state_keys=state_keys(settings.employee_keys),
        engines=(intake_engine, releases_engine),
    )
