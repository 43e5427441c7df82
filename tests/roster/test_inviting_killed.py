"""A change of the roster is carried out once, even when the process is killed between the two stores."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from key_pool import pool_key

from config.installation import Installation, create_installation, open_installation
from config.invitation_sheet import links_sheet, with_codes
from config.inviting import CannotInvite, carry_out, change_to_carry_out, invitees_without_address
from config.postgres import Part
from config.settings import Settings
from config.stores import open_releases
from reporting.accounts import Role
from reporting.roster import Roster, RosterChange, RosterState
from signals.contributions.windows import parse_window

ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = """
[organisation]
name = "Essai"
simulated = true
[[unit]]
id = "nord"
name = "Nord"
"""
KILLED_AT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from config.installation import open_installation
from config.invitation_sheet import links_sheet, with_codes
from config.inviting import carry_out, change_to_carry_out, invitees_without_address
from config.settings import Settings

folder, out, place = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
now = datetime.now(UTC)
installation = open_installation(Settings(data_dir=folder))

class Killed:
    def add_invitations(self, invitations):
        if place == "after":
            installation.intake.add_invitations(invitations)
        os.kill(os.getpid(), signal.SIGKILL)

change = change_to_carry_out(installation.rosters, None, now)
written = with_codes(invitees_without_address(change))
with links_sheet(out, written, "http://x/fr/invitation", "0" * 64):
    carry_out(installation.rosters, Killed(), change, written, now)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with an approved change for 5 people."""
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    settings = Settings(data_dir=folder)
    now = datetime.now(UTC)
    with create_installation(settings, now, durable=False, make_key=lambda: pool_key(0)) as installation:
        hr = installation.accounts.add("hr", Role.HR, None, now).account
        second = installation.accounts.add("second", Role.REPRESENTATIVE, None, now).account
    staff = open_releases(settings, Part.STAFF, durable=False)
    roster = Roster(staff, settings.calendar)
    change = roster.propose(hr, settings.calendar.term_at(now), {"nord": 5}, now)
    assert isinstance(change, RosterChange)
    assert isinstance(roster.approve(change.id, second, now), RosterChange)
    staff.dispose()
    return settings


def only_change(installation: Installation) -> RosterChange:
    (change,) = installation.rosters.all()
    return change


def invited(installation: Installation, change: RosterChange) -> int:
    return sum(installation.intake.invited(parse_window(change.term)).values())


@pytest.mark.parametrize(("place", "stored"), [("before", 0), ("after", 5)])
def test_a_kill_never_gives_two_sets(settings: Settings, tmp_path: Path, place: str, stored: int) -> None:
    out = tmp_path / "out" / "links.csv"
    out.parent.mkdir()
    command = [sys.executable, "-c", KILLED_AT, str(settings.data_dir), str(out), place]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not out.exists()
    now = datetime.now(UTC)
    with open_installation(settings) as installation:
        change = only_change(installation)
        assert change.state is RosterState.CARRIED_OUT
        assert invited(installation, change) == stored
        # Nobody gets a second set, whatever name the command is given.
        for change_id in (None, change.id):
            with pytest.raises(CannotInvite):
                change_to_carry_out(installation.rosters, change_id, now)
        with pytest.raises(CannotInvite, match="not waiting to be carried out"):
            carry_out(installation.rosters, installation.intake, change, (), now)
        assert invited(installation, change) == stored
    (draft,) = out.parent.iterdir()
    assert draft.stat().st_mode & 0o777 == 0o600
    with draft.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 5


def test_of_several_who_carry_out_at_once_one_gets_a_file(settings: Settings, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with open_installation(settings) as installation:
        change = change_to_carry_out(installation.rosters, None, now)
        start = threading.Barrier(4)
        refused: list[str] = []

        def run(number: int) -> None:
            written = with_codes(invitees_without_address(change))
            start.wait()
            try:
                with links_sheet(tmp_path / f"{number}.csv", written, "http://x", "0" * 64):
                    carry_out(installation.rosters, installation.intake, change, written, now)
            except CannotInvite as error:
                refused.append(str(error))

        threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 3
        assert len([path for path in tmp_path.iterdir() if path.is_file()]) == 1
        assert invited(installation, change) == 5


def test_links_whose_name_was_taken_meanwhile_are_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    written = with_codes(())
    with pytest.raises(Exception, match="the links are in") as raised, links_sheet(out, written, "x", "0"):
        out.write_text("mine")
    assert out.read_text() == "mine"
    (draft,) = tmp_path.glob(".links.csv.*")
    assert str(draft) in str(raised.value)
