"""The running installation that every promise is tested on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from house_under_test import ORGANISATION, ROOT, House, free_port, wait_until_it_answers


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation whose employee app and staff app are running."""
    place = tmp_path_factory.mktemp("house")
    folder, logs, scratch = place / "var", place / "logs", place / "tmp"
    for made in (folder, logs, scratch):
        made.mkdir()
    (folder / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    ports = {"HAVRE_EMPLOYEE_PORT": str(free_port()), "HAVRE_STAFF_PORT": str(free_port())}
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith("HAVRE_") or name == "HAVRE_POSTGRES"
        },
        **ports,
        "HAVRE_DATA_DIR": str(folder),
        "TMPDIR": str(scratch),
        "HAVRE_LOG_LEVEL": "DEBUG",
    }
    made_house = House(
        folder,
        logs,
        environment,
        f"http://127.0.0.1:{ports['HAVRE_EMPLOYEE_PORT']}",
        f"http://127.0.0.1:{ports['HAVRE_STAFF_PORT']}",
    )
    made_house.havre("init")
    with ExitStack() as running:
        for name, address in (("employee", made_house.employee), ("staff", made_house.staff)):
            log = logs / f"{name}.log"
            sink = running.enter_context(log.open("wb"))
            process = subprocess.Popen(
                [sys.executable, "-m", "config.cli.main", name],
                env=environment,
                cwd=ROOT,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
            running.callback(process.wait, timeout=30)
            running.callback(process.terminate)
            wait_until_it_answers(address + "/", process, log)
        yield made_house
