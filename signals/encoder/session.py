"""Open an ONNX graph as Havre runs them all: on one thread, in memory that it keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime

from signals.encoder.interface import EncoderUnavailable


def open_session(graph: Path | bytes, path: Path) -> Any:
    """Return the session of a graph; raise EncoderUnavailable, which names `path`, when it cannot be read."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Memory given back after each batch is paid for again, page by page: a fifth of a batch's time. What is
    # kept is bounded by the tokens run at once (onnx.TOKENS); a plan of it per shape would not be.
    options.enable_cpu_mem_arena = True
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    # The library raises whatever its own layers raise, so every kind is turned into ours.
    except Exception as error:
        raise EncoderUnavailable(
            f"{path} cannot be loaded ({type(error).__name__}); install the model again."
        ) from error
