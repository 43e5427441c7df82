"""`havre dossier`: a whole folder or none, over nothing that exists, before any store is made."""

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.cli.main import havre
from config.dossier.folder import FolderRefused, write_folder
from config.settings import Settings

ORGANISATION = '[organisation]\nname = "Ateliers"\n[[unit]]\nid = "tout"\nname = "Tout"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HAVRE_{name.upper()}", raising=False)
    (tmp_path / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    return CliRunner().invoke(havre, ["--data-dir", str(folder), "dossier", *map(str, arguments)])


@pytest.mark.parametrize(("lang", "first"), [("fr", "LISEZ-MOI.md"), ("en", "README.md")])
def test_it_writes_six_files_before_any_store_exists(folder, lang, first):
    out = folder / "dossier"
    result = run(folder, "--lang", lang, "--out", out)
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 6
    assert first in names
    readme = (out / first).read_text(encoding="utf-8")
    assert all(f"({name})" in readme for name in names if name != first)
    assert sorted(path.name for path in folder.iterdir()) == ["dossier", "organisation.toml"]


def test_french_is_the_default_and_a_folder_is_needed(folder):
    assert run(folder, "--out", folder / "d").exit_code == 0
    assert (folder / "d" / "LISEZ-MOI.md").exists()
    assert run(folder).exit_code == 2


def test_nothing_is_overwritten(folder):
    out = folder / "dossier"
    out.mkdir()
    refused = run(folder, "--out", out)
    assert refused.exit_code == 1
    assert "exists already" in refused.output
    assert list(out.iterdir()) == []


def test_a_folder_in_no_folder_is_said(folder):
    refused = run(folder, "--out", folder / "no" / "where")
    assert refused.exit_code == 1
    assert "does not exist: create it first" in refused.output


def test_a_missing_organisation_file_is_said(folder):
    (folder / "organisation.toml").unlink()
    refused = run(folder, "--out", folder / "dossier")
    assert refused.exit_code == 1
    assert "no organisation file" in refused.output
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderRefused, match=r"cannot be written: No space left on device\."):
        write_folder(tmp_path / "dossier", {"a.md": "a"})
    assert list(tmp_path.iterdir()) == []


def test_a_dangling_link_is_not_followed(tmp_path):
    Path(tmp_path / "dossier").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderRefused, match="exists already"):
        write_folder(tmp_path / "dossier", {"a.md": "a"})
    assert not (tmp_path / "elsewhere").exists()
