"""Making a picture of a page light: at most 256 colours, which is all that text on quiet grounds needs.

The browser that took the picture also decodes it; what is left is to choose the colours and write the file.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser

_DECODE = """async (encoded) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${encoded}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const paper = canvas.getContext("2d");
  paper.drawImage(picture, 0, 0);
  const dots = paper.getImageData(0, 0, picture.width, picture.height).data;
  const reader = new FileReader();
  await new Promise((done) => { reader.onload = done; reader.readAsDataURL(new Blob([dots])); });
  return [picture.width, picture.height, reader.result.split(",", 2)[1]];
}"""

Colours = NDArray[np.uint8]


def as_palette_png(png: bytes, browser: Browser, colours: int = 256) -> bytes:
    """The same picture as a PNG with a palette of at most `colours`."""
    page = browser.new_page()
    try:
        width, height, encoded = page.evaluate(_DECODE, base64.b64encode(png).decode())
    finally:
        page.close()
    dots = np.frombuffer(base64.b64decode(encoded), dtype=np.uint8).reshape(height, width, 4)[:, :, :3]
    palette, places = reduced(dots, colours)
    return written(palette, places)


def reduced(dots: Colours, most: int) -> tuple[Colours, Colours]:
    """At most `most` colours (256), and the place of each dot's colour among them.

    The most frequent colours are kept as they are; every other one becomes the nearest of them.
    """
    packed = dots.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    seen, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = np.sort(np.argsort(counts)[::-1][:most])
    every, palette = (_unpacked(each).astype(np.int32) for each in (seen, seen[kept]))
    closest = [int(((palette - colour) ** 2).sum(axis=1).argmin()) for colour in every]
    nearest = np.array(closest, dtype=np.uint8)
    return palette.astype(np.uint8), nearest[inverse].reshape(dots.shape[:2])


def written(palette: Colours, places: Colours) -> bytes:
    """A PNG file with this palette."""
    height, width = places.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = np.hstack([np.zeros((height, 1), dtype=np.uint8), places]).tobytes()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, content)
        for name, content in (
            (b"IHDR", header),
            (b"PLTE", palette.tobytes()),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def _unpacked(colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=-1)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
