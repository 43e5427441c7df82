"""Turn the products of a graph into int8: every weight eight bits, with one scale for each of its columns.

Most of it is ONNX Runtime's own dynamic quantiser. Attention is done here: the library would give its weights
seven bits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from signals.training.graph import MICROSOFT

_LARGEST = 127.0


def quantise(model: ModelProto) -> ModelProto:
    """Return the graph with its products and its words in int8; what lies between them stays in float."""
    with tempfile.TemporaryDirectory() as scratch:
        plain, done = Path(scratch) / "plain.onnx", Path(scratch) / "int8.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain, done, weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            # What lies between the products is ONNX Runtime's own, whose types its quantiser does not infer.
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )  # fmt: skip
        quantised = onnx.load(done)
    _quantise_attention(quantised)
    return quantised


def columns_in_int8(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a weight (inputs, outputs) in whole numbers from -127 to 127, and the scale of each column."""
    scale = np.abs(weight).max(axis=0) / _LARGEST
    # A column of zeros is zeros at any scale.
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    return np.rint(weight / scale).astype(np.int8), scale


def _quantise_attention(model: ModelProto) -> None:
    """Replace every Attention of the graph by the operator that does the same with int8 products."""
    graph = model.graph
    constants = {one.name: one for one in graph.initializer}
    nodes: list[NodeProto] = []
    for node in graph.node:
        if node.op_type != "Attention":
            nodes.append(node)
            continue
        weight = constants[node.input[1]]
        whole, scale = columns_in_int8(numpy_helper.to_array(weight))
        graph.initializer.remove(weight)
        parts = {"quantized": whole, "scale": scale, "zero_point": np.zeros(len(scale), np.int8)}
        for part, values in parts.items():
            graph.initializer.append(numpy_helper.from_array(values, f"{weight.name}_{part}"))
        nodes.extend(_in_int8(node, weight.name))
    del graph.node[:]
    graph.node.extend(nodes)


def _in_int8(node: NodeProto, weight: str) -> Iterator[NodeProto]:
    """Give the two nodes that read an Attention's input in int8 and answer as it would."""
    value, _, bias, mask = node.input
    read, scale, zero = (f"{value}_{part}" for part in ("quantized", "scale", "zero_point"))
    yield helper.make_node("DynamicQuantizeLinear", [value], [read, scale, zero], name=f"{node.name}.read")
    whole, each, nothing = (f"{weight}_{part}" for part in ("quantized", "scale", "zero_point"))
    reading = helper.make_node(
        "QAttention", [read, whole, bias, scale, each, mask, zero, nothing], node.output,
        name=node.name, domain=MICROSOFT,
    )  # fmt: skip
    reading.attribute.extend(node.attribute)
    yield reading
