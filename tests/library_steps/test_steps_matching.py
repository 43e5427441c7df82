from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.library.matching import FLOOR, Need, Reasons, arousal_of, choose_steps, states_of
from chatbot.library.matching_rules import (
    ALWAYS_FIT,
    FACTOR_AVOID,
    FACTOR_STEPS,
    REAPPRAISAL_OR_GRATITUDE,
    RULES,
    State,
)
from chatbot.library.steps import CONTRAINDICATIONS, Steps
from referrals.sheets import LANGS
from signals.contributions.measures import MEASURES, Dimension, Measure, Pole
from signals.reading import EMOTIONS

STEPS = Steps.load().all("fr")
BY_ID = {step.id: step for step in STEPS}
REASONS = Reasons.load()


def risk(dimension: Dimension) -> Measure:
    return Measure(dimension, Pole.RISK)


needs = st.builds(
    Need,
    emotions=st.dictionaries(st.sampled_from(EMOTIONS), st.floats(0, 1), max_size=6),
    factors=st.lists(st.sampled_from(MEASURES), max_size=4, unique=True).map(tuple),
    origin=st.sampled_from([None, "fatigue", "conflict", "organisation"]),
    arousal=st.sampled_from([None, "high", "medium", "low"]),
    excluded=st.frozensets(st.sampled_from(sorted(CONTRAINDICATIONS)), max_size=5),
    already=st.frozensets(st.sampled_from(sorted(BY_ID)), max_size=12),
    minutes=st.none() | st.integers(0, 40),
    discreet=st.booleans(),
    after_aggression=st.booleans(),
)


@settings(deadline=None, max_examples=400)
@given(needs)
def test_any_need_gets_at_most_two_safe_and_different_steps(need: Need) -> None:
    choices = choose_steps(need, STEPS)
    assert choices == choose_steps(need, STEPS)
    chosen = [BY_ID[choice.step_id] for choice in choices]
    assert len(chosen) <= 2
    assert len({step.kind for step in chosen}) == len(chosen)
    for choice, step in zip(choices, chosen, strict=True):
        assert not need.excluded.intersection(step.contraindications)
        assert step.id not in need.already
        assert step.minutes <= (10 if need.minutes is None else need.minutes)
        assert step.discreet or not need.discreet
        for state in states_of(need):
            assert step.id not in RULES[state].avoid
        for lang in LANGS:
            assert REASONS.text(choice.reason_key, lang)


@settings(deadline=None, max_examples=200)
@given(needs, st.frozensets(st.sampled_from(sorted(BY_ID)), max_size=6))
def test_asking_by_name_lifts_what_is_avoided_in_low_spirits_and_nothing_else(
    need: Need, named: frozenset[str]
) -> None:
    for choice in choose_steps(replace(need, named=named), STEPS):
        for state in states_of(need):
            if choice.step_id in RULES[state].avoid:
                assert state is State.SADNESS
                assert choice.step_id in named


@settings(deadline=None, max_examples=200)
@given(needs)
def test_a_conflict_of_values_is_never_answered_by_seeing_it_differently(need: Need) -> None:
    torn = replace(need, factors=(*need.factors, risk(Dimension.VALUE_CONFLICT)))
    assert not REAPPRAISAL_OR_GRATITUDE.intersection(choice.step_id for choice in choose_steps(torn, STEPS))


@settings(deadline=None, max_examples=200)
@given(needs)
def test_exhaustion_adds_no_task_over_two_minutes(need: Need) -> None:
    recovery = {*RULES[State.EXHAUSTION].first, *RULES[State.EXHAUSTION].then}
    for choice in choose_steps(replace(need, origin="fatigue"), STEPS):
        assert choice.step_id in recovery or BY_ID[choice.step_id].minutes <= 2


@settings(deadline=None, max_examples=200)
@given(needs)
def test_after_an_aggression_the_ground_comes_first(need: Need) -> None:
    shaken = replace(need, after_aggression=True, already=frozenset(), minutes=None, discreet=False)
    first, *others = choose_steps(shaken, STEPS)
    assert first.step_id == "grounding" or State.EXHAUSTION in states_of(shaken)
    assert "write_for_yourself" not in {first.step_id, *(other.step_id for other in others)}


