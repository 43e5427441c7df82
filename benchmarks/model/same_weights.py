"""The weights that ship, back in float32 and in the library most people would use: a BERT of `transformers`.

The int8 weights are multiplied by their scales and put where a BertModel has them, so that both sides of a
comparison read the same sentences with the same network, and must agree on what they read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import transformers
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn
from transformers import AutoConfig, AutoTokenizer, BertConfig, BertModel, BertPreTrainedModel, pipeline
from transformers.modeling_outputs import SequenceClassifierOutput

from signals.reading import EMOTIONS

Floats = NDArray[np.float32]

_PRODUCTS = ("query_key_value", "output", "widen", "narrow")
_BIASED = ("query_key_value", "widen")
_ADDED = {"output": "attention_norm", "narrow": "output_norm"}
_PARTS = {
    "output": "attention.output.dense", "widen": "intermediate.dense", "narrow": "output.dense",
    "attention_norm": "attention.output.LayerNorm", "output_norm": "output.LayerNorm",
}  # fmt: skip


class Emotions(BertPreTrainedModel):
    """A BERT with Havre's pooling (mean and maximum, standardised) and its emotion head."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.bert = BertModel(config, add_pooling_layer=False)
        self.register_buffer("centre", torch.zeros(2 * config.hidden_size))
        self.register_buffer("spread", torch.ones(2 * config.hidden_size))
        self.heads = nn.Linear(2 * config.hidden_size, config.num_labels)
        self.post_init()

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, **_: Any
    ) -> SequenceClassifierOutput:
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        top = (hidden + (1.0 - weight) * -1e4).amax(1)
        features = (torch.cat([mean, top], dim=-1) - self.centre) / self.spread
        return SequenceClassifierOutput(logits=self.heads(features))


def fp32_pipeline(directory: Path) -> Any:
    """Return a text-classification pipeline of `transformers` with the shipped weights in float32."""
    config = AutoConfig.from_pretrained(directory, local_files_only=True)
    config.num_labels = len(EMOTIONS)
    config.id2label = dict(enumerate(EMOTIONS))
    config.label2id = {name: number for number, name in enumerate(EMOTIONS)}
    model = Emotions(config)
    model.load_state_dict(state(directory))
    model.eval()
    tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
    transformers.logging.set_verbosity_error()
    return pipeline(
        "text-classification", model=model, tokenizer=tokenizer, top_k=None, function_to_apply="sigmoid"
    )


def state(directory: Path) -> dict[str, torch.Tensor]:
    """Return the shipped weights in float32, under the names of `Emotions`."""
    graph = onnx.load(directory / "model.onnx").graph
    named = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    products = [_float(named, node.input[1]) for node in graph.node if node.op_type == "MatMulInteger"]
    found: dict[str, Floats] = {
        "bert.embeddings.word_embeddings.weight": _float(named, "network.word.weight"),
        "bert.embeddings.position_embeddings.weight": named["network.position"],
        "bert.embeddings.token_type_embeddings.weight": np.zeros(
            (1, len(named["network.norm.bias"])), np.float32
        ),
        "bert.embeddings.LayerNorm.weight": named["network.norm.weight"],
        "bert.embeddings.LayerNorm.bias": named["network.norm.bias"],
        "centre": named["network.centre"],
        "spread": named["network.spread"],
        "heads.weight": products[-1].T[: len(EMOTIONS)],
        "heads.bias": named["network.heads.bias"][: len(EMOTIONS)],
    }
    for number in range((len(products) - 1) // len(_PRODUCTS)):
        ours, theirs = f"network.layers.{number}", f"bert.encoder.layer.{number}"
        for place, name in enumerate(_PRODUCTS):
            weight = products[len(_PRODUCTS) * number + place].T
            # The graph shrinks most products' inputs by what their weights were enlarged by.
            if f"{ours}.{name}.shrink" in named:
                weight = weight * named[f"{ours}.{name}.shrink"]
            # The graph adds two of the four biases where it normalises.
            bias = named[f"{ours}.{name}.linear.bias" if name in _BIASED else f"{ours}.{_ADDED[name]}.added"]
            if name == "query_key_value":
                for part, w, b in zip(
                    ("query", "key", "value"), np.split(weight, 3), np.split(bias, 3), strict=True
                ):
                    found[f"{theirs}.attention.self.{part}.weight"] = w
                    found[f"{theirs}.attention.self.{part}.bias"] = b
            else:
                found[f"{theirs}.{_PARTS[name]}.weight"], found[f"{theirs}.{_PARTS[name]}.bias"] = (
                    weight,
                    bias,
                )
        for name in ("attention_norm", "output_norm"):
            for kind in ("weight", "bias"):
                found[f"{theirs}.{_PARTS[name]}.{kind}"] = named[f"{ours}.{name}.{kind}"]
    return {
        name: torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))
        for name, values in found.items()
    }


def _float(named: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """Return a quantised weight in float32; scales are per column, or one for all."""
    base = name.removesuffix("_quantized")
    weight = named[f"{base}_quantized"].astype(np.float32) - named[f"{base}_zero_point"].astype(np.float32)
    return np.asarray(weight * named[f"{base}_scale"], dtype=np.float32)
