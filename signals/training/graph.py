"""Write a trained network out as an ONNX graph, node by node.

Written by hand rather than traced: a trace carries hundreds of nodes that compute shapes, splits what one
operator of ONNX Runtime does at once (attention with its products; a sum and its normalisation), and costs a
third more. The products are left in float here; `export` quantises them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from signals.encoder.labels import EMBEDDING, INDEPENDENT, OUTPUTS
from signals.training.network import Layer, Network

OPSET = 17
MICROSOFT = "com.microsoft"
IR_VERSION = 9
"""The oldest that the opset allows: ONNX Runtime of any recent version reads it."""


@dataclass(slots=True)
class Writer:
    """A graph being written: its nodes in order and its constants by name."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, NDArray[np.generic]] = field(default_factory=dict)

    def constant(self, name: str, value: torch.Tensor | NDArray[np.generic]) -> str:
        """Keep a constant; return its name."""
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else value
        self.constants[name] = np.ascontiguousarray(array)
        return name

    def node(
        self, kind: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: object
    ) -> str:
        """Add a node with one output; return the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def weight(self, name: str, linear: torch.nn.Linear) -> str:
        """Keep a layer's weights, one row per input; return their name."""
        return self.constant(f"{name}.weight", linear.weight.detach().T.contiguous())

    def product(self, value: str, name: str, linear: torch.nn.Linear) -> str:
        """Add the product of `value` and a layer's weights, without its bias."""
        return self.node("MatMul", [value, self.weight(name, linear)], f"{name}.product")

    def model(
        self, name: str, inputs: Sequence[ValueInfoProto], outputs: Sequence[ValueInfoProto]
    ) -> ModelProto:
        """Return what was written as a model that any recent ONNX Runtime reads."""
        constants = [numpy_helper.from_array(value, known) for known, value in self.constants.items()]
        whole = helper.make_graph(self.nodes, name, inputs, outputs, constants)
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(whole, opset_imports=domains, ir_version=IR_VERSION)


def graph(network: Network) -> ModelProto:
    """Return the whole network, with the heads' probabilities and the embedding as outputs (OUTPUTS)."""
    out = Writer()
    hidden = _words(out, network)
    for number, layer in enumerate(network.layers):
        hidden = _layer(out, f"network.layers.{number}", layer, hidden)
    _answers(out, network, _features(out, network, hidden))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", None]) for name in OUTPUTS]
    return out.model("encoder", inputs, outputs)


def _words(out: Writer, network: Network) -> str:
    """Add the word pieces, their places and the first normalisation."""
    pieces = out.constant("network.word.weight", network.word.weight)
    places = out.constant("network.position", network.position)
    words = out.node("Gather", [pieces, "input_ids"], "words")
    zero = out.constant("zero", np.array([0], dtype=np.int64))
    shape = out.node("Shape", ["input_ids"], "shape", start=1, end=2)
    there = out.node("Slice", [places, zero, shape, zero], "places")
    spread = out.node("Unsqueeze", [there, zero], "places.row")
    out.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    present = out.node("Cast", ["attention_mask"], "present.flat", to=TensorProto.FLOAT)
    out.node("Unsqueeze", [present, out.constant("last", np.array([2], dtype=np.int64))], "present")
    return _normal(out, "network.norm", network.norm, (words, spread))


