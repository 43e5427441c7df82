"""A PostgreSQL of this test process alone: from Debian's binaries, in a temporary folder, on a Unix socket.

Started when the first test asks for it and stopped when the process ends. Never the machine's own: it
listens to no port, and the folder of its socket is its own.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from config.postgres_setup import set_up_postgres
from config.settings import Settings

ADMINISTRATOR = "administrator"
TEMPLATE = "template_havre"
ACCOUNT = "nobody"
"""Who the server runs as when root tests."""
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # What is recommended (docs/operations.md): contributions then stay out of the write-ahead log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
    "log_statement": "all",
    "log_destination": "stderr",
}

_numbers = itertools.count(1)


@dataclass(frozen=True)
class PrivatePostgres:
    """A running server, and the folder of everything it has."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def url(self, database: str, role: str | None = None) -> str:
        """The address of a database, with a role for psycopg or without one for the setting `postgres`."""
        return f"postgresql://{role + '@' if role else ''}/{database}?host={self.folder}"

    def administer(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database, ADMINISTRATOR), autocommit=True)

    def new_database(self, template: str = TEMPLATE) -> str:
        """The name of a fresh database with both stores, empty (or those of `template`)."""
        name = f"havre_{os.getpid()}_{next(_numbers)}"
        with self.administer() as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
            # What is granted on a database is not copied from the template.
            for grant in ("REVOKE ALL ON DATABASE {0} FROM PUBLIC", *_GRANTS):
                connection.execute(sql.SQL(grant).format(sql.Identifier(name)))
        return name

    def drop_database(self, name: str) -> None:
        with self.administer() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


_GRANTS = (
    "GRANT CONNECT ON DATABASE {0} TO havre_intake, havre_staff",
    "GRANT CONNECT, TEMPORARY ON DATABASE {0} TO havre_worker",
)


def binaries() -> Path:
    """The folder of Debian's newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("These tests need PostgreSQL: install it with `apt-get install postgresql`.")
    return found[-1].parent


@cache
def private_postgres() -> PrivatePostgres:
    """The server of this process, with the template database made ready as `havre init --postgres` does."""
    server = start(dict(SETTINGS))
    with server.administer() as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    settings = Settings(data_dir=server.folder / "havre", postgres=server.url(TEMPLATE))
    set_up_postgres(settings, server.url(TEMPLATE, ADMINISTRATOR))
    return server


def start(settings: dict[str, str]) -> PrivatePostgres:
    """A new server, stopped and removed when this process ends."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="havre-postgres-"))
    server = PrivatePostgres(folder)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    _run("initdb", "-D", server.data, "-U", ADMINISTRATOR, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    written = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(written + f"unix_socket_directories = '{folder}'\n")
    _run("pg_ctl", "-D", server.data, "-l", server.log, "-w", "-s", "start")
    _watch(server)
    return server


def _watch(server: PrivatePostgres) -> None:
    """Stop the server and remove its folder when this process has ended, however it ended.

    The watcher reads a pipe that only this process can write in: it closes with the process, even killed.
    """
    stop = f"{binaries() / 'pg_ctl'} -D {server.data} -m immediate -w -s stop"
    as_whom = "" if _account() is None else f"setpriv --reuid={ACCOUNT} --regid=nogroup --clear-groups "
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", f"read -r _; {as_whom}{stop}; rm -rf {server.folder}"],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    atexit.register(_end, watcher, os.getpid())


def _end(watcher: subprocess.Popen[bytes], owner: int) -> None:
    # A forked child ends without stopping the server of its parent.
    if os.getpid() == owner:
        watcher.communicate(b"\n")


def _account() -> pwd.struct_passwd | None:
    """Who the server runs as when root tests: PostgreSQL refuses to run as root."""
    return pwd.getpwnam(ACCOUNT) if os.geteuid() == 0 else None


def _run(program: str, *arguments: str | Path) -> None:
    account = _account()
    as_whom = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [binaries() / program, *arguments],
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **as_whom,
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr}")
