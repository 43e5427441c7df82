"""A small installation with windows to close, for the tests of this folder."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from key_pool import pooled_keys
from private_postgres import private_postgres
from sqlalchemy import insert, make_url

from config.installation import Installation, create_installation, open_installation
from config.settings import SETTINGS_FILE, Settings
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import Cells, Release, compile_release
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.models import ContributionRow
from signals.contributions.windows import Window

ORGANISATION = """
[organisation]
name = "Essai"
[[unit]]
id = "tout"
name = "Tout"
[[unit]]
id = "nord"
name = "Nord"
parent = "tout"
[[unit]]
id = "sud"
name = "Sud"
parent = "tout"
"""

HIERARCHY = Hierarchy({"tout": None, "nord": "tout", "sud": "tout"})
NAMES = {"tout": "Tout", "nord": "Nord", "sud": "Sud"}

Rows = list[tuple[bytes, str, str]]


@dataclass(frozen=True)
class House:
    """An installation on disk, and what was contributed in each of its windows that are over."""

    settings: Settings
    rows: Mapping[Window, Rows]

    def open(self) -> Installation:
        return open_installation(self.settings)

    def copied(self, folder: Path) -> House:
        """The same house in `folder`, and on PostgreSQL in a database of its own; nobody may be in it."""
        shutil.copytree(self.settings.data_dir, folder)
        if self.settings.postgres is not None:
            write_settings(folder, private_postgres().new_database(self.database))
        return House(settings_of(folder), self.rows)

    @property
    def database(self) -> str:
        """The name of its PostgreSQL database."""
        return str(make_url(self.settings.postgres or "").database)

    def remove(self) -> None:
        shutil.rmtree(self.settings.data_dir)
        if self.settings.postgres is not None:
            private_postgres().drop_database(self.database)

    def intake_bytes(self) -> bytes:
        """Every byte that the intake store has on the disk, its server's own log aside.

        On SQLite read before anything is opened: it would tidy its log away when the last connection closes.
        """
        if self.settings.postgres is None:
            files = list(self.settings.intake_path.parent.iterdir())
        else:
            server = private_postgres()
            with server.administer(self.database) as connection:
                connection.execute("CHECKPOINT")
                found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
                files = list((server.data / "base" / str(found.fetchone()[0])).iterdir())
        return b"".join(path.read_bytes() for path in files)


def write_settings(folder: Path, database: str | None) -> None:
    written = "window_weeks = 1\n"
    if database is not None:
        written += f'postgres = "{private_postgres().url(database)}"\n'
    (folder / SETTINGS_FILE).write_text(written, encoding="utf-8")


def settings_of(folder: Path) -> Settings:
    """The settings of the file alone, whatever the environment says."""
    written = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    return Settings(data_dir=folder, **{"postgres": None} | written)


def build_house(folder: Path, windows: int, now: datetime, people: int, database: str) -> House:
    """An installation whose last `windows` weeks wait to be closed at `now`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    write_settings(folder, private_postgres().new_database() if database == "postgres" else None)
    settings = settings_of(folder)
    installation = create_installation(settings, now, durable=False, make_key=pooled_keys())
    draw = random.Random(windows)
    rows = {}
    window = settings.calendar.window_at(now)
    for _ in range(windows):
        window = Window(window.start - (window.end - window.start), 1)
        installation.intake.window_key(window)
        rows[window] = [row for _ in range(people) for row in somebody(draw)]
        columns = [
            {"window": window.id, "tag": tag_for(tag, measure), "unit": unit, "measure": measure}
            for tag, unit, measure in rows[window]
        ]
        with installation.engines[0].begin() as connection:
            connection.execute(insert(ContributionRow), columns)
    installation.close()
    return House(settings, dict(sorted(rows.items())))


def tag_for(person: bytes, measure: str) -> bytes:
    """What stands in the store for a person and a measure: nothing that two measures have in common."""
    return hashlib.sha256(person + measure.encode()).digest()


def somebody(draw: random.Random) -> Rows:
    tag, unit = draw.randbytes(32), draw.choice(("nord", "sud"))
    measures = [TOOK_PART, *(measure.slug for measure in MEASURES if draw.random() < 0.4)]
    return [(tag, unit, measure) for measure in measures]


def expected_releases(house: House) -> list[Release]:
    """What an uninterrupted run releases, computed without any store."""
    releases: list[Release] = []
    for window, rows in house.rows.items():
        previous = releases[-1].digest if releases else None
        releases.append(compile_release(window.id, HIERARCHY, rows, Policy(), previous, unit_names=NAMES))
    return releases


def expected_cells(house: House) -> list[Cells]:
    return [release.cells for release in expected_releases(house)]


def die_in_a_child(act: Callable[[], None]) -> int:
    """Run `act` in a forked process that ends without any clean-up, as if killed; its exit code."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            os._exit(70)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
