"""The settings of noise: off by default, refused with a sentence, and OpenDP loaded only when asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.noise import noise_of, noise_terms
from config.settings import SettingsError, load_settings
from reporting.noise import NoiseTerms

ON = '[privacy]\nnoise = "discrete-laplace"\n'


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOISE", "EPSILON_PER_YEAR"):
        monkeypatch.delenv(f"HAVRE_PRIVACY__{name}", raising=False)


def test_there_is_no_noise_unless_it_is_asked_for(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.privacy.noise, settings.privacy.epsilon_per_year) == ("none", 52.0)
    assert noise_terms(settings) is None
    assert noise_of(settings) is None


def test_the_budget_of_a_year_and_the_length_of_windows_make_the_terms(tmp_path: Path) -> None:
    (tmp_path / "havre.toml").write_text("window_weeks = 13\n" + ON + "epsilon_per_year = 13\n")
    settings = load_settings(tmp_path)
    assert noise_terms(settings) == NoiseTerms("discrete-laplace", 4.0, 3.25, 13.0)
    noise = noise_of(settings)
    assert noise is not None
    assert noise.terms == noise_terms(settings)
    assert len(noise.draw([20, 30])) == 2


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "havre.toml").write_text(ON + "epsilon_per_year = 13\n")
    monkeypatch.setenv("HAVRE_PRIVACY__EPSILON_PER_YEAR", "26")
    privacy = load_settings(tmp_path).privacy
    assert (privacy.noise, privacy.epsilon_per_year) == ("discrete-laplace", 26.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("noise", '"gauss"'),
        ("noise", "true"),
        ("epsilon_per_year", "0"),
        ("epsilon_per_year", "-1"),
        ("epsilon_per_year", "inf"),
        ("epsilon_per_year", "nan"),
    ],
)
def test_what_cannot_be_is_refused_with_its_two_places(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "havre.toml").write_text(f"[privacy]\n{name} = {value}\n")
    places = rf"setting privacy\.{name} \(HAVRE_PRIVACY__{name.upper()}, or privacy\.{name} in havre\.toml\)"
    with pytest.raises(SettingsError, match=places):
        load_settings(tmp_path)


def test_a_word_that_means_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "havre.toml").write_text("[privacy]\nepsilon = 1\n")
    with pytest.raises(SettingsError, match=r"'privacy\.epsilon' is not a setting"):
        load_settings(tmp_path)


def test_without_opendp_the_mend_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "havre.toml").write_text(ON)
    monkeypatch.delitem(sys.modules, "reporting.opendp_noise", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "opendp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opendp", None)
    with pytest.raises(SettingsError, match=r'pip install "havre\[noise\]"'):
        noise_of(load_settings(tmp_path))


@pytest.mark.parametrize("written", ["", ON])
def test_opendp_is_loaded_when_it_is_asked_for_and_not_otherwise(tmp_path: Path, written: str) -> None:
    (tmp_path / "havre.toml").write_text(written)
    code = (
        "import sys; from pathlib import Path; import config.installation; from config.noise import noise_of;"
        "from config.settings import load_settings; before = 'opendp' in sys.modules;"
        "noise_of(load_settings(Path(sys.argv[1]))); print(before, 'opendp' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", str(bool(written))]
