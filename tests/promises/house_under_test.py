"""A whole installation with its two apps running as they do for people: real processes, stores, logs."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from staff_decisions import decisions

from config.installation import open_installation
from config.settings import Settings
from reporting.accounts import Role
from reporting.roster import RosterChange

ROOT = Path(__file__).parents[2]
ORGANISATION = """
[organisation]
name = "Maison d’essai"
country = "FR"
simulated = true

[[unit]]
id = "house"
name = "Toute la maison"

[[unit]]
id = "workshop"
name = "Atelier"
parent = "house"

[[unit]]
id = "office"
name = "Bureau"
parent = "house"
"""


@dataclass(frozen=True)
class House:
    """One installation: its folder, its log files, and where its apps answer."""

    folder: Path
    logs: Path
    environment: dict[str, str]
    employee: str
    staff: str

    def havre(self, *words: str) -> str:
        """Run a command of the installation to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "config.cli.main", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def invitations(self, unit: str, count: int, name: str) -> list[str]:
        """Let two people decide to invite so many, make the invitations, and return their codes."""
        return [link.rsplit("#", 1)[-1].split(".")[0] for link in self.links(unit, count, name)]

    def links(self, unit: str, count: int, name: str) -> list[str]:
        """The same, as the links that would be sent."""
        sheet, now = self.folder.parent / name, datetime.now(UTC)
        with open_installation(Settings(data_dir=self.folder)) as installation:
            proposer, decider = (
                installation.accounts.add(f"{role}-{name}", role, None, now).account
                for role in (Role.HR, Role.REPRESENTATIVE)
            )
            term = installation.settings.calendar.term_at(now)
        with decisions(Settings(data_dir=self.folder)) as rosters:
            proposed = rosters.propose(proposer, term, {unit: count}, now)
            assert isinstance(proposed, RosterChange)
            rosters.approve(proposed.id, decider, now)
        self.havre("invite", "--change", proposed.id, "--out", str(sheet))
        return [row.split(",")[-1] for row in sheet.read_text(encoding="utf-8").split()[1:]]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the app answers; each refused connection returns at once, so the loop is bounded by time."""
    for _ in range(4000):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(address, timeout=20).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise AssertionError(f"{address} never answered: {log.read_text(encoding='utf-8')}")
