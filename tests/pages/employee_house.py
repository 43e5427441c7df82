"""The employee app on a real, empty installation, with a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from key_pool import pooled_keys

from chatbot.conversation.turn import Companion
from chatbot.sealing import Sealer
from config.employee_app import WORDS, EmployeeServices, create_employee_app
from config.installation import Installation, create_installation
from config.settings import Settings
from config.web.words import Words
from signals.contributions.invitations import draw_code
from signals.contributions.store import Invitation

ORGANISATION = """
[organisation]
name = "Ateliers du Nord"
simulated = true
country = "FR"
dpo_contact = "dpo@ateliers.example"

[[unit]]
id = "production"
name = "Production"
"""


@dataclass
class Clock:
    """The time of the test."""

    now: datetime = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class House:
    """An installation, its app, and the clock of both."""

    installation: Installation
    services: EmployeeServices
    clock: Clock
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_employee_app(self.services)

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def with_companion(self, companion: Companion) -> House:
        """The same house with somebody else to talk to."""
        return House(self.installation, replace(self.services, companion=companion), self.clock)

    def invite(self) -> str:
        """A fresh invitation to `production`."""
        code = draw_code()
        term = self.installation.settings.calendar.term_at(self.clock())
        self.installation.intake.add_invitations([Invitation(code.hash, "production", term)])
        return code.written


def open_house(folder: Path, companion: Companion) -> House:
    """A fresh installation in `folder`, with its app."""
    clock = Clock()
    installation = create_house(folder, clock)
    services = EmployeeServices(
        companion=companion,
        sealer=Sealer(installation.state_keys, timedelta(minutes=120)),
        issuing=installation.issuing(),
        counting=installation.counting(),
        record=installation.public_record,
        releases=installation.releases,
        organisation=installation.organisation,
        words=Words.load(WORDS),
        calendar=installation.settings.calendar,
        least_people=installation.settings.k,
        clock=clock,
    )
    return House(installation, services, clock)


def create_house(folder: Path, clock: Clock) -> Installation:
    """The installation alone."""
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    return create_installation(Settings(data_dir=folder), clock(), durable=False, make_key=pooled_keys())
