"""Running the three processes of the demo together: started side by side, stopped together, none left
behind.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 90.0
"""How long an app may take before the demo gives up on it: the first start on a slow machine reads a model.
"""

STOP_SECONDS = 15.0
POLL_SECONDS = 0.05


class ChildStopped(Exception):
    """One of the processes ended by itself; the sentence names it. Its own message stands above."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the demo; `address` is the (host, port) at which it answers, None for the worker."""

    name: str
    process: subprocess.Popen[bytes]
    address: tuple[str, int] | None


def start_child(name: str, data_dir: Path, address: tuple[str, int] | None) -> Child:
    """Start `havre NAME` on `data_dir`, in a session of its own: Ctrl-C reaches the demo, which stops the
    others.
    """
    child = [sys.executable, "-m", "config.demo.child", str(os.getpid())]
    process = subprocess.Popen(
        [*child, "--data-dir", str(data_dir), name],
        env=_environment(os.environ, data_dir),
        stdin=subprocess.DEVNULL,
        # What the apps say of themselves at the start stands in the demo's own table; errors go to stderr.
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    return Child(name, process, address)


def wait_until_ready(children: tuple[Child, ...], clock: Callable[[], float] = time.monotonic) -> None:
    """Return when every app answers; raise ChildStopped when one ends, or does not answer in time."""
    deadline = clock() + START_SECONDS
    waiting = [child for child in children if child.address is not None]
    while waiting:
        check_alive(children)
        if clock() > deadline:
            raise ChildStopped(
                f"`havre {waiting[0].name}` does not answer after {START_SECONDS:.0f} seconds."
            )
        waiting = [child for child in waiting if not _answers(child)]
        if waiting:
            time.sleep(POLL_SECONDS)


def check_alive(children: tuple[Child, ...]) -> None:
    """Raise ChildStopped when one of `children` has ended."""
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise ChildStopped(
                f"`havre {child.name}` stopped by itself (exit code {code}); so does the demo."
            )


def stop_children(children: tuple[Child, ...]) -> None:
    """Ask every process to stop, and end those that have not after a while."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _answers(child: Child) -> bool:
    if child.address is None:
        return True
    connection = http.client.HTTPConnection(*child.address, timeout=2.0)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        # Not listening yet, or listening and still loading.
        return False
    finally:
        connection.close()


def _environment(inherited: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment of a child: ours, except that the demo has its own folder, organisation and stores."""
    own = {"HAVRE_DATA_DIR", "HAVRE_POSTGRES"}
    kept = {name: value for name, value in inherited.items() if name not in own}
    return kept | {"HAVRE_ORGANISATION_FILE": str(data_dir / "organisation.toml")}
