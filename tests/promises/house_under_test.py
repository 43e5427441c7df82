"""A whole installation with its two apps running as they do for people: real processes, stores, logs."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

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
        """Make invitations and return their codes."""
        sheet = self.folder.parent / name
        self.havre("invite", "--unit", unit, "--count", str(count), "--out", str(sheet))
        links = [row.split(",")[-1] for row in sheet.read_text(encoding="utf-8").split()[1:]]
        return [link.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] for link in links]


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
