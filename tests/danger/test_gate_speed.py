"""The gate's time is bounded: fast on a message, and no text makes it slow."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import thread_time

import pytest

from signals.danger.gate import Gate
from signals.danger.normalise import MAX_CHARACTERS
from signals.danger.rules import read_rules

ORDINARY = (
    "Je suis épuisée, mon chef crie, personne ne voit rien, et ce soir je rentre seule encore une fois. "
)
WORDS = sorted(
    {word for rule in read_rules().rules for text in rule.yes for word in re.findall(r"\w+", text)}
)
UNIT = [
    *("je veux mourir ", "i want to die ", "pas de ", "je ", "a b c d ", "sui6de k*ll ", "je je me me tuer "),
    *("je vais le tuer lundi couteau ", "il m'a dit que ", "what is the point of ", "zzz ", "' ", "1 "),
    *("é", "😀", ".", "*", "\u0301"),
]


def fastest(work: Callable[[], object], times: int = 5) -> float:
    """The processor's time of the fastest of some runs, in milliseconds: other programs do not count."""
    took = []
    for _ in range(times):
        start = thread_time()
        work()
        took.append(thread_time() - start)
    return min(took) * 1000


def test_a_message_of_500_characters_takes_under_3_ms(gate: Gate) -> None:
    text = (ORDINARY * 6)[:500]
    assert fastest(lambda: gate.assess(text), 20) < 3


def test_20_000_characters_of_the_rules_own_words_take_under_100_ms(gate: Gate) -> None:
    text = " ".join(WORDS * 8)[:MAX_CHARACTERS]
    assert len(text) > MAX_CHARACTERS * 0.8
    assert fastest(lambda: gate.assess(text)) < 100


@pytest.mark.parametrize("unit", UNIT)
def test_no_repetition_makes_it_slow(unit: str, gate: Gate) -> None:
    text = (unit * MAX_CHARACTERS)[:MAX_CHARACTERS]
    assert fastest(lambda: gate.assess(text), 3) < 100


def test_what_is_beyond_the_longest_text_costs_nothing_and_its_end_is_read(gate: Gate) -> None:
    assert gate.assess("bla " * 500_000 + "ce soir je me pends").card is not None


def test_a_first_message_is_answered_well_within_the_budget() -> None:
    gate = Gate.load()
    assert fastest(lambda: gate.assess("je veux mourir, " + ORDINARY), 1) < 300
