"""Taking the port an app listens on, before anything heavy is loaded."""

from __future__ import annotations

import errno
import socket


class PortTaken(Exception):
    """Another program listens on the port; the sentence names it and the setting to change."""


class CannotListen(Exception):
    """The app cannot listen where it was told to; the sentence says where and why."""


def take_port(host: str, port: int, setting: str) -> socket.socket:
    """Listen on `host`:`port` with a socket that passes on to child processes.

    `setting` is the name of the setting of the port, for the sentence of PortTaken. Raises PortTaken,
    CannotListen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it: an answer's last piece is not held back until the first is acknowledged.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            variable = f"HAVRE_{setting.upper()}"
            raise PortTaken(
                f"The port {port} is taken by another program: stop it, or set {variable} to a free port."
            ) from None
        raise CannotListen(f"Havre cannot listen on {host}:{port}: {error.strerror or error}.") from None
    listening.set_inheritable(True)
    return listening