def _layer(out: Writer, name: str, layer: Layer, hidden: str) -> str:
    """Add one layer of the network; its products are eased (see smoothing)."""
    asked = layer.query_key_value
    weight = out.weight(f"{name}.query_key_value", asked.linear)
    bias = out.constant(f"{name}.query_key_value.linear.bias", asked.linear.bias)
    read = _shrunk(out, f"{name}.query_key_value", asked, hidden)
    seen = out.node(
        "Attention", [read, weight, bias, "mask"], f"{name}.seen", domain=MICROSOFT, num_heads=layer.heads
    )
    gathered = _eased(out, f"{name}.output", layer.output, seen)
    bias = out.constant(f"{name}.attention_norm.added", layer.output.linear.bias)
    hidden = _normal(out, f"{name}.attention_norm", layer.attention_norm, (gathered, hidden, bias))
    wide = _eased(out, f"{name}.widen", layer.widen, hidden)
    bent = out.node(
        "Gelu", [_biased(out, f"{name}.widen", layer.widen, wide)], f"{name}.bent", domain=MICROSOFT
    )
    narrow = _eased(out, f"{name}.narrow", layer.narrow, bent)
    bias = out.constant(f"{name}.output_norm.added", layer.narrow.linear.bias)
    return _normal(out, f"{name}.output_norm", layer.output_norm, (narrow, hidden, bias))


def _eased(out: Writer, name: str, eased: torch.nn.Module, value: str) -> str:
    """Add an eased product: inputs shrunk, if they are not yet, then multiplied by the enlarged weights."""
    return out.product(_shrunk(out, name, eased, value), name, eased.linear)


def _shrunk(out: Writer, name: str, eased: torch.nn.Module, value: str) -> str:
    if eased.shrink is None:
        return value
    return out.node("Mul", [value, out.constant(f"{name}.shrink", eased.shrink)], f"{name}.shrunk")


def _biased(out: Writer, name: str, eased: torch.nn.Module, value: str) -> str:
    return out.node("Add", [value, out.constant(f"{name}.linear.bias", eased.linear.bias)], f"{name}.biased")


def _normal(out: Writer, name: str, norm: torch.nn.LayerNorm, summed: Sequence[str]) -> str:
    """Add the normalised sum of two values and, where there is one, a bias: one operator."""
    scale = out.constant(f"{name}.weight", norm.weight)
    shift = out.constant(f"{name}.bias", norm.bias)
    value, before, *bias = summed
    return out.node(
        "SkipLayerNormalization", [value, before, scale, shift, *bias], f"{name}.normal",
        domain=MICROSOFT, epsilon=float(norm.eps),
    )  # fmt: skip


def _features(out: Writer, network: Network, hidden: str) -> str:
    """Add the pooled, standardised features: mean and maximum over the words."""
    along = out.constant("along", np.array([1], dtype=np.int64))
    weighted = out.node("Mul", [hidden, "present"], "weighted")
    total = out.node("ReduceSum", [weighted, along], "total", keepdims=0)
    count = out.node("ReduceSum", ["present", along], "count", keepdims=0)
    mean = out.node("Div", [total, count], "mean")
    far = out.constant("far", np.array(1e4, dtype=np.float32))
    unit = out.constant("unit", np.array(1.0, dtype=np.float32))
    absent = out.node("Mul", [out.node("Sub", ["present", unit], "absent"), far], "absent.far")
    top = out.node("ReduceMax", [out.node("Add", [hidden, absent], "masked")], "top", axes=[1], keepdims=0)
    both = out.node("Concat", [mean, top], "pooled", axis=1)
    centred = out.node("Sub", [both, out.constant("network.centre", network.centre)], "centred")
    return out.node("Div", [centred, out.constant("network.spread", network.spread)], EMBEDDING)


def _answers(out: Writer, network: Network, features: str) -> None:
    """Add the heads, and the probabilities that each gives."""
    product = out.product(features, "network.heads", network.heads)
    logits = out.node("Add", [product, out.constant("network.heads.bias", network.heads.bias)], "logits")
    widths = out.constant("widths", np.array(network.head_widths, dtype=np.int64))
    parts = [f"{head}.logits" for head in network.head_names]
    out.nodes.append(helper.make_node("Split", [logits, widths], parts, name="heads.split", axis=1))
    for head, part in zip(network.head_names, parts, strict=True):
        if head in INDEPENDENT:
            out.node("Sigmoid", [part], head)
        else:
            out.node("Softmax", [part], head, axis=-1)
