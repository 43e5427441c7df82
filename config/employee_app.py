"""The employee app: a place to talk, without account, cookie or trace.

It opens the intake store, to sign what invitations entitle to and to take contributions in, and reads the
releases. It has no session; the conversation travels with the browser, sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from flask import Flask
from flask.typing import RouteCallable
from flask_limiter import Limiter

import reporting.pages
from chatbot.conversation.turn import Companion
from chatbot.pages.blueprints import LIMITED_ENDPOINTS, create_blueprints
from chatbot.pages.padded import pad_pages
from chatbot.pages.rooms import WORDS_DIRECTORY
from chatbot.pages.services import PageServices
from chatbot.pages.talk import frame
from chatbot.sealing import Sealer
from config.companion import companion_for
from config.evaluation import Evaluation, require_loopback
from config.keys import state_keys
from config.organisation import Organisation, read_organisation
from config.postgres import Part
from config.readiness import require_ready
from config.settings import Settings
from config.stores import open_intake, open_releases
from config.unit_keys import UnitKeyFolder
from config.web import design, errors
from config.web.frugal import frugal_app
from config.web.words import Words
from reporting.key_records import KeyRecords
from reporting.pages.employer_view import create_employer_view
from reporting.public_record import PublicRecord
from reporting.store import ReleaseReader, ReleaseStore, SignedReleases
from signals.contributions.counting import Counting
from signals.contributions.credentials import CredentialVerifier
from signals.contributions.issuing import Issuing
from signals.contributions.store import SqlIntakeStore
from signals.contributions.windows import Calendar

WORDS = (WORDS_DIRECTORY, errors.WORDS_DIRECTORY, Path(reporting.pages.__file__).parent / "words")
MOST_WRITES = "120 per minute"
"""For everybody together: the key is a constant, because nobody's address is ever looked at."""


@dataclass(frozen=True, slots=True)
class EmployeeServices:
    """What the employee app is made of."""

    companion: Companion
    sealer: Sealer
    issuing: Issuing
    counting: Counting
    record: PublicRecord
    releases: ReleaseReader
    organisation: Organisation
    words: Words
    calendar: Calendar
    least_people: int
    evaluation: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def create_employee_app(services: EmployeeServices) -> Flask:
    """Return the employee app; nothing in it reads the environment or the disk by itself."""
    app = frugal_app("havre.employee", services.words, frame)
    pad_pages(app)
    pages = PageServices(
        companion=services.companion,
        sealer=services.sealer,
        issuing=services.issuing,
        counting=services.counting,
        record=services.record,
        organisation=services.organisation,
        words=services.words,
        calendar=services.calendar,
        least_people=services.least_people,
        clock=services.clock,
    )
    for blueprint in (
        design.blueprint(),
        *create_blueprints(pages),
        create_employer_view(services.releases, simulated=services.organisation.simulated),
    ):
        app.register_blueprint(blueprint)
    if services.evaluation:
        app.register_blueprint(Evaluation(services.companion, services.words, services.clock).blueprint())
    limit = Limiter(lambda: "everybody", app=app, storage_uri="memory://").shared_limit(MOST_WRITES, "writes")
    for endpoint in LIMITED_ENDPOINTS:
        app.view_functions[endpoint] = cast(RouteCallable, limit(app.view_functions[endpoint]))
    return app


def build_from_settings(settings: Settings) -> Flask:
    """Open what the settings name and return the app; errors are whole sentences."""
    require_loopback(settings)
    organisation = read_organisation(settings.organisation_path)
    require_ready(organisation, settings.organisation_path, datetime.now(settings.zone).date())
    intake = SqlIntakeStore(open_intake(settings, Part.EMPLOYEE))
    releases = open_releases(settings, Part.EMPLOYEE)
    verifier = CredentialVerifier(KeyRecords(releases), settings.calendar)
    return create_employee_app(
        EmployeeServices(
            companion=companion_for(organisation, settings.chatbot.generation, settings.signals.encoder),
            sealer=Sealer(state_keys(settings.employee_keys), timedelta(minutes=settings.state_minutes)),
            issuing=Issuing(intake, UnitKeyFolder(settings.unit_keys), settings.calendar),
            counting=Counting(verifier, intake, frozenset(organisation.unit_names)),
            record=PublicRecord(releases),
            releases=SignedReleases(ReleaseStore(releases), needs_signature=settings.release_needs_signature),
            organisation=organisation,
            words=Words.load(WORDS),
            calendar=settings.calendar,
            least_people=settings.k,
            evaluation=settings.evaluation,
            clock=lambda: datetime.now(settings.zone),
        )
    )
