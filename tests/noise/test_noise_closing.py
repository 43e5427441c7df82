"""A noisy release is drawn once: closing again, or going on after a stop, never draws a recorded one anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from key_pool import pooled_keys

from config.installation import Installation, create_installation
from config.settings import load_settings
from reporting.ledger import verify_chain
from reporting.noise import Noise, NoiseTerms
from reporting.release import CONTRIBUTORS, Published
from signals.contributions.measures import MEASURES, TOOK_PART
from signals.contributions.store import SqlIntakeStore
from signals.contributions.windows import Window

THEN = datetime(2026, 11, 3, 12, tzinfo=UTC)
NOW = THEN + timedelta(weeks=1)
ORGANISATION = """
[organisation]
name = "Essai"
[[unit]]
id = "all"
name = "Tout"
[[unit]]
id = "north"
name = "Nord"
parent = "all"
[[unit]]
id = "south"
name = "Sud"
parent = "all"
"""
SETTINGS = 'window_weeks = 1\n[privacy]\nnoise = "discrete-laplace"\n'


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A house with noise and one window to close, in which 30 people of each unit took part."""
    (tmp_path / "organisation.toml").write_text(ORGANISATION)
    (tmp_path / "havre.toml").write_text(SETTINGS)
    settings = load_settings(tmp_path)
    with create_installation(settings, THEN, durable=False, make_key=pooled_keys()) as opened:
        window = settings.calendar.window_at(THEN)
        for unit in ("north", "south"):
            for number in range(30):
                slugs = [TOOK_PART, *(measure.slug for measure in MEASURES[: 1 + number % 2])]
                rows = {slug: os.urandom(32) for slug in slugs}
                assert opened.intake.add_contribution(window, unit, rows)
        yield opened


@dataclass
class Counted:
    """A noise that adds another number each time it is asked."""

    times: int = 0

    def __call__(self, exact: Sequence[int]) -> list[int]:
        self.times += 1
        return [count + self.times for count in exact]


class Power(BaseException):
    """The machine stops."""


class StopsBeforeForgetting(SqlIntakeStore):
    """The intake store of a machine that stops once a release is recorded."""

    def forget(self, window: Window) -> None:
        raise Power


def test_the_worker_draws_under_the_terms_of_the_settings(installation: Installation) -> None:
    installation.closing.close_due(NOW)
    (release,) = installation.releases.all()
    assert release.noise == NoiseTerms("discrete-laplace", 13.0, 1.0, 52.0)
    cells = [release.cell(unit, CONTRIBUTORS) for unit in ("all", "north", "south")]
    assert all(isinstance(cell, Published) for cell in cells)
    whole, *parts = (cell.contributors for cell in cells if isinstance(cell, Published))
    assert whole == sum(parts)
    assert verify_chain([release]) == ()


def test_closing_again_gives_the_same_release(installation: Installation) -> None:
    counted = Counted()
    closing = replace(installation.closing, noise=Noise(NoiseTerms.of(52.0, 1), counted))
    closing.close_due(NOW)
    (first,) = installation.releases.all()
    drawn = counted.times
    assert drawn == 13
    closing.close_window(installation.settings.calendar.window_at(THEN), NOW)
    closing.close_due(NOW)
    assert installation.releases.all() == (first,)
    assert counted.times == drawn


def test_a_stop_after_the_release_was_recorded_never_draws_it_anew(installation: Installation) -> None:
    counted = Counted()
    stopping = StopsBeforeForgetting(installation.intake._engine)
    noise = Noise(NoiseTerms.of(52.0, 1), counted)
    with pytest.raises(Power):
        replace(installation.closing, intake=stopping, noise=noise).close_due(NOW)
    (recorded,) = installation.releases.all()
    drawn = counted.times
    replace(installation.closing, noise=noise).close_due(NOW)
    assert installation.releases.all() == (recorded,)
    assert counted.times == drawn == 13
