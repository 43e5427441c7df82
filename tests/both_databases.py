"""One installation's stores on either database, for tests that must hold on both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from postgres_mode import ON_POSTGRES
from private_postgres import private_postgres
from sqlalchemy import Engine, make_url

from config.postgres import Part
from config.settings import Settings
from config.stores import create_stores, open_intake, open_releases
from signals.contributions.store import SqlIntakeStore

DATABASES = ("sqlite", "postgres")
CHOSEN = "postgres" if ON_POSTGRES else "sqlite"
"""The database on which this run makes its longest tests."""


@dataclass
class Home:
    """Where the stores of a test are; every engine it opened is closed with it."""

    settings: Settings
    engines: list[Engine] = field(default_factory=list)

    @property
    def on_postgres(self) -> bool:
        return self.settings.postgres is not None

    @property
    def database(self) -> str:
        """The name of its PostgreSQL database."""
        return str(make_url(self.settings.postgres or "").database)

    def intake_engine(self, part: Part) -> Engine:
        self.engines.append(open_intake(self.settings, part))
        return self.engines[-1]

    def releases_engine(self, part: Part) -> Engine:
        self.engines.append(open_releases(self.settings, part))
        return self.engines[-1]

    def intake(self, part: Part) -> SqlIntakeStore:
        return SqlIntakeStore(self.intake_engine(part))

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()


def make_home(folder: Path, database: str) -> Home:
    """Both stores, fresh; on PostgreSQL in a database of their own."""
    server = private_postgres() if database == "postgres" else None
    settings = Settings(
        data_dir=folder, postgres=None if server is None else server.url(server.new_database())
    )
    create_stores(settings, durable=False)
    return Home(settings)


@pytest.fixture(params=DATABASES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A home on each database in turn."""
    home = make_home(tmp_path, request.param)
    yield home
    home.close()
