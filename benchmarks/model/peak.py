"""How fast this machine multiplies int8 matrices: the ceiling of any int8 model on it."""

from __future__ import annotations

import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SIZES = ((768, 384, 384), (768, 384, 1152), (768, 1152, 384), (1024, 1024, 1024), (2048, 2048, 2048))
"""Rows, inner size and columns: the shapes of the model at batch 32, and large squares."""


def peak(threads: int, seconds: float = 1.0) -> float:
    """Return the most thousand million operations a second (a product and a sum are two), over SIZES."""
    return max(_rate(threads, *size, seconds) for size in SIZES)


def _rate(threads: int, rows: int, inner: int, columns: int, seconds: float) -> float:
    draw = np.random.default_rng(0)
    weights = numpy_helper.from_array(draw.integers(-127, 127, (inner, columns)).astype(np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "weights"], ["product"])],
        "product",
        [helper.make_tensor_value_info("left", TensorProto.UINT8, [rows, inner])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, [rows, columns])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    left = {"left": draw.integers(0, 255, (rows, inner)).astype(np.uint8)}
    session.run(None, left)
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        session.run(None, left)
        best = min(best, time.perf_counter() - start)
    return 2 * rows * inner * columns / best / 1e9
