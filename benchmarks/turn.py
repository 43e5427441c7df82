"""How long a turn takes and what a serving process weighs, on a real employee app over loopback.

Run with `python -m benchmarks.turn`. The messages are of ordinary lengths, in both languages; each is a POST
to the real process (gunicorn, one worker). The encoder's share is measured in this process, on the same
application, with a clock around the forward pass.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks.machine import machine
from chatbot.conversation.message import Typed
from config.companion import companion_for
from config.organisation import read_organisation
from signals.encoder.interface import Encoder, Scores, Thresholds
from signals.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
ORGANISATION = """
[organisation]
name = "Bench"
country = "FR"
simulated = true

[[unit]]
id = "all"
name = "All"
"""
MESSAGES = (
    ("fr", "J'en peux plus de mon chef, il me parle mal devant tout le monde depuis des semaines."),
    ("fr", "Trop de travail"),
    (
        "fr",
        "On nous change les consignes tous les jours et personne ne décide, alors je refais tout deux fois.",
    ),
    ("en", "I'm exhausted, three of us are doing the work of six and nobody listens."),
    ("en", "what should I do?"),
    (
        "en",
        "A customer screamed at me and my manager just watched. I still shake when I think of it.",
    ),
)
CONVERSATIONS = 30


def main() -> None:
    """Print the machine, a turn's median and 95th centile, the process's memory, the encoder's share."""
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
        served(folder)
        inside(folder)


def served(folder: Path) -> None:
    """Time turns against the real process."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = {**os.environ, "HAVRE_DATA_DIR": str(folder), "HAVRE_EMPLOYEE_PORT": str(port)}
    havre = [sys.executable, "-m", "config.cli.main"]
    subprocess.run([*havre, "init"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with ExitStack() as running:
        started = time.perf_counter()
        process = subprocess.Popen(
            [*havre, "employee"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.callback(process.wait)
        running.callback(process.terminate)
        connection = first_answer(port, process)
        print(
            f"employee app: first page {time.perf_counter() - started:.2f} s after the start of the process"
        )
        times = [taken for _ in range(CONVERSATIONS) for taken in conversation(connection)]
        workers = psutil.Process(process.pid).children(recursive=True)
        resident = max(worker.memory_info().rss for worker in workers)
        slow = statistics.quantiles(times, n=20)[18]
        print(
            f"turn over loopback ({len(times)} turns, one worker): "
            f"median {statistics.median(times) * 1e3:.1f} ms, 95th centile {slow * 1e3:.1f} ms"
        )
        print(f"web worker: {resident / 2**20:.0f} MiB resident after {len(times)} turns")


def first_answer(port: int, process: subprocess.Popen[bytes]) -> http.client.HTTPConnection:
    """Ask until the app answers, for at most a minute."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/fr/")
            connection.getresponse().read()
        except OSError:
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            break
        return connection
    raise SystemExit("The employee app did not start: run `havre init` and `havre employee` to see why.")


def conversation(connection: http.client.HTTPConnection) -> list[float]:
    """Send every message in its language, each with the state of the page before; seconds of each."""
    times = []
    for lang in ("fr", "en"):
        connection.request("GET", f"/{lang}/conversation")
        state = state_of(connection.getresponse().read().decode())
        for language, text in MESSAGES:
            if language != lang:
                continue
            body = urlencode({"state": state, "text": text})
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            started = time.perf_counter()
            connection.request("POST", f"/{lang}/conversation", body=body, headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            times.append(time.perf_counter() - started)
            if answer.status == http.client.OK:
                state = state_of(page)
            elif answer.status != http.client.TOO_MANY_REQUESTS:
                raise SystemExit(f"A turn answered {answer.status}.")
    return times


def state_of(page: str) -> str:
    """The sealed state that a page carries."""
    found = re.search(r'name="state"[^>]*value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


@dataclass
class TimedEncoder:
    """An encoder with a clock around it."""

    encoder: Encoder
    seconds: float = 0.0

    @property
    def thresholds(self) -> Thresholds:
        """Those of the encoder."""
        return self.encoder.thresholds

    def scores(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Read the texts and add the time that it took."""
        started = time.perf_counter()
        try:
            return self.encoder.scores(texts)
        finally:
            self.seconds += time.perf_counter() - started


def inside(folder: Path) -> None:
    """Time the turn alone, and the encoder in it."""
    companion = companion_for(read_organisation(folder / "organisation.toml"))
    if not isinstance(companion.reader, Reader) or companion.reader.encoder is None:
        raise SystemExit("The encoder could not be loaded.")
    clock = TimedEncoder(companion.reader.encoder)
    timed = replace(companion, reader=replace(companion.reader, encoder=clock))
    now = datetime.now(UTC)
    for text in ("bonjour", "hello"):
        timed.turn(timed.opening("fr")[0], Typed(text), now)
    clock.seconds = 0.0
    started = time.perf_counter()
    turns = 0
    for _ in range(CONVERSATIONS):
        for lang in ("fr", "en"):
            state, _ = timed.opening("fr" if lang == "fr" else "en")
            for language, text in MESSAGES:
                if language == lang:
                    state, _ = timed.turn(state, Typed(text), now)
                    turns += 1
    whole = time.perf_counter() - started
    print(
        f"turn without the web: mean {whole / turns * 1e3:.1f} ms, of which the encoder "
        f"{clock.seconds / turns * 1e3:.1f} ms ({clock.seconds / whole:.0%})"
    )


if __name__ == "__main__":
    main()
