"""The emotion head of another model: any local Hugging Face directory for sequence classification.

For those who have a model of their own that reads emotions better in their trade. It answers for the emotions
alone; everything else, danger above all, stays with the model that ships. Needs the `torch` extra. Nothing is
fetched: the directory is on this machine or the encoder is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from signals.encoder.interface import Encoder, EncoderUnavailable, Scores, Thresholds
from signals.encoder.windows import WINDOW, windows
from signals.reading import EMOTIONS

BATCH = 32
"""Windows run at once."""


@dataclass(frozen=True, slots=True)
class LabelFile:
    """Which emotion each label of the model means, and how its numbers become probabilities.

    `columns` holds, per emotion, the labels whose probabilities are added; `threshold` is the probability
    from which an emotion is given; `activation` is "sigmoid" where labels may be true together, else
    "softmax".
    """

    columns: Mapping[str, tuple[str, ...]]
    threshold: float
    activation: Literal["sigmoid", "softmax"]

    @classmethod
    def read(cls, path: Path) -> LabelFile:
        """Read a label file (TOML: activation, threshold, and a table `labels` from label to emotion).

        Raises EncoderUnavailable, naming the file, the label and the mend.
        """
        try:
            content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise EncoderUnavailable(
                f"{path} cannot be read ({error.strerror}); write the label file."
            ) from error
        except ValueError as error:
            raise EncoderUnavailable(f"{path} is not TOML: {error}.") from error
        columns: dict[str, tuple[str, ...]] = {}
        named = content.get("labels", {})
        if not isinstance(named, dict):
            raise EncoderUnavailable(f"{path}: labels is {named!r}; write a table, [labels].")
        for label, emotion in named.items():
            if emotion not in EMOTIONS:
                raise EncoderUnavailable(
                    f"{path}: {label} means {emotion!r}, which is none of {', '.join(EMOTIONS)}."
                )
            columns[emotion] = (*columns.get(emotion, ()), label)
        if not columns:
            raise EncoderUnavailable(f'{path} maps no label; write a table [labels], as "joie" = "joy".')
        activation = content.get("activation", "softmax")
        threshold = content.get("threshold", 0.5)
        if activation not in ("sigmoid", "softmax"):
            raise EncoderUnavailable(f'{path}: activation is {activation!r}; write "sigmoid" or "softmax".')
        if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold < 1:
            raise EncoderUnavailable(f"{path}: threshold is {threshold!r}; write a probability, as 0.5.")
        return cls(columns, float(threshold), activation)


@dataclass(frozen=True, slots=True)
class TransformersEncoder:
    """An encoder whose emotions are another model's. One per process; may be asked from several threads."""

    rest: Encoder
    model: Any
    tokenizer: Any
    labels: LabelFile
    places: Mapping[str, tuple[int, ...]]
    turn: Lock = field(default_factory=Lock)
    """Held around the tokenizer, whose padding and cutting are a state of its own."""

    @classmethod
    def load(cls, directory: Path, labels: Path, rest: Encoder) -> TransformersEncoder:
        """Load the model of `directory`; `rest` answers everything but the emotions.

        Raises EncoderUnavailable when the directory is no such model or the label file names labels that it
        does not have.
        """
        mapping = LabelFile.read(labels)
        if not directory.is_dir():
            raise EncoderUnavailable(
                f"{directory} is no folder; give that of a Hugging Face model on this machine."
            )
        try:
            model = AutoModelForSequenceClassification.from_pretrained(directory, local_files_only=True)
            tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
        # The library raises whatever its own layers raise, so every kind is turned into ours.
        except Exception as error:
            raise EncoderUnavailable(
                f"The model in {directory} cannot be loaded ({type(error).__name__}); it must be a model for "
                "sequence classification with its tokenizer."
            ) from error
        numbers: dict[str, int] = {name: int(number) for name, number in model.config.label2id.items()}
        for emotion, names in mapping.columns.items():
            unknown = next((name for name in names if name not in numbers), None)
            if unknown is not None:
                raise EncoderUnavailable(
                    f"{labels}: the model has no label {unknown!r} (for {emotion}); "
                    f"it has {', '.join(numbers)}."
                )
        places = {
            emotion: tuple(numbers[name] for name in names) for emotion, names in mapping.columns.items()
        }
        return cls(rest, model.eval(), tokenizer, mapping, places)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of the rest, with this model's own for the emotions."""
        same = (self.labels.threshold,) * len(EMOTIONS)
        return replace(self.rest.thresholds, emotions={"fr": same, "en": same})

    def scores(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Return the scores of each text, in order."""
        read = zip(self.rest.scores(texts), self._emotions(texts), strict=True)
        return [replace(scores, emotions=emotions) for scores, emotions in read]

    def _emotions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Return the probability of each emotion; a text longer than a window is the mean of its windows."""
        pieces: list[str] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            clean = text.encode("utf-8", "replace").decode("utf-8")
            with self.turn:
                tokens = self.tokenizer(clean, add_special_tokens=False, verbose=False)["input_ids"]
            whole = len(tokens) <= WINDOW
            spans = (
                [clean]
                if whole
                else [self.tokenizer.decode(tokens[start:end]) for start, end in windows(len(tokens))]
            )
            pieces += spans
            owners += [owner] * len(spans)
        sums = np.zeros((len(texts), len(EMOTIONS)))
        counts = np.zeros(len(texts))
        order = sorted(range(len(pieces)), key=lambda at: len(pieces[at]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            read = self._batch([pieces[at] for at in places])
            for at, values in zip(places, read, strict=True):
                sums[owners[at]] += values
                counts[owners[at]] += 1
        return [tuple(row) for row in (sums / counts[:, None]).tolist()] if texts else []

    def _batch(self, pieces: list[str]) -> NDArray[np.float64]:
        """Return one row of emotions per piece."""
        longest = WINDOW + 2
        with self.turn:
            encoded = self.tokenizer(
                pieces, padding=True, truncation=True, max_length=longest, return_tensors="pt"
            )
        with torch.no_grad():
            logits = self.model(**encoded).logits.float()
        shares = (
            torch.sigmoid(logits) if self.labels.activation == "sigmoid" else torch.softmax(logits, dim=-1)
        )
        answer = np.zeros((len(pieces), len(EMOTIONS)))
        for emotion, places in self.places.items():
            answer[:, EMOTIONS.index(emotion)] = np.minimum(1.0, shares[:, list(places)].sum(dim=1).numpy())
        return answer
