"""Write the head for acts out as a graph: what it computes is in `signals.encoder.acts`, told in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from signals.encoder.acts import INPUTS, OUTPUT
from signals.training.graph import MICROSOFT, Writer

Floats = NDArray[np.floating]

NEIGHBOURS = 12
SHARPNESS = 12.0
"""How many neighbours speak, and how much more a nearer one counts."""

ENCODER, NEAREST, SPELT = 0.5, 1.0, 0.5
"""What each voice weighs."""

FLOOR = 1e-3
"""The least that a voice gives to an act: none can rule an act out alone."""

WARMTH = 1.6
"""How much less sure than their sum the voices are, by the likelihood of rows held out."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: where the training messages lie (`places`, along `directions` from `centre`) and their
    `acts`, and what each piece of spelling says of each act (`weights`, `bias`)."""

    centre: Floats
    directions: Floats
    places: Floats
    acts: NDArray[np.intp]
    weights: Floats
    bias: Floats


def act_graph(learnt: Learnt) -> ModelProto:
    """Return the graph that gives the share of each act."""
    out = Writer()
    for name, value in {
        "floor": FLOOR, "sharpness": SHARPNESS, "one": 1.0, "least": 1e-6, "warmth": WARMTH,
        "encoder": ENCODER, "neighbours": NEAREST, "spelling": SPELT,
    }.items():  # fmt: skip
        out.constant(name, np.array(value, dtype=np.float32))
    voices = [
        _weighed(out, "read", "encoder"),
        _weighed(out, _nearest(out, learnt), "neighbours"),
        _weighed(out, _spelt(out, learnt), "spelling"),
    ]
    total = out.node("Sum", voices, "total")
    out.node("Softmax", [out.node("Div", [total, "warmth"], "cooled")], OUTPUT, axis=-1)
    shapes = {"embedding": ["width"], "read": ["acts"], "numbers": ["parts"], "values": ["parts"]}
    inputs = [
        helper.make_tensor_value_info(
            name, TensorProto.INT64 if name == "numbers" else TensorProto.FLOAT, shapes[name]
        )
        for name in INPUTS
    ]
    outputs = [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["acts"])]
    return out.model("acts", inputs, outputs)


def _weighed(out: Writer, voice: str, weight: str) -> str:
    """Add the logarithm of a voice, no less than that of the floor, times its weight."""
    raised = out.node("Log", [out.node("Add", [voice, "floor"], f"{voice}.raised")], f"{voice}.log")
    return out.node("Mul", [raised, weight], f"{voice}.weighed")


def _nearest(out: Writer, learnt: Learnt) -> str:
    """Add the votes of the nearest training messages."""
    centre = out.constant("centre", learnt.centre.astype(np.float32))
    half = out.constant("directions", learnt.directions.astype(np.float16))
    directions = out.node("Cast", [half], "directions.float", to=TensorProto.FLOAT)
    place = out.node("MatMul", [out.node("Sub", ["embedding", centre], "from.centre"), directions], "place")
    far = out.node("Max", [out.node("ReduceL2", [place], "far", axes=[0], keepdims=1), "least"], "far.enough")
    direction = out.node("Div", [place, far], "direction")
    row = out.node("Unsqueeze", [direction, out.constant("first", np.array([0], np.int64))], "row")
    # Places of length 1, in int8 with a scale for each: a quarter of what is read from memory.
    lengths = np.linalg.norm(learnt.places, axis=1)
    steps = np.abs(learnt.places).max(axis=1) / 127
    whole = np.round(learnt.places / steps[:, None]).astype(np.int8).T
    cosines = out.node(
        "DynamicQuantizeMatMul",
        [
            row, out.constant("places", whole),
            out.constant("places.scales", (steps / lengths).astype(np.float32)),
            out.constant("places.zeros", np.zeros(len(lengths), dtype=np.int8)),
        ],
        "cosines", domain=MICROSOFT,
    )  # fmt: skip
    most = out.constant("most", np.array([NEIGHBOURS], dtype=np.int64))
    out.nodes.append(helper.make_node("TopK", [cosines, most], ["near.rows", "found.rows"], axis=1))
    near, found = (out.node("Squeeze", [f"{one}.rows", "first"], one) for one in ("near", "found"))
    below = out.node("Mul", [out.node("Sub", [near, "one"], "near.below"), "sharpness"], "near.sharp")
    counted = out.node("Exp", [below], "counted")
    told = out.node(
        "Gather", [out.constant("acts.known", learnt.acts.astype(np.uint8)), found], "acts.found.small"
    )
    acts = out.node("Cast", [told], "acts.found", to=TensorProto.INT64)
    nobody = out.constant("nobody", np.zeros(len(learnt.bias), dtype=np.float32))
    votes = out.node("ScatterElements", [nobody, acts, counted], "votes", axis=0, reduction="add")
    return out.node("Div", [votes, out.node("ReduceSum", [counted], "counted.all", keepdims=1)], "nearest")


def _spelt(out: Writer, learnt: Learnt) -> str:
    """Add what the words and their pieces say."""
    scales = np.abs(learnt.weights).max(axis=0) / 127
    whole = out.constant("weights", np.round(learnt.weights / scales).astype(np.int8))
    parts = out.node("Gather", [whole, "numbers"], "parts.small")
    sums = out.node("MatMul", ["values", out.node("Cast", [parts], "parts", to=TensorProto.FLOAT)], "said")
    scaled = out.node("Mul", [sums, out.constant("weights.scales", scales.astype(np.float32))], "said.scaled")
    biased = out.node("Add", [scaled, out.constant("bias", learnt.bias.astype(np.float32))], "said.whole")
    return out.node("Softmax", [biased], "spelt", axis=-1)
