"""The table `[chatbot]` of the settings: optional generation, off by default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Generation(BaseModel):
    """The table `[chatbot.generation]`: a model, on premises, that may rephrase an authored reply."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = None
    """The address of an OpenAI-compatible server up to /v1, like http://127.0.0.1:11434/v1; none: off."""

    model: str = "default"
    """The name of the model, as that server knows it."""

    timeout_seconds: Annotated[float, Field(ge=0.2, le=10, allow_inf_nan=False)] = 2.0
    """How long a person may wait for it, at most; then the authored reply goes out."""

    api_key_file: Path | None = None
    """A file that holds the server's key, readable by Havre's account alone."""

    trusted_host: bool = False
    """Whether a server outside this machine and the private networks is the organisation's own."""


class Chatbot(BaseModel):
    """The table `[chatbot]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    generation: Generation = Generation()
