"""Read the network that ships back from its graph, to teach it new sentences without training it anew.

Its weights come back as the graph uses them: each int8 number times its scale, with the easing of inputs
(see smoothing) multiplied in again. What was lost when they were quantised stays lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from signals.training.base_weights import BaseWeights, Shape
from signals.training.fit import build
from signals.training.network import SHORT_NAMES, Network

Floats = NDArray[np.float32]

_BIASES = {
    "output": "attention_norm.added", "widen": "widen.linear.bias", "narrow": "output_norm.added",
}  # fmt: skip
"""Under which name the graph keeps the bias of each product; those of the norms go by their own."""


def read_shipped(folder: Path) -> tuple[BaseWeights, Network]:
    """Return what ships in `folder`: its encoder as a base to build on, and the network, ready to answer.

    Raises what `onnx` and `json` raise when a file is missing or damaged.
    """
    written = onnx.load(folder / "model.onnx").graph.initializer
    found = {one.name: numpy_helper.to_array(one) for one in written}
    described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    word = _weights(found, "network.word")
    shape = Shape(
        hidden=described["hidden_size"], layers=described["num_hidden_layers"],
        heads=described["num_attention_heads"], inner=described["intermediate_size"], vocabulary=len(word),
        positions=len(found["network.position"]), types=1, epsilon=described["layer_norm_eps"],
    )  # fmt: skip
    tensors = {
        "emb.word": word,
        "emb.pos": found["network.position"],
        "emb.type": np.zeros((1, shape.hidden), np.float32),
        "emb.ln.w": found["network.norm.weight"],
        "emb.ln.b": found["network.norm.bias"],
    }
    for number in range(shape.layers):
        tensors |= _layer(found, number)
    base = BaseWeights(shape, tensors)
    network = build(base)
    with torch.no_grad():
        network.centre.copy_(torch.from_numpy(found["network.centre"].copy()))
        network.spread.copy_(torch.from_numpy(found["network.spread"].copy()))
        network.heads.weight.copy_(torch.from_numpy(_weights(found, "network.heads").T.copy()))
        network.heads.bias.copy_(torch.from_numpy(found["network.heads.bias"].copy()))
    network.eval()
    return base, network


def _layer(found: Mapping[str, NDArray[np.generic]], number: int) -> dict[str, Floats]:
    """Return the tensors of one layer, by the short names of a base."""
    name = f"network.layers.{number}"
    tensors: dict[str, NDArray[np.generic]] = {}
    asked = _weights(found, f"{name}.query_key_value").T
    biases = found[f"{name}.query_key_value.linear.bias"]
    for part, rows, shifts in zip("qkv", np.split(asked, 3), np.split(biases, 3), strict=True):
        tensors[f"l{number}.{part}.w"], tensors[f"l{number}.{part}.b"] = rows, shifts
    for ours, theirs in SHORT_NAMES.items():
        tensors[f"l{number}.{theirs}.w"] = _weights(found, f"{name}.{ours}").T
        tensors[f"l{number}.{theirs}.b"] = found[f"{name}.{_BIASES.get(ours, ours + '.bias')}"]
    return {key: np.ascontiguousarray(value, dtype=np.float32) for key, value in tensors.items()}


def _weights(found: Mapping[str, NDArray[np.generic]], name: str) -> Floats:
    """Return the weights of a product (one row per input) or of a norm, as the graph multiplies with them."""
    if f"{name}.weight" in found:
        weights = np.asarray(found[f"{name}.weight"], dtype=np.float32)
    else:
        whole, zero, scale = (
            np.asarray(found[f"{name}.weight_{part}"], dtype=np.float32)
            for part in ("quantized", "zero_point", "scale")
        )
        weights = (whole - zero) * scale
    shrink = found.get(f"{name}.shrink")
    return weights if shrink is None else weights * np.asarray(shrink, dtype=np.float32)[:, None]
