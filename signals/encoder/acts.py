"""The dialogue act, from three voices that err differently: the encoder, the nearest messages it learnt
from, and the words themselves.

The encoder's own answer is good where it has seen the like; its nearest neighbours settle what lies near a
border; pieces of words catch spellings, courtesies and question words that a mean over a message drowns. Each
voice gives a share to every act, and their logarithms are added with weights that were chosen by
cross-validation. Plain numbers in one file beside the graph; no text of a message is kept.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from signals.encoder.interface import EncoderUnavailable

Floats = NDArray[np.float32]

FILE = "acts.npz"
"""The head's file in a model directory."""

PIECES = 1 << 14
"""Numbers that pieces of words are hashed to; the shift below leaves as many bits."""

WORDS = 1 << 13
"""The same for words and pairs of words."""

LONGEST = 800
"""Characters whose spelling is looked at: of a longer message, as much of the beginning as of the end."""

NEIGHBOURS = 12
SHARPNESS = 12.0
"""How many neighbours speak, and how much more a nearer one counts."""

ENCODER, NEAREST, SPELT = 0.5, 1.0, 0.5
"""What each voice weighs."""

FLOOR = 1e-3
"""The least that a voice gives to an act: none can rule an act out alone."""

_SIZES = range(2, 6)
_SPACE = ord(" ")
_BASE = np.uint64(257)
_SCATTER = np.uint64(0x9E3779B97F4A7C15)
"""2**64 divided by the golden ratio: consecutive numbers land far apart (Knuth, 1973, 6.4)."""

_SHIFT = np.uint64(64 - 14)


def plain(text: str) -> str:
    """Return a message without accents, capitals and punctuation, question and exclamation marks apart.

    Whatever is neither letter, digit nor punctuation (an emoji, a row of symbols) leaves a star.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    if len(folded) > LONGEST:
        folded = folded[: LONGEST // 2] + " " + folded[-LONGEST // 2 :]
    folded = re.sub(r"([?!])\1*", r" \1 ", folded)
    folded = re.sub(r"[\s.,;:'’‘\"“”«»()…–—-]+", " ", folded)
    folded = re.sub(r"[^a-z0-9?! ]+", " * ", folded)
    return " ".join(folded.split())


def spelling(text: str) -> tuple[NDArray[np.intp], Floats]:
    """Return the numbers that the pieces, words and pairs of words of a message fall on, and their values.

    Pieces and words are of length 1 each, so that a long message weighs no more than a short one.
    """
    words = plain(text).split()
    pieces, counts = np.unique(_pieces(words), return_counts=True)
    said = Counter(PIECES + crc32(word.encode()) % WORDS for word in words)
    said.update(PIECES + crc32(" ".join(pair).encode()) % WORDS for pair in pairwise(words))
    places = np.concatenate([pieces, np.fromiter(said, dtype=np.intp, count=len(said))])
    values = np.concatenate([counts, np.fromiter(said.values(), dtype=np.intp, count=len(said))])
    values = values.astype(np.float32)
    for part in (slice(0, len(pieces)), slice(len(pieces), None)):
        values[part] /= max(float(np.linalg.norm(values[part])), 1.0)
    return places, values


def _pieces(words: Sequence[str]) -> NDArray[np.intp]:
    """Return the number of each piece of two to five bytes of each word, the spaces around it counted in.

    All pieces of a size at once: the bytes of a piece are the digits of a number, scattered by a product.
    """
    # Two spaces stand between words: a piece that holds both belongs to neither.
    letters = np.frombuffer(("  ".join(("", *words, ""))).encode()[1:-1] if words else b"", dtype=np.uint8)
    space = letters == _SPACE
    between = np.concatenate([[0], np.cumsum(space[1:] & space[:-1])]) if len(letters) else np.zeros(0, int)
    found = []
    for size in _SIZES:
        last = len(letters) - size + 1
        if last < 1:
            continue
        number = np.full(last, size, dtype=np.uint64)
        for at in range(size):
            number = number * _BASE + letters[at : at + last]
        number *= _SCATTER
        inside = between[size - 1 :] == between[:last]
        found.append((number[inside] >> _SHIFT).astype(np.intp))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class ActHead:
    """What was learnt: where the training messages lie (`places`, of length 1, along `directions` from
    `centre`) and their acts (one column each in `votes`), and what each piece of spelling says of each act
    (`weights`, `bias`). `warmth` is how much less sure than their sum the voices together are."""

    centre: Floats
    directions: Floats
    places: Floats
    votes: Floats
    weights: Floats
    bias: Floats
    warmth: float

    @classmethod
    def load(cls, path: Path) -> ActHead:
        """Read the head that lies at `path`; raise EncoderUnavailable when it is missing or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as written:
                places = written["places"].astype(np.float32)
                acts = written["acts"]
                return cls(
                    centre=written["centre"].astype(np.float32),
                    directions=written["directions"].astype(np.float32),
                    places=places / np.linalg.norm(places, axis=1, keepdims=True),
                    votes=np.eye(len(written["bias"]), dtype=np.float32)[acts],
                    weights=written["weights"].astype(np.float32) * written["scales"].astype(np.float32),
                    bias=written["bias"].astype(np.float32),
                    warmth=float(written["warmth"]),
                )
        except OSError as error:
            raise EncoderUnavailable(f"{path} cannot be read; install the model again.") from error
        except (KeyError, ValueError, IndexError, EOFError, BadZipFile, zlib.error) as error:
            raise EncoderUnavailable(
                f"{path} is not a head for acts ({type(error).__name__}); install the model again."
            ) from error

    def shares(self, text: str, embedding: Floats, read: Floats) -> tuple[float, ...]:
        """Return the share of each act: `read` is the encoder's own, `embedding` where the message lies."""
        total = (
            ENCODER * np.log(read + FLOOR)
            + NEAREST * np.log(self.nearest(embedding) + FLOOR)
            + SPELT * np.log(self.spelt(text) + FLOOR)
        )
        return tuple(_shared(total / self.warmth).tolist())

    def nearest(self, embedding: Floats) -> Floats:
        """Return the votes of the nearest training messages."""
        place = (embedding - self.centre) @ self.directions
        cosines = self.places @ (place / max(float(np.linalg.norm(place)), 1e-6))
        found = np.argpartition(-cosines, NEIGHBOURS)[:NEIGHBOURS]
        counted = np.exp(SHARPNESS * (cosines[found] - 1.0))
        return np.asarray(counted @ self.votes[found] / counted.sum(), dtype=np.float32)

    def spelt(self, text: str) -> Floats:
        """Return what the words and their pieces say."""
        places, values = spelling(text)
        return _shared(values @ self.weights[places] + self.bias)


def _shared(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)
