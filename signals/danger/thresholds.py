"""How sure the model must be before it may raise a card by itself (model_thresholds.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from signals.danger.card import Card
from signals.danger.rules import RulesError

THRESHOLDS_FILE: Final = Path(__file__).parent / "model_thresholds.toml"


@dataclass(frozen=True, slots=True)
class Limits:
    """Probabilities in (0, 1]: one for each card, and `any` for a message that is not harmless, whatever the
    card. That of card A bounds the probabilities of A, B and C together."""

    card: Mapping[Card, float]
    any: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`alone` for an ordinary message, `guarded` when a firm guard silenced a rule, `explained` when a guard
    that stands alone knows the message (see GuardText)."""

    alone: Limits
    guarded: Limits
    explained: Limits


def read_thresholds(path: Path = THRESHOLDS_FILE) -> Thresholds:
    """The thresholds of a file; RulesError when a card is missing or a value is outside (0, 1]."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        thresholds = Thresholds(*(_limits(tables[name]) for name in ("alone", "guarded", "explained")))
    except (OSError, KeyError, ValueError) as error:
        raise RulesError(
            f"{path}: lacks or misspells {error}; every card and 'any' need a number."
        ) from error
    for limits in (thresholds.alone, thresholds.guarded, thresholds.explained):
        if not all(0.0 < value <= 1.0 for value in (*limits.card.values(), limits.any)):
            raise RulesError(f"{path}: a threshold is outside 0 to 1; write a probability.")
    return thresholds


def _limits(table: Mapping[str, Any]) -> Limits:
    return Limits({card: float(table[card.value]) for card in Card}, float(table["any"]))
