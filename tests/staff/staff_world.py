"""A small organisation, a history of releases made by the real compiler, and a staff app on real stores."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyotp
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.organisation import Organisation, Unit
from config.postgres import Part
from config.settings import Settings
from config.staff_app import WORDS, StaffServices, create_staff_app
from config.stores import create_stores, open_releases
from config.web.words import Words
from referrals.directory import Directory
from referrals.guidance import Guidance
from reporting.accounts import Accounts, LockOut, NewAccount, Role
from reporting.audit import Audit
from reporting.hierarchy import Hierarchy
from reporting.public_record import PublicRecord
from reporting.release import CONTRIBUTORS, Policy, Release, compile_release
from reporting.roster import Roster
from reporting.store import ReleaseStore
from signals.contributions.measures import MEASURES, Dimension, Measure, Pole
from signals.contributions.windows import Window

UNITS: tuple[Unit, ...] = (
    Unit("all", "Ateliers du Nord", None),
    Unit("production", "Production", "all"),
    Unit("workshop-1", "Atelier de montage", "production"),
    Unit("workshop-2", "Atelier de peinture", "production"),
    Unit("services", "Services", "all"),
    Unit("customers", "Relation clients", "services"),
    Unit("accounts", "Comptabilité", "services"),
)
HIERARCHY = Hierarchy({unit.id: unit.parent for unit in UNITS})
NAMES = {unit.id: unit.name for unit in UNITS}
ORGANISATION = Organisation(
    name="Ateliers du Nord", simulated=True, country="FR", dpo_contact=None, units=UNITS, contacts=()
)
TAKING_PART = {"workshop-1": 42, "workshop-2": 35, "customers": 48, "accounts": 6}
BUSY_WINDOWS = (0, 1, 3)
"""The windows in which more people take part, so that small units are published in some windows only."""
FIRST_WINDOW = Window(date(2026, 5, 18), 4)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PASSWORDS = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

_USUAL = {Pole.RISK: 0.3, Pole.RESOURCE: 0.35}


def share_of(unit: str, measure: Measure, age: int) -> float:
    """How likely a person of `unit` is to declare `measure`, `age` windows before the last."""
    if measure == Measure(Dimension.INTENSITY, Pole.RISK) and unit == "workshop-1":
        return 0.75 if age == 0 else 0.25
    if measure == Measure(Dimension.EMOTIONAL_DEMANDS, Pole.RISK) and unit == "customers":
        return 0.7
    if measure == Measure(Dimension.AUTONOMY, Pole.RESOURCE):
        return 0.7
    return _USUAL[measure.pole]


@lru_cache
def history(windows: int = 6, seed: int = 20261121) -> tuple[Release, ...]:
    """Releases of consecutive windows, chained, as the worker would have made them."""
    draw = random.Random(seed)
    releases: list[Release] = []
    window = FIRST_WINDOW
    for number in range(windows):
        rows = [
            (f"{unit}-{person}", unit, slug)
            for unit, people in TAKING_PART.items()
            for person in range(people + draw.randint(-2, 2) + (12 if number in BUSY_WINDOWS else 0))
            for slug in [
                CONTRIBUTORS,
                *(
                    measure.slug
                    for measure in MEASURES
                    if draw.random() < share_of(unit, measure, windows - 1 - number)
                ),
            ]
        ]
        previous = releases[-1].digest if releases else None
        releases.append(compile_release(window.id, HIERARCHY, rows, Policy(), previous, unit_names=NAMES))
        window = window.next
    return tuple(releases)


@dataclass
class Clock:
    """The time, moved by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class ReadingClient(FlaskClient):
    """A client that reads every answer to its end, so that files are closed."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **options})


@dataclass
class StaffWorld:
    """A staff app with one account per role and a clock moved by hand."""

    app: Flask
    clock: Clock
    store: ReleaseStore
    """The releases as the worker writes them."""
    shown: ReleaseStore
    """The releases as the app reads them."""
    accounts: Accounts
    audit: Audit
    roster: Roster
    record: PublicRecord
    settings: Settings
    people: dict[Role, NewAccount] = field(default_factory=dict)

    def visitor(self) -> FlaskClient:
        return self.app.test_client()

    def sign_in(self, role: Role, client: FlaskClient | None = None, lang: str = "fr") -> FlaskClient:
        """Sign in for real: password, one-time code, token of the form."""
        client = client or self.visitor()
        answer = self.try_sign_in(client, role, lang=lang)
        assert answer.status_code == 303, answer.text
        return client

    def try_sign_in(
        self, client: FlaskClient, role: Role, *, password: str | None = None, lang: str = "fr"
    ) -> TestResponse:
        self.clock.forward(seconds=31)  # a one-time code works once
        person = self.people[role]
        return client.post(
            f"/{lang}/sign-in",
            data={
                "csrf_token": token_in(client.get(f"/{lang}/sign-in").text),
                "name": person.account.name,
                "password": password or person.password,
                "code": pyotp.TOTP(person.totp_secret).at(self.clock.now),
            },
        )


def token_in(page: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def build_world(
    folder: Path,
    releases: tuple[Release, ...] | None = None,
    *,
    organisation: Organisation = ORGANISATION,
    clock: Clock | None = None,
    **chosen: object,
) -> StaffWorld:
    """Create the releases store, its accounts and the app."""
    clock = clock or Clock()
    settings = Settings(data_dir=folder, **chosen)  # type: ignore[arg-type]  # settings chosen by name
    create_stores(settings, durable=False)
    # Made with the rights of the command line, served with those of the staff app.
    worker, engine = (open_releases(settings, part, durable=False) for part in (Part.WORKER, Part.STAFF))
    store, shown = ReleaseStore(worker), ReleaseStore(engine)
    for release in history() if releases is None else releases:
        store.add(release)
    lock_out = LockOut(settings.sign_in_attempts, settings.lockout_minutes)
    accounts = Accounts(worker, lock_out, PASSWORDS)
    accounts.create_decoy()
    people = {
        role: accounts.add(role.value, role, "workshop-2" if role is Role.MANAGER else None, clock.now)
        for role in Role
    }
    services = StaffServices(
        settings=settings,
        organisation=organisation,
        store=shown,
        accounts=Accounts(engine, lock_out, PASSWORDS),
        audit=Audit(engine),
        roster=Roster(engine, settings.calendar),
        record=PublicRecord(engine),
        words=Words.load(WORDS),
        guidance=Guidance.load(),
        directory=Directory.load(),
        session_key=b"a key for tests, 32 bytes long!!",
        clock=clock,
    )
    app = create_staff_app(services)
    app.test_client_class = ReadingClient
    return StaffWorld(
        app=app,
        clock=clock,
        store=store,
        shown=shown,
        accounts=accounts,
        audit=services.audit,
        roster=services.roster,
        record=PublicRecord(worker),
        settings=settings,
        people=people,
    )


def real_organisation() -> Organisation:
    """The same organisation, not simulated."""
    return replace(ORGANISATION, simulated=False)


def every_page() -> Iterator[str]:
    """The pages of HR and of the psychologist, without language."""
    yield from ("overview/", "method/")
    for unit in UNITS:
        yield f"units/{unit.id}/"
