"""Where the model that ships with Havre lies."""

from __future__ import annotations

from pathlib import Path

MODEL_DIRECTORY = Path(__file__).parent / "model"
"""The model directory of this package: graph, tokenizer, configuration, labels, thresholds, card."""
