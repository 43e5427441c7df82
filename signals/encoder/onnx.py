"""The encoder that ships: an int8 ONNX graph run by ONNX Runtime.

The directory is one that `transformers` loads (tokenizer and configuration; a test does). Here its tokenizer
file is read by `tokenizers`, the library under that of transformers: the same pieces, without a second's
import and a hundred MiB that a web worker has no use for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from signals.encoder.acts import FILE as ACT_HEAD
from signals.encoder.acts import ActHead
from signals.encoder.interface import EncoderUnavailable, Scores, Thresholds
from signals.encoder.labels import DANGERS, EMBEDDING, HEADS, ORIGINS, OUTPUTS
from signals.encoder.place import MODEL_DIRECTORY
from signals.encoder.session import open_session
from signals.encoder.thresholds import read_thresholds
from signals.encoder.windows import together, windows

BATCH = 32
"""Windows run at once: beyond this, speed no longer grows and memory does."""

TOKENS = 256
"""Tokens run at once, padding counted: what a layer makes of them stays in a core's second-level cache.

Of 256, 512 and 1,024 the least kept the least memory, and none was faster by more than two hundredths."""

_BEGIN, _PAD, _END = 0, 1, 2


@dataclass(frozen=True, slots=True)
class OnnxEncoder:
    """A loaded model. One per process; `scores` may be called from several threads at once."""

    session: Any
    tokenizer: Any
    thresholds: Thresholds
    threads: int
    head: ActHead | None

    @classmethod
    def load(cls, directory: Path = MODEL_DIRECTORY, threads: int = 1, *, headed: bool = True) -> OnnxEncoder:
        """Load the model of `directory`, to run up to `threads` batches at once (one message is one batch).

        Without its head (`headed`), acts are the graph's own: what the head learns from.
        Raises EncoderUnavailable when a file is missing, unreadable or made for other labels. Nothing is
        fetched from anywhere.
        """
        _check_labels(directory / "labels.json")
        thresholds = read_thresholds(directory / "thresholds.json")
        session = open_session(directory / "model.onnx", directory / "model.onnx")
        try:
            tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        # The library raises whatever its own layers raise, so every kind is turned into ours.
        except Exception as error:
            raise EncoderUnavailable(
                f"The tokenizer in {directory} cannot be loaded ({type(error).__name__}); install it again."
            ) from error
        head = ActHead.load(directory / ACT_HEAD) if headed else None
        return cls(session, tokenizer, thresholds, threads, head)

    def scores(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Return the scores of each text, in order. Texts are run sorted by length, in bounded batches."""
        if not texts:
            return []
        pieces, owners = self._windows(texts)
        answers = self._run(pieces)
        parts: list[list[Mapping[str, NDArray[np.float32]]]] = [[] for _ in texts]
        for owner, answer in zip(owners, answers, strict=True):
            parts[owner].append(answer)
        return [_scores(text, together(part), self.head) for text, part in zip(texts, parts, strict=True)]

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        """Return the token rows of all windows and, for each, the number of its text."""
        # Lone surrogates are no text that UTF-8 can carry; a question mark takes their place.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        pieces: list[list[int]] = []
        owners: list[int] = []
        for owner, encoding in enumerate(self.tokenizer.encode_batch_fast(clean, add_special_tokens=False)):
            tokens = encoding.ids
            for start, end in windows(len(tokens)):
                pieces.append([_BEGIN, *tokens[start:end], _END])
                owners.append(owner)
        return pieces, owners

    def _run(self, pieces: Sequence[Sequence[int]]) -> list[Mapping[str, NDArray[np.float32]]]:
        """Return the answers for each token row, in order."""
        batches = list(_by_length(pieces))
        answers: list[Mapping[str, NDArray[np.float32]]] = [{}] * len(pieces)

        def answer(places: list[int]) -> None:
            for place, scored in zip(places, self._batch([pieces[at] for at in places]), strict=True):
                answers[place] = scored

        if self.threads == 1 or len(batches) == 1:
            for places in batches:
                answer(places)
        else:
            # Several batches at once scale better than several threads on one small matrix.
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(answer, batches))
        return answers

    def _batch(self, pieces: Sequence[Sequence[int]]) -> list[Mapping[str, NDArray[np.float32]]]:
        """Return the answers for token rows run together; the last row is the longest."""
        tokens = np.full((len(pieces), len(pieces[-1])), _PAD, dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, piece in enumerate(pieces):
            tokens[row, : len(piece)] = piece
            mask[row, : len(piece)] = 1
        try:
            outputs = self.session.run(list(OUTPUTS), {"input_ids": tokens, "attention_mask": mask})
        # ONNX Runtime's errors share no class of their own; the text of one may quote its input.
        except Exception as error:
            raise EncoderUnavailable(f"The model failed on a batch ({type(error).__name__}).") from None
        return [
            {name: output[row] for name, output in zip(OUTPUTS, outputs, strict=True)}
            for row in range(len(pieces))
        ]


def _by_length(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Give the places of `pieces` from short to long, in batches: little padding, the longest last."""
    batch: list[int] = []
    for place in sorted(range(len(pieces)), key=lambda place: len(pieces[place])):
        if batch and (len(batch) == BATCH or (len(batch) + 1) * len(pieces[place]) > TOKENS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _scores(text: str, answer: Mapping[str, NDArray[np.float32]], head: ActHead | None) -> Scores:
    french, english, foreign = answer["language"].tolist()
    embedding = _unit(answer[EMBEDDING])
    acts = tuple(answer["acts"].tolist()) if head is None else head.shares(text, embedding, answer["acts"])
    return Scores(
        emotions=tuple(answer["emotions"].tolist()),
        factors=tuple(answer["factors"].tolist()),
        acts=acts,
        danger=dict(zip(DANGERS, answer["danger"].tolist(), strict=True)),
        language="fr" if french >= english else "en",
        language_confidence=max(french, english) / max(french + english, 1e-9),
        foreign=foreign,
        origin=dict(zip(ORIGINS, answer["origin"].tolist(), strict=True)),
        embedding=tuple(embedding.tolist()),
    )


def _unit(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the features at length 1, so that a product of two is the cosine of their angle."""
    return features / max(float(np.linalg.norm(features)), 1e-9)


def _check_labels(path: Path) -> None:
    """Refuse a model that answers other questions, or the same ones in another order."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderUnavailable(
            f"{path} cannot be read ({error.strerror}); install the model again."
        ) from error
    except ValueError as error:
        raise EncoderUnavailable(f"{path} is not JSON; install the model again.") from error
    expected = {head: list(labels) for head, labels in HEADS.items()}
    if written != expected:
        raise EncoderUnavailable(
            f"{path} lists other labels than this version reads; train or install a new model."
        )
