"""Write the model directory: the quantised graph, the tokenizer, the configuration, the labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnx

from signals.encoder.labels import HEADS
from signals.reading import LANGUAGES
from signals.training.base_weights import Shape
from signals.training.graph import graph
from signals.training.network import Network
from signals.training.quantising import quantise
from signals.training.vocabulary import LONGEST

EVEN: Mapping[str, Any] = {
    "emotions": {language: dict.fromkeys(HEADS["emotions"], 0.5) for language in LANGUAGES},
    "factors": {language: dict.fromkeys(HEADS["factors"], 0.5) for language in LANGUAGES},
    "danger_threshold": dict.fromkeys(HEADS["danger"][1:], 0.5),
    "origin": 0.5,
}
"""The thresholds of a model that nobody has evaluated."""


def export(network: Network, tokenizer: Mapping[str, Any], shape: Shape, folder: Path) -> None:
    """Write everything that the runtime loads into `folder`, the head of acts excepted.

    Its thresholds are even until the evaluation has chosen them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(quantise(graph(network)), folder / "model.onnx")
    _write(folder / "tokenizer.json", tokenizer, indent=None)
    _write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LONGEST, "padding_side": "right",
        "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>",
        "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>",
        "model_input_names": ["input_ids", "attention_mask"], "clean_up_tokenization_spaces": False,
    })  # fmt: skip
    _write(folder / "config.json", {
        "model_type": "bert", "architectures": ["BertModel"], "hidden_size": shape.hidden,
        "num_hidden_layers": len(network.layers), "num_attention_heads": shape.heads,
        "intermediate_size": network.layers[0].inner, "vocab_size": network.word.num_embeddings,
        "max_position_embeddings": shape.positions, "type_vocab_size": 1, "hidden_act": "gelu",
        "layer_norm_eps": shape.epsilon, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2,
    })  # fmt: skip
    _write(folder / "thresholds.json", EVEN)
    _write(folder / "labels.json", {head: list(labels) for head, labels in HEADS.items()})


def _write(path: Path, content: Mapping[str, Any], indent: int | None = 1) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
