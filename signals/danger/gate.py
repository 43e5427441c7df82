"""The danger gate: the first thing that meets a message, and the one part that must work when all else fails.

Fixed rules speak first; the model's probabilities, when there are any, can only add. The stricter card wins.
The gate detects to orient, never to predict or to score a person (crisis guide, section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signals.danger.card import NO_DANGER, Card, Danger
from signals.danger.engine import Engine, Found
from signals.danger.order import OWN_LIFE, STRICTEST_FIRST, stricter
from signals.danger.rules import DIRECTORY, read_rules
from signals.danger.thresholds import THRESHOLDS_FILE, Limits, Thresholds, read_thresholds

__all__ = ["Explained", "Gate", "stricter"]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a message gets the card that it gets: what the rules found, which table of limits held for the
    model, and the chances that were compared with it (of each card, empty when the model was away, and of
    any)."""

    danger: Danger
    found: Found
    table: str
    limits: Limits
    chances: Mapping[Card, float]
    any: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Assesses one message at a time; holds the compiled rules and nothing of any message."""

    engine: Engine
    thresholds: Thresholds

    @classmethod
    def load(cls, rules: Path = DIRECTORY, thresholds: Path = THRESHOLDS_FILE) -> Gate:
        """The gate of this version. Raises RulesError with one sentence when a file of it is damaged."""
        return cls(Engine(read_rules(rules)), read_thresholds(thresholds))

    def assess(self, text: str, model: Mapping[str, float] | None = None) -> Danger:
        """The card that the message asks for, by rules or by the model, whichever is stricter.

        `model` maps "none" and "A".."T" to probabilities; None when the model is away. Raises on no text.
        """
        return self.decide(self.find(text), model)

    def explain(self, text: str, model: Mapping[str, float] | None = None) -> Explained:
        """What `assess` answers, with what it rests on. For developers; nothing of it is to be kept."""
        found = self.engine.find(text)
        name, limits = self._limits(found)
        chances, calm = (_chances(model), model.get("none", 1.0)) if model else ({}, 1.0)
        return Explained(self.decide(found, model), found, name, limits, chances, 1.0 - calm)

    def find(self, text: str) -> Found:
        """What the rules say of a message, before the model has spoken."""
        return self.engine.find(text)

    def decide(self, found: Found, model: Mapping[str, float] | None) -> Danger:
        """The card, by what the rules found and what the model says; see `assess`."""
        by_rules = NO_DANGER
        for rule in found.fired:
            if by_rules.card is None or (
                rule.card != by_rules.card and stricter(rule.card, by_rules.card) is rule.card
            ):
                by_rules = Danger(rule.card, rule.kind, rule.name)
        by_model = self._by_model(model, found, ruled=by_rules.card is not None) if model else None
        if by_model is None or stricter(by_rules.card, by_model) is by_rules.card:
            return by_rules
        return Danger(by_model, by_model.name.lower())

    def _limits(self, found: Found) -> tuple[str, Limits]:
        """The limits that hold for a message, and the name of their table."""
        if found.explained:
            return "explained", self.thresholds.explained
        if found.guarded:
            return "guarded", self.thresholds.guarded
        return "alone", self.thresholds.alone

    def _by_model(self, model: Mapping[str, float], found: Found, *, ruled: bool) -> Card | None:
        _, limits = self._limits(found)
        chance = _chances(model)
        for card in STRICTEST_FIRST:
            if chance[card] >= limits.card[card]:
                return card
        # That there is some danger is known already where a rule has named its card.
        if ruled or 1.0 - model.get("none", 1.0) < limits.any:
            return None
        likeliest = max(STRICTEST_FIRST, key=chance.__getitem__)
        return Card.PASSIVE_IDEATION if likeliest in OWN_LIFE else likeliest


def _chances(model: Mapping[str, float]) -> dict[Card, float]:
    """The chance of each card; that of card A is of the three cards of one's own life together."""
    chance = {card: model.get(card.value, 0.0) for card in STRICTEST_FIRST}
    # In doubt between the three, the plain question of card A is the answer.
    chance[Card.PASSIVE_IDEATION] = sum(chance[card] for card in OWN_LIFE)
    return chance
