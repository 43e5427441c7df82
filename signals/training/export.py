"""Write the model directory: the quantised graph, the tokenizer, the configuration, the labels."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from signals.encoder.labels import HEADS, INDEPENDENT, OUTPUTS
from signals.training.base_weights import Shape
from signals.training.network import Network
from signals.training.vocabulary import LONGEST

OPSET = 17


class Answering(torch.nn.Module):  # type: ignore[misc]  # torch is absent where types are checked
    """The network with probabilities as outputs, one per head in the order of HEADS, then the embedding."""

    def __init__(self, network: Network) -> None:
        """Wrap a trained network."""
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return the probabilities of each head, and the features that they were read from."""
        features = self.network.embedding(input_ids, attention_mask)
        logits = self.network.split(self.network.heads(features))
        answers = (
            torch.sigmoid(part) if head in INDEPENDENT else torch.softmax(part, dim=-1)
            for head, part in logits.items()
        )
        return (*answers, features)


def export(network: Network, tokenizer: Mapping[str, Any], shape: Shape, folder: Path) -> None:
    """Write everything that the runtime loads into `folder`, thresholds and card excepted."""
    folder.mkdir(parents=True, exist_ok=True)
    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    axes = {name: {0: "rows", 1: "length"} for name in ("input_ids", "attention_mask")}
    axes.update({output: {0: "rows"} for output in OUTPUTS})
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Answering(network).eval(), example, str(plain), dynamo=False, opset_version=OPSET,
            input_names=["input_ids", "attention_mask"], output_names=list(OUTPUTS), dynamic_axes=axes,
        )  # fmt: skip
        quantize_dynamic(plain, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
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
        "intermediate_size": shape.inner, "vocab_size": network.word.num_embeddings,
        "max_position_embeddings": shape.positions, "type_vocab_size": 1, "hidden_act": "gelu",
        "layer_norm_eps": shape.epsilon, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2,
    })  # fmt: skip
    _write(folder / "labels.json", {head: list(labels) for head, labels in HEADS.items()})


def _write(path: Path, content: Mapping[str, Any], indent: int | None = 1) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
