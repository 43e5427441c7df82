"""Settings: environment over file over default; thresholds only go up; each error is a sentence with its
place.
"""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HAVRE_{name.upper()}", raising=False)


def test_the_defaults_are_those_of_the_design(tmp_path):
    settings = load_settings(tmp_path)
    assert (settings.k, settings.t, settings.coalition, settings.window_weeks) == (10, 3, 1, 4)
    assert (settings.employee_host, settings.employee_port, settings.staff_port) == ("127.0.0.1", 8000, 8001)
    assert settings.organisation_path == tmp_path / "organisation.toml"
    assert settings.invitation_address == "http://127.0.0.1:8000"


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path, monkeypatch):
    (tmp_path / "havre.toml").write_text('k = 15\nt = 5\nemployee_url = "https://parler.example/"\n')
    monkeypatch.setenv("HAVRE_K", "20")
    settings = load_settings(tmp_path)
    assert (settings.k, settings.t) == (20, 5)
    assert settings.invitation_address == "https://parler.example"


def test_the_file_is_that_of_the_data_directory_of_the_environment(tmp_path, monkeypatch):
    (tmp_path / "havre.toml").write_text("k = 11\n")
    monkeypatch.setenv("HAVRE_DATA_DIR", str(tmp_path))
    assert load_settings().k == 11
    assert load_settings().data_dir == tmp_path


REFUSED = [
    ("K", "9"),
    ("T", "2"),
    ("COALITION", "0"),
    ("WINDOW_WEEKS", "2"),
    ("TIME_ZONE", "Europe/Lutece"),
    ("TIME_ZONE", "../../etc/passwd"),
    ("EMPLOYEE_PORT", "0"),
    ("STAFF_PORT", "http"),
    ("LOG_LEVEL", "LOUD"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_cannot_be_is_refused_with_the_name_of_the_setting(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(f"HAVRE_{name}", value)
    with pytest.raises(
        SettingsError, match=rf"The setting {name.lower()} \(HAVRE_{name}, or .*havre\.toml\) is "
    ):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"k = 5\n", "setting k "),
        (b"seuil = 12\n", "'seuil' is not a setting"),
        (b"k = \n", "cannot be read: .*line 1"),
        (b'employee_url = "\xe9"\n', "cannot be read"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(tmp_path, written, said):
    (tmp_path / "havre.toml").write_bytes(written)
    with pytest.raises(SettingsError, match=said):
        load_settings(tmp_path)


def test_every_error_is_told_at_once(tmp_path):
    (tmp_path / "havre.toml").write_text("k = 5\nt = 1\n")
    with pytest.raises(SettingsError, match=r"setting k .*setting t "):
        load_settings(tmp_path)


def test_the_two_stores_and_the_two_sets_of_keys_are_in_folders_of_their_own(tmp_path):
    settings = load_settings(tmp_path)
    folders = {
        settings.intake_path.parent,
        settings.releases_path.parent,
        settings.employee_keys,
        settings.staff_keys,
    }
    assert len(folders) == 4
    assert all(Path(tmp_path) in folder.parents for folder in folders)
