"""What the person does in a turn: they type, or they choose a quick reply."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_MESSAGE = 8_000
"""Characters (after NFC) over which a message is not answered but kindly asked for in pieces: some
eight long paragraphs."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message written by the person; it lives for one turn."""

    text: str

    @property
    def cleaned(self) -> str:
        """The text in NFC, without the spaces around it."""
        return unicodedata.normalize("NFC", self.text).strip()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The id of the quick reply that the person chose."""

    id: str


Message = Typed | Chosen
