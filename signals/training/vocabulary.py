"""Cut the base's 250,000 pieces of a hundred languages down to those that French and English use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from wordfreq import top_n_list

SIZE = 34_816
"""How many pieces are kept: what two languages need, and a size that suits the memory of a matrix product."""

LONGEST = 256
"""How many tokens of a text the encoder is trained to read at once."""

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_LATIN = re.compile(r"^[\u2581\x20-\x7e\u00a0-\u017f\u2010-\u2026\u20ac]+$")
_EMOJI = [chr(code) for code in (*range(0x1F300, 0x1F650), *range(0x1F900, 0x1FA00), *range(0x2600, 0x27C0))]


def common_words(count: int = 50_000) -> list[str]:
    """Return the most used words of French and English, as they are and with a capital."""
    words = [word for language in ("fr", "en") for word in top_n_list(language, count)]
    return [*words, *(word.capitalize() for word in words)]


def kept_pieces(tokenizer: Tokenizer, vocabulary: Sequence[str], texts: Iterable[str]) -> list[int]:
    """Return the identifiers kept, ascending: those that common words, characters and `texts` use, then
    filled up.

    The rest is filled with the most used pieces in Latin letters (the base's vocabulary is in order of use).
    """
    kept = {
        index
        for index, piece in enumerate(vocabulary)
        if piece in SPECIAL or (len(piece) == 1 and piece.isascii())
    }
    lines = [*common_words(), *_EMOJI, *texts]
    for start in range(0, len(lines), 20_000):
        for encoding in tokenizer.encode_batch(lines[start : start + 20_000]):
            kept.update(encoding.ids)
    for index, piece in enumerate(vocabulary):
        if len(kept) >= SIZE:
            break
        if _LATIN.match(piece):
            kept.add(index)
    ordered = sorted(kept)
    # Over-full: the least used pieces go first, the mark of a masked word (the last of all) stays.
    return ordered if len(ordered) <= SIZE else [*ordered[: SIZE - 1], ordered[-1]]


def prune(source: Path, texts: Iterable[str]) -> tuple[dict[str, Any], list[int]]:
    """Return the smaller tokenizer (as written in tokenizer.json) and the base identifiers of its pieces in
    order."""
    description = json.loads(source.read_text(encoding="utf-8"))
    pieces: list[list[Any]] = description["model"]["vocab"]
    kept = kept_pieces(Tokenizer.from_file(str(source)), [piece for piece, _ in pieces], texts)
    number = {old: new for new, old in enumerate(kept)}
    description["model"]["vocab"] = [pieces[old] for old in kept]
    description["model"]["unk_id"] = number[int(description["model"]["unk_id"])]
    for token in description["added_tokens"]:
        token["id"] = number[token["id"]]
    return description, kept
