"""Passes made with a stolen key: a unit that counts more people than it has passes is left out, and said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from both_databases import DATABASES
from click.testing import CliRunner
from closing_house import House, build_house
from hypothesis import given
from hypothesis import strategies as st

from config.cli.window import command
from config.installation import Installation
from config.worker import Worker
from reporting.audit import AuditEvent
from reporting.cells import COLUMNS, CONTRIBUTORS, Published, Withheld
from reporting.tally import without_forged
from signals.contributions.invitations import draw_code
from signals.contributions.store import Invitation
from signals.contributions.windows import Window

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
UNITS = ("nord", "sud")


@given(
    st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from(COLUMNS[:4])), st.integers(0, 20)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 20)),
)
def test_exactly_the_units_with_more_people_than_passes_are_left_out(counts, issued) -> None:
    kept, forged = without_forged(counts, issued)
    assert forged == {unit for unit in "abcd" if counts.get((unit, CONTRIBUTORS), 0) > issued.get(unit, 0)}
    assert kept == {place: people for place, people in counts.items() if place[0] not in forged}


@pytest.fixture(params=DATABASES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    return build_house(tmp_path / "house", windows=1, now=NOW, people=40, database=request.param)


def issue(installation: Installation, window: Window, passes: dict[str, int]) -> None:
    """Let so many people have exchanged their invitation."""
    calendar = installation.settings.calendar
    term = calendar.term_at(window.starts_at(calendar.zone))
    codes = [(draw_code(), unit) for unit, many in passes.items() for _ in range(many)]
    installation.intake.add_invitations(Invitation(code.hash, unit, term) for code, unit in codes)
    for code, _ in codes:
        installation.counter.take_invitation(code.hash, term, bytes(32))


def people_in(installation: Installation, window: Window) -> dict[str, int]:
    counts = installation.intake.counts(window)
    return {unit: counts[unit, CONTRIBUTORS] for unit in UNITS}


def test_a_unit_with_forged_passes_is_left_out_and_the_others_are_released(house: House) -> None:
    (window,) = house.rows
    with house.open() as installation:
        people = people_in(installation, window)
        issue(installation, window, {"nord": people["nord"] - 1, "sud": people["sud"]})
        Worker(installation, lambda: NOW).close_due_windows()
        release = installation.releases.latest()
        assert release is not None
        assert all(isinstance(release.cell("nord", column), Withheld) for column in COLUMNS)
        assert release.cell("sud", CONTRIBUTORS) == Published(people["sud"], None)
        assert release.cell("tout", CONTRIBUTORS) == Published(people["sud"], None)
        (entry,) = [
            entry for entry in installation.audit.entries() if entry.event is AuditEvent.FORGED_PASSES
        ]
        assert entry.detail == f"nord, {window}"
        assert installation.intake.counts(window) == {}


def test_the_command_says_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAVRE_POSTGRES", raising=False)  # the house's own file says where it is
    (window,) = house.rows
    with house.open() as installation:
        issue(installation, window, {"nord": 1, "sud": 1})
    said = CliRunner().invoke(command, ["close"], obj=house.settings.data_dir)
    assert said.exit_code == 0
    assert "In nord, sud more people were counted" in said.output


def test_as_many_people_as_passes_are_released(house: House) -> None:
    (window,) = house.rows
    with house.open() as installation:
        people = people_in(installation, window)
        issue(installation, window, people)
        assert installation.close_window(window, NOW).forged == frozenset()
        release = installation.releases.latest()
        assert release is not None
        assert release.cell("tout", CONTRIBUTORS) == Published(sum(people.values()), None)


def test_the_invitations_of_a_window_that_waits_are_not_purged_before_it(house: House) -> None:
    """A worker that comes back in another term purges first and closes then: nothing is lost to compare."""
    (window,) = house.rows
    later = datetime(2027, 3, 10, 12, tzinfo=UTC)
    with house.open() as installation:
        issue(installation, window, {"nord": 1, "sud": 1})
        assert installation.purge(later)[0] == 0
        assert installation.close_window(window, later).forged == {"nord", "sud"}
        for due in installation.closing.due(later):
            installation.close_window(due, later)
        assert installation.purge(later)[0] == 2
