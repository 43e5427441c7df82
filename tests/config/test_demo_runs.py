"""`havre demo` as a person runs it: it says how to enter, starts again quickly, and leaves nothing behind."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from reporting.accounts import Role

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
"""Seconds for a start on a machine that does much else; how long one should take is measured elsewhere."""


def free_ports():
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def demo(folder, ports):
    """The demo, started; killed with everything below it should a test fail."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HAVRE_")}
    environment = kept | {"HAVRE_EMPLOYEE_PORT": str(ports[0]), "HAVRE_STAFF_PORT": str(ports[1])}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.cli.main", "--data-dir", str(folder), "demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, until_started(process)
    finally:
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        process.wait()
        process.stdout.close()


def until_started(process):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Started in"):
            return "".join(lines)
    raise AssertionError("".join(lines))


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def gone(children):
    deadline = time.monotonic() + PATIENCE
    while any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children):
        assert time.monotonic() < deadline, [child.cmdline() for child in children if child.is_running()]
        psutil.wait_procs(children, timeout=0.1)
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


def test_it_starts_says_how_to_enter_and_stops_whole(folder):
    ports = free_ports()
    with demo(folder, ports) as (process, told):
        assert "a simulated organisation; nobody in it exists" in told
        for role in Role:
            assert re.search(rf" {role.value} +\S+-\S+ +[A-Z2-7]{{32}} +\d{{6}}\n", told)
        path = re.search(rf"http://127\.0\.0\.1:{ports[0]}(/fr/invitation)#\S+", told)[1]
        assert get(ports[0], path)[0] == 200
        assert get(ports[0], "/fr/")[0] == 200
        assert get(ports[1], "/")[0] < 400
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 3
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, rest
        assert "Traceback" not in rest
        assert gone(children)
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()


def test_a_demo_that_is_killed_takes_its_processes_with_it(folder):
    ports = free_ports()
    with demo(folder, ports) as (process, told):
        assert "Making the simulated organisation" not in told
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        assert gone(children)
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()


def test_when_one_process_ends_the_demo_says_so_and_ends(folder):
    with demo(folder, free_ports()) as (process, told):
        assert "Making the simulated organisation" not in told
        children = psutil.Process(process.pid).children(recursive=True)
        worker = next(child for child in children if child.cmdline()[-1] == "worker")
        worker.kill()
        rest = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 1
        assert "Error: `havre worker` stopped by itself (exit code -9); so does the demo." in rest
        assert gone(children)
