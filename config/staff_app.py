"""The staff app: trends for those who may read them, guidance for managers, the trail for the administrator.

It opens the releases store and nothing else: it has no way to a contribution or a conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

import reporting.pages
from config.keys import staff_session_key
from config.noise import noise_terms
from config.organisation import Organisation, read_organisation
from config.postgres import Part
from config.settings import Settings
from config.staff_answers import install_answers
from config.staff_sessions import StaffSessions
from config.staff_uploads import install_uploads
from config.stores import open_releases
from config.web import design
from config.web.locale import install_locale
from config.web.words import Words
from referrals.directory import Directory
from referrals.guidance import Guidance
from referrals.pages import guidance_pages
from reporting.accounts import Accounts, LockOut
from reporting.audit import Audit
from reporting.levers import Levers
from reporting.pages import administration, assets, home, method, overview, roster, sign_in, team, unit
from reporting.pages.desk import Desk, House
from reporting.pages.roster import RosterRoom
from reporting.pages.shelf import Shelf
from reporting.pages.sign_in import Door
from reporting.pages.signing import Signing
from reporting.policy import Policy
from reporting.public_record import PublicRecord
from reporting.roster import Roster
from reporting.store import ReleaseStore, SignedReleases

WORDS = (Path(reporting.pages.__file__).parent / "words", guidance_pages.WORDS)


@dataclass(frozen=True, slots=True)
class StaffServices:
    """What the staff app is made of; `https` says that it is reached over https (its cookies are then for
    https only)."""

    settings: Settings
    organisation: Organisation
    store: ReleaseStore
    accounts: Accounts
    audit: Audit
    roster: Roster
    record: PublicRecord
    words: Words
    guidance: Guidance
    directory: Directory
    session_key: bytes
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    https: bool = False


def create_staff_app(services: StaffServices) -> Flask:
    """Return the staff app; nothing in it reads the environment or the disk by itself."""
    app = Flask("havre.staff", static_folder=None)
    settings, organisation = services.settings, services.organisation
    sessions = StaffSessions(
        services.accounts, services.clock, timedelta(minutes=settings.staff_idle_minutes)
    )
    install_locale(app, services.words)
    sessions.install(app, services.session_key, https=services.https)
    install_uploads(app, len(organisation.units), "roster.review")
    CSRFProtect(app)
    house = House(organisation.name, organisation.simulated, organisation.unit_names)
    signed = SignedReleases(services.store, needs_signature=settings.release_needs_signature)
    shelf, levers = Shelf(services.store, signed), Levers.load()
    desk = Desk(shelf, services.words, levers, services.audit, house, services.clock, settings.zone)
    signing = Signing(services.store, services.accounts, services.audit, settings.release_needs_signature)
    door = Door(
        services.accounts, services.audit, services.clock, sessions.enter, sessions.leave,
        settings.staff_idle_minutes, settings.sign_in_attempts, settings.lockout_minutes,
    )  # fmt: skip
    policy = Policy(k=settings.k, t=settings.t, coalition=settings.coalition)
    room = RosterRoom(desk, services.roster, services.record, organisation.hierarchy)
    guide = guidance_pages.create_blueprint(services.guidance, services.directory, organisation.country)
    for blueprint in (
        design.blueprint(), assets.create_blueprint(), home.create_blueprint(),
        sign_in.create_blueprint(door), overview.create_blueprint(desk, signing), unit.create_blueprint(desk),
        team.create_blueprint(desk), method.create_blueprint(desk, policy, noise_terms(settings)), guide,
        roster.create_blueprint(room),
        administration.create_blueprint(desk, services.accounts, services.store),
    ):  # fmt: skip
        app.register_blueprint(blueprint)
    install_answers(app, house)
    return app


def build_from_settings(settings: Settings) -> Flask:
    """Open what the settings name and return the app; errors are whole sentences."""
    engine = open_releases(settings, Part.STAFF)
    organisation = read_organisation(settings.organisation_path)
    return create_staff_app(
        StaffServices(
            settings=settings,
            organisation=organisation,
            store=ReleaseStore(engine),
            accounts=Accounts(engine, LockOut(settings.sign_in_attempts, settings.lockout_minutes)),
            audit=Audit(engine),
            roster=Roster(engine, settings.calendar),
            record=PublicRecord(engine),
            words=Words.load(WORDS),
            guidance=Guidance.load(),
            directory=Directory.load(organisation.contacts),
            session_key=staff_session_key(settings.staff_keys),
        )
    )
