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
from signals.danger.thresholds import THRESHOLDS_FILE, Thresholds, read_thresholds

__all__ = ["Gate", "stricter"]


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
        found = self.engine.find(text)
        by_rules = NO_DANGER
        for rule in found.fired:
            if by_rules.card is None or (
                rule.card != by_rules.card and stricter(rule.card, by_rules.card) is rule.card
            ):
                by_rules = Danger(rule.card, rule.kind, rule.name)
        by_model = self._by_model(model, found) if model else None
        if by_model is None or stricter(by_rules.card, by_model) is by_rules.card:
            return by_rules
        return Danger(by_model, by_model.name.lower())

    def _by_model(self, model: Mapping[str, float], found: Found) -> Card | None:
        limits = self.thresholds.alone
        if found.explained:
            limits = self.thresholds.explained
        elif found.guarded:
            limits = self.thresholds.guarded
        limit = limits.card
        chance = {card: model.get(card.value, 0.0) for card in STRICTEST_FIRST}
        # In doubt between the three cards of one's own life, the plain question of card A is the answer.
        chance[Card.PASSIVE_IDEATION] = sum(chance[card] for card in OWN_LIFE)
        for card in STRICTEST_FIRST:
            if chance[card] >= limit[card]:
                return card
        if 1.0 - model.get("none", 1.0) < limits.any:
            return None
        likeliest = max(STRICTEST_FIRST, key=chance.__getitem__)
        return Card.PASSIVE_IDEATION if likeliest in OWN_LIFE else likeliest
