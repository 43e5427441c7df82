"""Preparing the environment: whatever is wrong with the machine is said in one clear sentence."""

from __future__ import annotations

import errno
import json
import re
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from config.setup import environment


def test_an_old_python_is_named_with_the_one_to_install() -> None:
    with pytest.raises(environment.CannotPrepare, match=r"needs Python 3\.11 or newer and this is 3\.9"):
        environment.check_python((3, 9, 2))
    environment.check_python((3, 11, 0))
    environment.check_python((3, 14, 1))


def test_a_disk_too_small_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(environment.CannotPrepare, match="make room"):
        environment.check_room(tmp_path, needed=2**80)
    environment.check_room(tmp_path, needed=1)


def test_without_root_the_sentence_gives_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    with pytest.raises(environment.CannotPrepare, match=r"run `sudo apt-get install -y .*chromium"):
        environment.install_from_debian(["chromium"], "Chromium (for the browser tests)")


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (PermissionError(errno.EACCES, "denied", "place"), "No permission to write place"),
        (OSError(errno.ENOSPC, "full"), "The disk is full"),
        (environment.CannotPrepare("One sentence."), "One sentence."),
    ],
)
def test_each_failure_is_one_sentence_and_no_traceback(
    problem: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_kind: str) -> None:
        raise problem

    monkeypatch.setattr(environment, "prepare", fail)
    assert environment.main(["runtime"]) == 1
    assert capsys.readouterr().err.startswith(sentence)


def test_an_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main(["everything"]) == 2
    assert "Say `runtime`, `test`, `generation` or `train`" in capsys.readouterr().err


def test_the_stamp_follows_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locks = tmp_path / "locks"
    locks.mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    (locks / "runtime.txt").write_text("one==1\n")
    (locks / "test.txt").write_text("one==1\ntwo==2\n")
    venv = tmp_path / "venv"
    venv.mkdir()
    for name, value in (("ROOT", tmp_path), ("LOCKS", locks), ("VENV", venv)):
        monkeypatch.setattr(environment, name, value)
    assert not environment.is_ready("runtime")
    (venv / "havre-test").write_text(environment.stamp_of("test"))
    assert environment.is_ready("runtime")
    assert environment.is_ready("test")
    (locks / "test.txt").write_text("one==1\ntwo==3\n")
    assert not environment.is_ready("test")


def test_no_lock_records_a_download_address() -> None:
    root = Path(__file__).parents[2]
    for path in (*(root / "config" / "locks").iterdir(), root / "tests" / "interop" / "package-lock.json"):
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_the_npm_lock_pins_every_package_to_a_version_and_a_digest() -> None:
    locked = json.loads((environment.INTEROP_LOCK / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((environment.INTEROP_LOCK / "package.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in locked["packages"].items() if name}
    assert locked["packages"][""]["dependencies"] == asked["dependencies"]
    for name, package in packages.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), name
        assert package["integrity"].startswith("sha512-"), name


@pytest.fixture
def postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without PostgreSQL whose root we are; gives the file that says `no cluster`."""
    no_cluster = tmp_path / "etc" / "createcluster.d" / "havre.conf"
    monkeypatch.setattr(environment, "POSTGRES", tmp_path / "postgresql")
    monkeypatch.setattr(environment, "NO_CLUSTER", no_cluster)
    monkeypatch.setattr(environment, "may_install", lambda: True)
    return no_cluster


@pytest.mark.parametrize("fails", [False, True])
def test_postgres_comes_without_a_cluster_and_leaves_no_setting_behind(
    fails: bool, postgres: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[list[str], str]] = []

    def install(packages: list[str], _purpose: str) -> None:
        said.append((packages, postgres.read_text()))
        if fails:
            raise environment.CannotPrepare("No network.")

    monkeypatch.setattr(environment, "install_from_debian", install)
    with pytest.raises(environment.CannotPrepare) if fails else nullcontext():
        environment.ensure_postgres()
    assert said == [(["postgresql"], "create_main_cluster = false\n")]
    assert not postgres.exists()


def test_a_setting_that_was_there_before_stays(postgres: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres.parent.mkdir(parents=True)
    postgres.write_text("# ours\n")
    monkeypatch.setattr(environment, "install_from_debian", lambda *_: None)
    environment.ensure_postgres()
    assert postgres.read_text() == "# ours\n"


def test_a_postgres_that_is_there_is_left_alone(postgres: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = environment.POSTGRES / "15" / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    monkeypatch.setattr(environment, "install_from_debian", lambda *_: pytest.fail("installed again"))
    environment.ensure_postgres()
    assert not postgres.parent.exists()


def test_without_root_nothing_is_written_and_the_sentence_names_postgres(
    postgres: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "may_install", lambda: False)
    with pytest.raises(environment.CannotPrepare, match=r"PostgreSQL .* is missing: .* postgresql`"):
        environment.ensure_postgres()
    assert not postgres.parent.exists()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with one program, an `npm` that notes its words in the file returned and fails when told so."""
    programs, words = tmp_path / "programs", tmp_path / "words"
    programs.mkdir()
    program = programs / "npm"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {words}\n'
        'if [ -n "$FAILS" ]; then echo "npm warn old" >&2; echo "npm error no route" >&2; exit 1; fi\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(environment, "INTEROP", tmp_path / "venv" / "interop")
    return words


def test_npm_is_asked_once_for_exactly_the_lock_and_runs_no_script(npm: Path) -> None:
    for _ in range(2):
        environment.ensure_interop()
    assert npm.read_text() == "ci --ignore-scripts --no-audit --no-fund\n"
    lock = "package-lock.json"
    assert (environment.INTEROP / lock).read_bytes() == (environment.INTEROP_LOCK / lock).read_bytes()


def test_npm_is_asked_again_when_the_lock_changed(
    npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(environment.INTEROP_LOCK, changed)
    monkeypatch.setattr(environment, "INTEROP_LOCK", changed)
    environment.ensure_interop()
    (changed / "package-lock.json").write_text("{}")
    environment.ensure_interop()
    assert len(npm.read_text().splitlines()) == 2


def test_when_npm_fails_its_reason_is_said_and_the_next_run_tries_again(
    npm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "yes")
    with pytest.raises(environment.CannotPrepare, match=r"names: npm error no route\nCheck the network"):
        environment.ensure_interop()
    monkeypatch.delenv("FAILS")
    environment.ensure_interop()
    assert len(npm.read_text().splitlines()) == 2


def test_without_npm_the_sentence_gives_the_command(
    npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(environment.CannotPrepare, match=r"npm .* is missing: .* nodejs npm`"):
        environment.ensure_interop()
    assert not npm.exists()