@settings(deadline=None, max_examples=200)
@given(needs)
def test_with_time_and_nothing_ruled_out_there_are_two_and_one_is_discreet(need: Need) -> None:
    free = replace(need, excluded=frozenset(), already=frozenset(), minutes=None)
    chosen = [BY_ID[choice.step_id] for choice in choose_steps(free, STEPS)]
    assert len(chosen) == 2
    assert any(step.discreet for step in chosen)


def ids(need: Need) -> list[str]:
    return [choice.step_id for choice in choose_steps(need, STEPS)]


CASES = {
    "fear": (Need({"fear": 0.8}), ["five_senses", "long_exhale"]),
    "anger": (Need({"anger": 0.8}), ["micro_pause", "muscle_release"]),
    "worry": (Need({"nervousness": 0.6}), ["worry_time", "unhook"]),
    "sadness": (Need({"sadness": 0.7}), ["small_action", "ask_for_help"]),
    "a mistake": (Need({"remorse": 0.6, "embarrassment": 0.4}), ["self_kindness", "problem_solving"]),
    "exhaustion": (Need({}, origin="fatigue"), ["micro_pause", "shutdown"]),
    "exhaustion and load": (
        Need({"sadness": 0.3}, factors=(risk(Dimension.INTENSITY),), origin="fatigue"),
        ["micro_pause", "ask_for_help"],
    ),
    "value conflict": (
        Need({"disapproval": 0.3}, factors=(risk(Dimension.VALUE_CONFLICT),)),
        ["value_gesture", "micro_pause"],
    ),
    "a violent customer": (
        Need({"fear": 0.6}, factors=(risk(Dimension.EMOTIONAL_DEMANDS),)),
        ["grounding", "after_aggression"],
    ),
    "nothing known": (Need({}), ["name_it", "grounding"]),
    "only the load": (Need({}, factors=(risk(Dimension.INTENSITY),)), ["load_talk", "loose_ends"]),
}


@pytest.mark.parametrize(("need", "expected"), CASES.values(), ids=CASES.keys())
def test_the_table_holds(need: Need, expected: list[str]) -> None:
    assert ids(need) == expected


def test_a_resource_asks_for_nothing() -> None:
    support = Measure(Dimension.SOCIAL_RELATIONS, Pole.RESOURCE)
    assert ids(Need({}, factors=(support,))) == ids(Need({}))


def test_harassment_is_never_answered_by_a_message_to_the_person() -> None:
    need = Need(
        {"annoyance": 0.9}, factors=(risk(Dimension.SOCIAL_RELATIONS),), excluded=frozenset({"harassment"})
    )
    offered: set[str] = set()
    while chosen := ids(replace(need, already=frozenset(offered))):
        offered.update(chosen)
    assert not offered & {"clear_request", "say_what_you_need", "unhook", "step_back", "load_talk"}


def test_the_table_names_only_steps_that_exist() -> None:
    named = {*ALWAYS_FIT, *(s for steps in FACTOR_STEPS.values() for s in steps)}
    named |= {step for rule in RULES.values() for step in (*rule.first, *rule.then, *rule.avoid)}
    named |= {step for avoided in FACTOR_AVOID.values() for step in avoided}
    assert named <= set(BY_ID)
    assert set(RULES) == set(State)
    assert set(FACTOR_STEPS) == set(Dimension)
    for rule in RULES.values():
        assert not rule.avoid.intersection((*rule.first, *rule.then))


@pytest.mark.parametrize(
    ("emotions", "level"),
    [
        ({"anger": 0.9}, "high"),
        ({"annoyance": 0.5}, "medium"),
        ({"grief": 0.5, "annoyance": 0.3}, "low"),
        ({}, "medium"),
    ],
)
def test_arousal_is_derived_from_emotions(emotions: dict[str, float], level: str) -> None:
    assert arousal_of(Need(emotions)) == level


def test_what_is_said_of_arousal_wins() -> None:
    assert arousal_of(Need({"anger": 0.9}, arousal="low")) == "low"


def test_a_faint_emotion_is_not_a_state() -> None:
    assert states_of(Need({"fear": FLOOR - 0.01})) == ()
