"""The encoder that the settings ask for."""

from __future__ import annotations

import os
from importlib import import_module

import structlog

from config.settings import SettingsError
from config.signals_settings import EncoderSettings
from signals.encoder.interface import Encoder, EncoderUnavailable
from signals.encoder.onnx import OnnxEncoder

MOST_AT_ONCE = 4
"""How many messages the encoder reads at the same time, at most."""

_log = structlog.get_logger("havre.companion")


def encoder_of(settings: EncoderSettings) -> Encoder | None:
    """Return the encoder, or None when the model that ships cannot be used (said once in the log).

    Raises SettingsError when a model of one's own was asked for and cannot be had: whoever asked for it would
    not want another one in silence.
    """
    try:
        shipped = OnnxEncoder.load(threads=min(MOST_AT_ONCE, os.cpu_count() or 1))
    except EncoderUnavailable as missing:
        _log.warning("talking without the encoder", reason=str(missing))
        return None
    return shipped if settings.backend == "onnx" else _own(settings, shipped)


def _own(settings: EncoderSettings, shipped: Encoder) -> Encoder:
    if settings.directory is None or settings.labels is None:
        raise SettingsError(
            'The setting signals.encoder.backend is "transformers": write signals.encoder.directory (the '
            "folder of the model) and signals.encoder.labels (its label file) too."
        )
    try:
        # torch is large and an optional part: it is loaded here, and only when it is asked for.
        module = import_module("signals.encoder.hugging_face")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("torch", "transformers"):
            raise
        raise SettingsError(
            'The setting signals.encoder.backend is "transformers", and torch is not installed. Install it '
            'with `pip install "havre[torch]"`, or set signals.encoder.backend = "onnx".'
        ) from None
    try:
        encoder: Encoder = module.TransformersEncoder.load(settings.directory, settings.labels, shipped)
    except EncoderUnavailable as refused:
        raise SettingsError(str(refused)) from None
    return encoder
