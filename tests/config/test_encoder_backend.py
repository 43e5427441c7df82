"""`signals.encoder.backend`: the model that ships, or the one asked for, or a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from config.encoder import encoder_of
from config.settings import SettingsError
from config.signals_settings import EncoderSettings
from signals.encoder.onnx import OnnxEncoder


def test_by_default_the_model_that_ships_reads() -> None:
    assert isinstance(encoder_of(EncoderSettings()), OnnxEncoder)


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(ValidationError, match="onnx"):
        EncoderSettings.model_validate({"backend": "cloud"})


def test_a_model_of_one_s_own_needs_its_folder_and_its_label_file() -> None:
    with pytest.raises(SettingsError, match=r"signals\.encoder\.directory .* signals\.encoder\.labels"):
        encoder_of(EncoderSettings(backend="transformers"))


def test_without_torch_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    """The everyday environment has no torch, as an installation has none by default."""
    asked = EncoderSettings(backend="transformers", directory=tmp_path, labels=tmp_path / "labels.toml")
    with pytest.raises(SettingsError, match=r'pip install "havre\[torch\]"'):
        encoder_of(asked)
