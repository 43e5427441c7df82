"""Serving: nothing of a request in any log, a clean stop, the staff's process behind its wall."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.installation import create_installation
from config.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = '[organisation]\nname = "Essai"\n[[unit]]\nid = "tout"\nname = "Tout"\n'
STOP_SECONDS = 20


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    create_installation(load_settings(tmp_path), datetime.now(UTC)).close()
    return tmp_path


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(command, **settings):
    """A process of ours and its log; stopped by SIGTERM, its exit code must be 0."""
    ours = {name for name in os.environ if name.startswith("HAVRE_")} - {"HAVRE_POSTGRES"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= settings | {"PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = []
    try:
        yield process, log
        process.send_signal(signal.SIGTERM)
        log.append(process.communicate(timeout=STOP_SECONDS)[1])
        assert process.returncode == 0, log
    finally:
        process.kill()
        process.communicate()


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STOP_SECONDS)
    try:
        connection.request("GET", path, headers={"User-Agent": "canary-agent"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def send(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=STOP_SECONDS) as connection:
        connection.sendall(request)
        return connection.recv(200)


def core_limit(process):
    """The most that the kernel writes of the process's memory when it crashes, soft and hard."""
    lines = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii").splitlines()
    return next(line.split()[4:6] for line in lines if line.startswith("Max core file size"))


def test_no_log_tells_anything_of_a_request(folder):
    port = free_port()
    with running(["tests/config/failing_app.py", str(folder), str(port)]) as (process, log):
        assert process.stdout.readline() == f"http://127.0.0.1:{port}\n"
        assert get(port, "/fine") == (200, b"fine")
        assert get(port, "/canary-page?canary-query")[0] == 500
        assert b"400" in send(port, b"canary malformed request\r\n\r\n")
        assert b"400" in send(port, b"GET / HTTP/1.1\r\ncanary header\r\n\r\n")
    assert "canary" not in log[0]
    assert "127.0.0.1" not in log[0]
    # What a developer needs is there: the kind of error and its line.
    assert re.search(r"A request failed: ValueError at .*failing_app\.py:\d+\.", log[0])
    assert "A request could not be read." in log[0]


def test_the_staff_app_answers_and_stops(folder):
    port = free_port()
    command = ["-m", "config.cli.main", "--data-dir", str(folder), "staff"]
    with running(command, HAVRE_STAFF_PORT=str(port)) as (process, log):
        assert process.stdout.readline() == f"Staff app: http://127.0.0.1:{port}\n"
        assert get(port, "/")[0] < 400
        assert core_limit(process) == ["0", "0"]
    assert "canary" not in log[0]


def test_the_worker_beats_releases_and_stops(folder):
    command = ["-m", "config.cli.main", "--data-dir", str(folder), "worker"]
    with running(command) as (process, log):
        assert "The worker runs." in process.stderr.readline()
        assert core_limit(process) == ["0", "0"]
        # Stopped at once: what it has begun is finished first.
    assert "The worker has stopped." in log[0]
