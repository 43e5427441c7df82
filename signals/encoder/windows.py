"""Read a text that is longer than the encoder's view through several windows, and put their scores
together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

WINDOW = 94
"""Tokens of text per window: 96 less the two marks of beginning and end.

The encoder could read 512 at once, but it learnt from messages of 10 to 100 tokens, its mean over the words
drowns one grave sentence in many calm ones, and the cost of attention grows with the square of the length. Of
windows of 62, 94, 126 and 254 this one told danger among harmless sentences best for its false alarms.
"""

OVERLAP = 24
"""Tokens that two neighbouring windows share, so that no sentence is cut in both."""

MOST = 14
"""Windows read at most, about 4,000 characters (the longest message that a page takes); of a longer text the
beginning and the end are read, where people say why they write."""


def windows(length: int) -> list[tuple[int, int]]:
    """Return the (start, end) of each window over `length` tokens; never more than MOST, never an empty
    list."""
    if length <= WINDOW:
        return [(0, length)]
    starts = list(range(0, length - OVERLAP, WINDOW - OVERLAP))
    # The last window is moved back to be a full one: a few tokens alone would be read out of their context.
    starts[-1] = length - WINDOW
    if len(starts) > MOST:
        half = MOST // 2
        starts = [*starts[:half], *starts[-half:]]
    return [(start, start + WINDOW) for start in starts]


def together(parts: Sequence[Mapping[str, NDArray[np.float32]]]) -> dict[str, NDArray[np.float32]]:
    """Return the scores of a whole text from those of its windows.

    A factor or a danger told in one window is told: the highest counts, and `none` (the first danger class)
    is the lowest. Emotions, act, language and origin belong to the whole: the mean counts.
    """
    if len(parts) == 1:
        return dict(parts[0])
    whole = {head: np.mean([part[head] for part in parts], axis=0) for head in parts[0]}
    whole["factors"] = np.max([part["factors"] for part in parts], axis=0)
    danger = np.stack([part["danger"] for part in parts])
    # The window least sure of `none` speaks for the text, so that the classes still share 1.
    whole["danger"] = danger[int(np.argmin(danger[:, 0]))]
    return whole
