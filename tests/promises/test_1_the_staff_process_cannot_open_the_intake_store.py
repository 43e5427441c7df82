"""Promise 1, between processes: the staff app cannot open the intake store, whatever code runs in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from house_under_test import ROOT, House
from py_landlock import LandlockError, get_abi_version

PROBE = """
import pathlib, sqlite3, sys
import config.cli.staff as staff
import config.serving as serving
from config.settings import load_settings

def attack(served, settings, ready):
    print(type(serving.confine(served.wall.writable, served.wall.readable)).__name__)
    sqlite3.connect(settings.releases_path).execute("select count(*) from sqlite_master")
    for name, attempt in {
        "open": lambda: settings.intake_path.read_bytes(),
        "sqlite": lambda: sqlite3.connect(settings.intake_path).execute("select * from contributions"),
        "keys": lambda: list(map(pathlib.Path.read_bytes, settings.employee_keys.rglob("*.key"))) or 1 / 0,
        "link": lambda: (settings.releases_path.parent / "stolen").hardlink_to(settings.intake_path),
    }.items():
        try:
            attempt()
            print(name, "opened")
        except (PermissionError, sqlite3.OperationalError, ZeroDivisionError, OSError):
            print(name, "refused")

staff.serve = attack
staff.command.main(args=[], obj=None, standalone_mode=False)
"""


@pytest.mark.sqlite_only("on PostgreSQL the wall is made of roles: tests/stores/test_postgres_rights.py")
def test_inside_its_wall_the_staff_process_is_refused(house: House) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=house.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    kind, *refusals = done.stdout.splitlines()
    try:
        get_abi_version()
    except LandlockError:  # then the app's log says so, and docs/operations.md gives the way of two accounts
        assert kind == "Unconfined"
        return
    assert kind == "Confined"
    assert refusals == ["open refused", "sqlite refused", "keys refused", "link refused"]


def test_no_module_of_the_staff_app_knows_how() -> None:
    for path in [ROOT / "config" / "staff_app.py", *sorted((ROOT / "reporting" / "pages").rglob("*.py"))]:
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom | ast.Import)
            for name in (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
        }
        forbidden = (
            "signals.contributions.store",
            "signals.contributions.models",
            "signals.contributions.counting",
        )
        assert not [name for name in imported if name.startswith(forbidden)], Path(path).name
