"""The table `[signals]` of the settings: which model reads the messages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class EncoderSettings(BaseModel):
    """The table `[signals.encoder]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    backend: Literal["onnx", "transformers"] = "onnx"
    """`onnx`: the model that ships; `transformers`: emotions by a model of the installation's own."""

    directory: Path | None = None
    """A Hugging Face directory for sequence classification, on this machine (`transformers` alone)."""

    labels: Path | None = None
    """The label file that says which emotion each of its labels means (`transformers` alone)."""


class Signals(BaseModel):
    """The table `[signals]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: EncoderSettings = EncoderSettings()
