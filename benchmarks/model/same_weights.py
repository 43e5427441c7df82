"""The weights that ship, back in float32 and in the library most people would use: a BERT of `transformers`.

What training reads back from the graph is put where a BertModel has it, so that both sides of a comparison
read the same sentences with the same network, and must agree on what they read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from transformers import AutoConfig, AutoTokenizer, BertConfig, BertModel, BertPreTrainedModel, pipeline
from transformers.modeling_outputs import SequenceClassifierOutput

from signals.reading import EMOTIONS
from signals.training.shipped import read_shipped

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
    # It would say, in a page, that Emotions is not among the models it knows.
    transformers.logging.set_verbosity(transformers.logging.CRITICAL)
    return pipeline(
        "text-classification", model=model, tokenizer=tokenizer, top_k=None, function_to_apply="sigmoid"
    )


def state(directory: Path) -> dict[str, torch.Tensor]:
    """Return the shipped weights in float32, under the names of `Emotions`."""
    _, network = read_shipped(directory)
    ours = network.state_dict()
    hidden = ours["norm.weight"].shape[0]
    emotions = network.part("emotions")
    found = {
        "bert.embeddings.word_embeddings.weight": ours["word.weight"],
        "bert.embeddings.position_embeddings.weight": ours["position"],
        "bert.embeddings.token_type_embeddings.weight": torch.zeros(1, hidden),
        "bert.embeddings.LayerNorm.weight": ours["norm.weight"],
        "bert.embeddings.LayerNorm.bias": ours["norm.bias"],
        "centre": ours["centre"],
        "spread": ours["spread"],
        "heads.weight": ours["heads.weight"][emotions],
        "heads.bias": ours["heads.bias"][emotions],
    }
    for number in range(len(network.layers)):
        here, there = f"layers.{number}", f"bert.encoder.layer.{number}"
        for kind in ("weight", "bias"):
            asked = ours[f"{here}.query_key_value.{kind}"].chunk(3)
            for part, values in zip(("query", "key", "value"), asked, strict=True):
                found[f"{there}.attention.self.{part}.{kind}"] = values
            for name, theirs in _PARTS.items():
                found[f"{there}.{theirs}.{kind}"] = ours[f"{here}.{name}.{kind}"]
    return {name: values.contiguous() for name, values in found.items()}
