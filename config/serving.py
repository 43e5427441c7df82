"""Serving one of the two apps with gunicorn: one process of threads, and nothing of a request in any log.

gunicorn's own log names the address of a client whose request is malformed, prints the address of a page
that failed and the trace of its error, in which a message could stand. `QuietLogger` keeps of these the
kind of error and the line of code, which is what a developer needs.

The port is taken first: a port in use is then one sentence at once, and not after the model is loaded.
"""

from __future__ import annotations

import importlib
import logging
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types
from gunicorn.errors import AppImportError  # type: ignore[import-untyped]  # gunicorn ships no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # gunicorn ships no types

from config.confinement import Unconfined, confine, forbid_core_dumps
from config.listening import take_port
from config.settings import Settings

THREADS = 8
"""Requests served at the same time by one process; a turn is short and most of it is the encoder's."""

SHUTDOWN_SECONDS = 10
"""How long requests under way may take when the app is stopped."""


@dataclass(frozen=True, slots=True)
class Wall:
    """The folders and files that the serving process keeps when everything else is shut to it, and the TCP
    ports it may connect to: of its database, if that is where the stores are, and of a model server.
    """

    writable: Sequence[Path] = ()
    readable: Sequence[Path] = ()
    ports: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """One app: its name, the module whose `build_from_settings` makes it, and where it listens."""

    name: str
    module: str
    host: str
    port: int
    port_setting: str
    wall: Wall | None = None
    workers: int = 1
    failures: tuple[type[Exception], ...] = field(default=())
    """What `build_from_settings` may raise with a sentence of its own."""


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's log without anything of a request: no address, no page, no text of an error."""

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Say that a request was malformed, and not whose or how; pass on what is about the processes."""
        if str(msg).startswith("Invalid request"):
            super().warning("A request could not be read.")
        else:
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """Name the kind of an error and where in the code it arose."""
        if str(msg) == "Exception in worker process" and sys.exc_info()[0] is not None:
            # The process has not read a request yet: its whole trace tells of the installation only.
            super().exception(msg, *args, **kwargs)
        else:
            super().error("A request failed: %s.", _kind_and_place())

    def debug(self, *_args: object, **_kwargs: object) -> None:
        """Write nothing, whatever the level: what gunicorn debugs is the page that each request asks for."""

    def access(self, *_args: object, **_kwargs: object) -> None:
        """Write nothing: there is no access log."""


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, served: Served, settings: Settings, listening: socket.socket) -> None:
        self._served = served
        self._settings = settings
        self._listening = listening
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"fd://{self._listening.fileno()}",
            "workers": self._served.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "proc_name": f"havre-{self._served.name}",
            "loglevel": "warning" if self._settings.log_level == "INFO" else self._settings.log_level.lower(),
            "logger_class": QuietLogger,
            "accesslog": None,
            "graceful_timeout": SHUTDOWN_SECONDS,
            "control_socket_disable": True,
            # The worker's sign of life is a file that is touched every second: never on a disk.
            "worker_tmp_dir": _memory_folder(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Make the app, in the serving process and after its walls are up."""
        wall = self._served.wall
        if wall is not None:
            confined = confine(wall.writable, wall.readable, wall.ports)
            if isinstance(confined, Unconfined):
                logging.getLogger("gunicorn.error").warning(confined.reason)
        # By name, like the commands of config/cli/main.py: the process that only watches stays small.
        build: Callable[[Settings], object] = importlib.import_module(self._served.module).build_from_settings
        try:
            return build(self._settings)
        except self._served.failures as error:
            raise AppImportError(f"Error: {error}") from None


def serve(served: Served, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is told the address once it is taken.

    Raises PortTaken or NotServed before anything is loaded.
    """
    forbid_core_dumps()
    listening = take_port(served.host, served.port, served.port_setting)
    ready(f"http://{served.host}:{served.port}")
    _Application(served, settings, listening).run()


def _kind_and_place() -> str:
    kind, _, trace = sys.exc_info()
    if kind is None:
        return "no error is known"
    frames = traceback.extract_tb(trace)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{kind.__name__}{place}"


def _memory_folder() -> str | None:
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes an anonymous file in it, which has no name to guess
    return str(memory) if memory.is_dir() else None
