"""Reading the slots of a state strictly: what was sealed by another version must not pass for a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast


class StateUnreadable(ValueError):
    """The slots are not those of a state of this version; the sentence names the slot, never its content."""


def text(slots: Mapping[str, object], name: str) -> str:
    """Return a required string."""
    value = slots.get(name)
    if not isinstance(value, str):
        raise StateUnreadable(f"The slot '{name}' must be a text.")
    return value


def text_or_none(slots: Mapping[str, object], name: str) -> str | None:
    """Return a string, or None when it is absent or null."""
    return None if slots.get(name) is None else text(slots, name)


def count(slots: Mapping[str, object], name: str) -> int:
    """Return a whole number, zero or more."""
    value = slots.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise StateUnreadable(f"The slot '{name}' must be a whole number, zero or more.")
    return value


def flag(slots: Mapping[str, object], name: str) -> bool:
    """Return a truth value."""
    value = slots.get(name)
    if not isinstance(value, bool):
        raise StateUnreadable(f"The slot '{name}' must be true or false.")
    return value


def texts(slots: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return a list of strings."""
    value = slots.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise StateUnreadable(f"The slot '{name}' must be a list of texts.")
    return tuple(cast("list[str]", value))


def counts(slots: Mapping[str, object], name: str) -> dict[str, int]:
    """Return a table of whole numbers."""
    value = slots.get(name)
    if not isinstance(value, dict):
        raise StateUnreadable(f"The slot '{name}' must be a table.")
    return {key: count(cast("Mapping[str, object]", value), key) for key in value}


def table(slots: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a table of slots."""
    value = slots.get(name)
    if not isinstance(value, dict):
        raise StateUnreadable(f"The slot '{name}' must be a table.")
    return cast("Mapping[str, object]", value)


def joined(first: Iterable[str], then: Iterable[str]) -> tuple[str, ...]:
    """Return both lists of names as one, each name once, in the order in which it first comes."""
    return tuple(dict.fromkeys((*first, *then)))
