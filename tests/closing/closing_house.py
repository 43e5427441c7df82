"""A small installation with windows to close, for the tests of this folder."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from config.installation import Installation, create_installation, open_installation
from config.settings import Settings, load_settings
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import Cells, Release, compile_release
from signals.contributions.measures import MEASURES
from signals.contributions.models import ContributionRow
from signals.contributions.store import TOOK_PART
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

    def at(self, folder: Path) -> House:
        """The same house, copied to `folder`."""
        update = {"data_dir": folder, "organisation_file": folder / "organisation.toml"}
        return House(self.settings.model_copy(update=update), self.rows)


def settings_of(folder: Path) -> Settings:
    return load_settings(folder).model_copy(update={"window_weeks": 1})


def build_house(folder: Path, windows: int, now: datetime, people: int = 40) -> House:
    """An installation whose last `windows` weeks wait to be closed at `now`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    (folder / "havre.toml").write_text("window_weeks = 1\n", encoding="utf-8")
    settings = settings_of(folder)
    installation = create_installation(settings, now, durable=False)
    draw = random.Random(windows)
    rows = {}
    window = settings.calendar.window_at(now)
    for _ in range(windows):
        window = Window(window.start - (window.end - window.start), 1)
        installation.intake.window_key(window)
        rows[window] = [row for _ in range(people) for row in somebody(draw)]
        columns = [
            {"window": window.id, "tag": tag, "unit": unit, "measure": measure}
            for tag, unit, measure in rows[window]
        ]
        with installation.engines[0].begin() as connection:
            connection.execute(insert(ContributionRow), columns)
    installation.close()
    return House(settings, dict(sorted(rows.items())))


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
