"""How sure the model must be before it may raise a card by itself (model_thresholds.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signals.danger.card import Card
from signals.danger.rules import RulesError

THRESHOLDS_FILE: Final = Path(__file__).parent / "model_thresholds.toml"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities in [0, 1]: `alone` for an ordinary message, `guarded` when a firm guard silenced a rule.

    That of card A bounds the probabilities of A, B and C together.
    `any_*` bound the probability that the message is not harmless, whatever the card.
    """

    alone: Mapping[Card, float]
    guarded: Mapping[Card, float]
    any_alone: float
    any_guarded: float


def read_thresholds(path: Path = THRESHOLDS_FILE) -> Thresholds:
    """The thresholds of a file; RulesError when a card is missing or a value is outside (0, 1]."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        thresholds = Thresholds(
            alone={card: float(tables["alone"][card.value]) for card in Card},
            guarded={card: float(tables["guarded"][card.value]) for card in Card},
            any_alone=float(tables["alone"]["any"]),
            any_guarded=float(tables["guarded"]["any"]),
        )
    except (OSError, KeyError, ValueError) as error:
        raise RulesError(
            f"{path}: lacks or misspells {error}; every card and 'any' need a number."
        ) from error
    values = [
        *thresholds.alone.values(),
        *thresholds.guarded.values(),
        thresholds.any_alone,
        thresholds.any_guarded,
    ]
    if not all(0.0 < value <= 1.0 for value in values):
        raise RulesError(f"{path}: a threshold is outside 0 to 1; write a probability.")
    return thresholds
