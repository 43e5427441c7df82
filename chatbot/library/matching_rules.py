"""The table of which steps fit which state of a person, and which never do.

One row per state (self-help guide, "Matching rule"). The rows are to be discussed with psychologists, so they
are a table and not hidden in code: `first` is offered first, `then` next, `avoid` never in that state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signals.contributions.measures import Dimension


class State(StrEnum):
    """What seems to weigh right now. Several can hold at once; every `avoid` of them then applies."""

    AFTER_AGGRESSION = "after_aggression"
    FEAR = "fear"
    ANGER = "anger"
    SHAME = "shame"
    VALUE_CONFLICT = "value_conflict"
    EXHAUSTION = "exhaustion"
    WORRY = "worry"
    SADNESS = "sadness"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: step ids in order of preference, and those that would be wrong.

    `unless_named`: wrong to suggest only; asked for by name, such a step comes beside one of another kind.
    """

    first: tuple[str, ...]
    then: tuple[str, ...]
    avoid: frozenset[str] = frozenset()
    unless_named: bool = False


REAPPRAISAL_OR_GRATITUDE = frozenset({"step_back", "three_good_things"})
"""Never for an injustice or a conflict of values: it would ask the person to see things differently."""

RULES: dict[State, Rule] = {
    State.AFTER_AGGRESSION: Rule(
        first=("grounding", "after_aggression", "five_senses"),
        then=("ask_for_help", "micro_pause"),
        # No detailed narration, no attention to the body, no answer to the aggressor.
        avoid=REAPPRAISAL_OR_GRATITUDE
        | {
            "write_for_yourself", "clear_request", "say_what_you_need", "make_room", "problem_solving",
            "slow_breathing", "muscle_release", "single_task", "load_talk", "unhook", "if_then",
        },
    ),
    State.FEAR: Rule(
        first=("five_senses", "grounding"),
        then=("long_exhale", "muscle_release"),
        # Long silent attention to breath or body can feed a panic.
        avoid=REAPPRAISAL_OR_GRATITUDE | {"slow_breathing", "make_room", "bed_for_sleep"},
    ),
    State.ANGER: Rule(
        first=("micro_pause", "muscle_release", "short_walk"),
        then=("name_it", "write_for_yourself", "clear_request", "say_what_you_need"),
        avoid=REAPPRAISAL_OR_GRATITUDE,
    ),
    State.SHAME: Rule(
        first=("self_kindness", "step_back"),
        then=("problem_solving", "name_it"),
        # Productivity advice sounds like a reproach here.
        avoid=frozenset({"single_task", "load_talk", "three_good_things"}),
    ),
    State.VALUE_CONFLICT: Rule(
        first=("value_gesture", "write_for_yourself"),
        then=("ask_a_colleague", "clear_request"),
        avoid=REAPPRAISAL_OR_GRATITUDE,
    ),
    State.EXHAUSTION: Rule(
        first=("micro_pause", "shutdown", "after_evening_shift"),
        then=("load_talk", "bed_for_sleep"),
        avoid=frozenset({"three_good_things"}),
    ),
    State.WORRY: Rule(
        first=("worry_time", "unhook"),
        then=("problem_solving", "small_action", "loose_ends", "if_then"),
    ),
    State.SADNESS: Rule(
        first=("small_action", "ask_for_help"),
        then=("self_kindness", "value_gesture", "ask_a_colleague"),
        # Relaxation alone and sleep by day keep a low mood low.
        avoid=frozenset({
            "slow_breathing", "long_exhale", "muscle_release", "bed_for_sleep", "after_evening_shift",
        }),
        unless_named=True,
    ),
}  # fmt: skip

FACTOR_STEPS: dict[Dimension, tuple[str, ...]] = {
    Dimension.INTENSITY: ("load_talk", "loose_ends", "shutdown", "problem_solving", "single_task"),
    Dimension.EMOTIONAL_DEMANDS: ("micro_pause", "ask_a_colleague", "muscle_release"),
    Dimension.AUTONOMY: ("ask_a_colleague", "micro_pause", "value_gesture"),
    Dimension.SOCIAL_RELATIONS: ("ask_for_help", "write_for_yourself", "clear_request", "say_what_you_need"),
    Dimension.VALUE_CONFLICT: ("value_gesture", "ask_a_colleague", "write_for_yourself"),
    Dimension.INSECURITY: ("worry_time", "name_it", "ask_for_help"),
}
"""What fits a work risk, in order of preference."""

FACTOR_AVOID: dict[Dimension, frozenset[str]] = {
    # Someone with no latitude must not be told to look for a better idea: the answer is collective.
    Dimension.AUTONOMY: frozenset({"problem_solving"}),
    Dimension.VALUE_CONFLICT: REAPPRAISAL_OR_GRATITUDE,
}
"""What would be wrong for a work risk."""

ALWAYS_FIT: tuple[str, ...] = ("name_it", "grounding", "micro_pause", "five_senses", "ask_for_help")
"""Safe offers when nothing more precise is known."""

EXHAUSTION_MINUTES = 2
"""Someone exhausted is offered no new task longer than this, but for the recovery steps of the row."""
