"""The dialogue act, from three voices that err differently: the encoder, the nearest messages it learnt
from, and the words themselves.

The encoder's own answer is good where it has seen the like; its nearest neighbours settle what lies near a
border; pieces of words catch spellings, courtesies and question words that a mean over a message drowns. Each
voice gives a share to every act, and their logarithms are added with weights that were chosen by
cross-validation. A small graph beside the encoder, written by `signals.training.act_graph`; no text of a
message is kept. No product is left to NumPy, whose threads would take the core of another turn.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from signals.encoder.interface import EncoderUnavailable
from signals.encoder.session import open_session

Floats = NDArray[np.float32]

FILE = "acts.npz"
"""The head's file in a model directory."""

PIECES = 1 << 14
"""Numbers that pieces of words are hashed to."""

WORDS = 1 << 13
"""The same for words and pairs of words."""

LONGEST = 800
"""Characters whose spelling is looked at: of a longer message, as much of the beginning as of the end."""

INPUTS = ("embedding", "read", "numbers", "values")
"""What the head's graph takes: where the message lies, the encoder's own shares, and its spelling."""

OUTPUT = "shares"

_SIZES = range(2, 6)


def plain(text: str) -> str:
    """Return a message without accents, capitals and punctuation, question and exclamation marks apart.

    Whatever is neither letter, digit nor punctuation (an emoji, a row of symbols) leaves a star.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    if not folded.isascii():
        folded = "".join([character for character in folded if not unicodedata.combining(character)])
    if len(folded) > LONGEST:
        folded = folded[: LONGEST // 2] + " " + folded[-LONGEST // 2 :]
    folded = re.sub(r"([?!])\1*", r" \1 ", folded)
    folded = re.sub(r"[\s.,;:'’‘\"“”«»()…–—-]+", " ", folded)
    folded = re.sub(r"[^a-z0-9?! ]+", " * ", folded)
    return " ".join(folded.split())


def spelling(text: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the numbers that the pieces, words and pairs of words of a message fall on, and their values.

    Pieces and words are of length 1 each, so that a long message weighs no more than a short one. A number
    that comes twice has its value each time: they are to be added.
    """
    words = plain(text).split()
    parts = pieces(words)
    pairs = map(" ".join, pairwise(words))
    said = [PIECES + crc32(one.encode()) % WORDS for one in (*words, *pairs)]
    values = [_each(parts)] * len(parts) + [_each(said)] * len(said)
    return np.array(parts + said, dtype=np.int64), np.array(values, dtype=np.float32)


def pieces(words: Sequence[str]) -> list[int]:
    """Return the number of each piece of two to five bytes of each word, the spaces around it counted in."""
    # Plain Python: on a message's few hundred pieces arrays cost twice as much, most of it to begin.
    spaced = [f" {word} ".encode() for word in words]
    return [
        crc32(letters[at : at + size]) % PIECES
        for letters in spaced
        for size in _SIZES
        for at in range(len(letters) - size + 1)
    ]


def _each(numbers: Sequence[int]) -> float:
    """Return the value of each of `numbers`, at which the sums of those that are equal have length 1."""
    return 1.0 / math.sqrt(sum(count * count for count in Counter(numbers).values()) or 1)


@dataclass(frozen=True, slots=True)
class ActHead:
    """The head, ready to answer: a small graph of one thread."""

    session: Any

    @classmethod
    def load(cls, path: Path) -> ActHead:
        """Read the head that lies at `path`; raise EncoderUnavailable when it is missing or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as written:
                graph = written["head"].tobytes()
        except OSError as error:
            raise EncoderUnavailable(f"{path} cannot be read; install the model again.") from error
        except (KeyError, ValueError, IndexError, EOFError, BadZipFile, zlib.error) as error:
            raise EncoderUnavailable(
                f"{path} is not a head for acts ({type(error).__name__}); install the model again."
            ) from error
        return cls(open_session(graph, path))

    def shares(self, text: str, embedding: Floats, read: Floats) -> tuple[float, ...]:
        """Return the share of each act: `read` is the encoder's own, `embedding` where the message lies."""
        numbers, values = spelling(text)
        given = dict(zip(INPUTS, (embedding, read, numbers, values), strict=True))
        return tuple(self.session.run([OUTPUT], given)[0].tolist())
