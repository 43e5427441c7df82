"""Preparing the environment: whatever is wrong with the machine is said in one clear sentence."""

from __future__ import annotations

import errno
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
    assert "Say `runtime` or `test`" in capsys.readouterr().err


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
    for path in sorted((Path(__file__).parents[2] / "config" / "locks").iterdir()):
        assert "://" not in path.read_text(encoding="utf-8"), path.name
