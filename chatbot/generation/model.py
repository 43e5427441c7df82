"""What generation needs of a model: a text goes in, the same in other words comes out in time, or nothing."""

from __future__ import annotations

from typing import Protocol


class ModelUnavailable(Exception):
    """The model gave no usable answer in time; the message is the kind of failure, never what was said."""


class Model(Protocol):
    """Anything that rewrites a text within a time that it keeps itself. Safe to call from several threads."""

    def rewrite(self, request: str, text: str) -> str:
        """Return `text` as the model rewrites it when asked by `request`; raise ModelUnavailable."""
        ...
