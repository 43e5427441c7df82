"""Choosing two steps for a person: pure, deterministic, and never one that could do harm.

The table of matching_rules is read for every state that seems to hold; a step that is ruled out
(contraindicated, already offered, too long, wrong for the state) is gone before any preference is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chatbot.library.addressing import vous_word
from chatbot.library.matching_rules import (
    ALWAYS_FIT,
    EXHAUSTION_MINUTES,
    FACTOR_AVOID,
    FACTOR_STEPS,
    RULES,
    State,
)
from chatbot.library.steps import Arousal, Place, Step
from chatbot.library.voice import Voice
from referrals.sheets import LANGS, Entry, read_sheet
from signals.contributions.measures import Dimension, Measure, Pole

LONGEST_MINUTES = 10
"""What is offered to someone who did not say how long they have."""

FLOOR = 0.2
"""An emotion under this probability is taken as not heard."""

_SIGNS: dict[State, tuple[str, ...]] = {
    State.FEAR: ("fear",),
    State.ANGER: ("anger", "annoyance", "disapproval", "disgust"),
    State.SHAME: ("remorse", "embarrassment"),
    State.WORRY: ("nervousness", "confusion"),
    State.SADNESS: ("sadness", "grief", "disappointment"),
}
_AROUSAL: dict[Arousal, tuple[str, ...]] = {
    "high": ("anger", "fear", "excitement"),
    "medium": (
        "annoyance",
        "nervousness",
        "disapproval",
        "disgust",
        "confusion",
        "embarrassment",
        "surprise",
    ),
    "low": ("sadness", "grief", "disappointment", "remorse"),
}
_DECLARED = 0.5
"""The weight of a state that comes from what was said of the work, against an emotion's probability."""

_REASONS = Path(__file__).with_name("reasons")


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of the person at this moment; everything may be missing.

    `emotions` maps GoEmotions names to probabilities; `factors` are the measures heard (resources are
    ignored); `arousal` None means "derive it"; `excluded` holds contraindications said or understood,
    `already` the ids of steps offered before; `minutes` is the time they have (None: up to ten); `discreet`
    says that they must not be seen, `place` where they are. `after_aggression` is for someone who tells of
    one just suffered. `named` holds the steps that the person asked for by their name.
    """

    emotions: Mapping[str, float]
    factors: tuple[Measure, ...] = ()
    origin: Literal["fatigue", "conflict", "organisation"] | None = None
    arousal: Arousal | None = None
    excluded: frozenset[str] = frozenset()
    already: frozenset[str] = frozenset()
    minutes: int | None = None
    discreet: bool = False
    place: Place | None = None
    after_aggression: bool = False
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StepChoice:
    """A step to offer, and the key of the words that say why (`Reasons`)."""

    step_id: str
    reason_key: str


def choose_steps(need: Need, steps: Sequence[Step]) -> tuple[StepChoice, ...]:
    """Return two steps of two different families, fewer only when nothing else is safe; never raises.

    One of the two can be done without being seen, whenever there is one. The same need gives the same steps.
    """
    states = states_of(need)
    arousal = arousal_of(need)
    safe = {step.id: step for step in steps if _is_safe(step, need, states)}

    ranked = [c for c in _candidates(need, states, arousal, steps) if c.step_id in safe]
    first = _pick(ranked, safe, arousal)
    if first is None:
        return ()
    rest = _candidates(need, (*states[1:], *states[:1]), arousal, steps)
    other = [c for c in rest if c.step_id in safe and safe[c.step_id].kind != safe[first.step_id].kind]
    hidden = [c for c in other if safe[c.step_id].discreet]
    second = _pick(hidden if hidden and not safe[first.step_id].discreet else other, safe, arousal)
    return (first,) if second is None else (first, second)


def states_of(need: Need) -> tuple[State, ...]:
    """Return the states that seem to hold, the one to answer first in front; () when nothing was heard."""
    strength = {state: max(_heard(need, sign) for sign in signs) for state, signs in _SIGNS.items()}
    risks = risks_of(need)
    if Dimension.VALUE_CONFLICT in risks:
        strength[State.VALUE_CONFLICT] = _DECLARED
    if need.origin == "fatigue":
        strength[State.EXHAUSTION] = _DECLARED
    shaken = Dimension.EMOTIONAL_DEMANDS in risks and _heard(need, "fear") >= FLOOR
    if need.after_aggression or shaken:
        strength[State.AFTER_AGGRESSION] = 1.0
    urgent = (State.AFTER_AGGRESSION, State.FEAR)
    held = [state for state in State if strength.get(state, 0.0) >= FLOOR]
    return tuple(sorted(held, key=lambda state: (state not in urgent, -strength[state])))


def arousal_of(need: Need) -> Arousal:
    """Return how keyed up the person seems: what was given, else the level whose emotions weigh most."""
    if need.arousal is not None:
        return need.arousal
    weights = {level: sum(_heard(need, name) for name in names) for level, names in _AROUSAL.items()}
    level = max(weights, key=lambda each: weights[each])
    if weights[level] < FLOOR:
        return "low" if need.origin == "fatigue" else "medium"
    return level


def risks_of(need: Need) -> tuple[Dimension, ...]:
    """Return the dimensions heard as risks, in order; the person's angle stands in when none was heard."""
    heard = [measure.dimension for measure in need.factors if measure.pole is Pole.RISK]
    if not heard and need.origin == "conflict":
        heard.append(Dimension.SOCIAL_RELATIONS)
    if not heard and need.origin == "organisation":
        heard.append(Dimension.INTENSITY)
    return tuple(dict.fromkeys(heard))


def _heard(need: Need, emotion: str) -> float:
    return need.emotions.get(emotion, 0.0)


def _is_safe(step: Step, need: Need, states: tuple[State, ...]) -> bool:
    limit = LONGEST_MINUTES if need.minutes is None else need.minutes
    by_state = (_avoided(state, need) for state in states)
    by_factor = (FACTOR_AVOID.get(risk, frozenset()) for risk in risks_of(need))
    avoided = frozenset[str]().union(*by_state, *by_factor)
    too_tired = State.EXHAUSTION in states and step.minutes > EXHAUSTION_MINUTES
    recovery = RULES[State.EXHAUSTION].first + RULES[State.EXHAUSTION].then
    return (
        step.id not in need.already
        and step.minutes <= limit
        and not need.excluded.intersection(step.contraindications)
        and step.id not in avoided
        and not (too_tired and step.id not in recovery)
        and (step.discreet or not need.discreet)
        and (need.place is None or need.place in step.places)
    )


def _avoided(state: State, need: Need) -> frozenset[str]:
    rule = RULES[state]
    return rule.avoid - need.named if rule.unless_named else rule.avoid


def _candidates(
    need: Need, states: tuple[State, ...], arousal: Arousal, steps: Sequence[Step]
) -> list[StepChoice]:
    """Return every step in order of preference, each with the reason for its best place."""
    first = [(step_id, f"state.{state}") for state in states for step_id in RULES[state].first]
    factor = [(step_id, f"factor.{risk}") for risk in risks_of(need) for step_id in FACTOR_STEPS[risk]]
    then = [(step_id, f"state.{state}") for state in states for step_id in RULES[state].then]
    # Someone very keyed up needs to come down before any work on the cause; else the cause may come second.
    ordered = [*first, *then, *factor] if arousal == "high" else [*first, *factor, *then]
    ordered += [(step.id, "state.heard") for step in _indicated(need, steps)]
    ordered += [(step_id, "general") for step_id in ALWAYS_FIT]
    reasons: dict[str, str] = {}
    for step_id, reason in ordered:
        reasons.setdefault(step_id, reason)
    return [StepChoice(step_id, reason) for step_id, reason in reasons.items()]


def _indicated(need: Need, steps: Iterable[Step]) -> list[Step]:
    """Return the steps whose own sheet names an emotion that was heard, best match first."""
    loud = {name: chance for name, chance in need.emotions.items() if chance >= FLOOR}
    fit = {step.id: sum(loud.get(name, 0.0) for name in step.emotions) for step in steps}
    fitting = [step for step in steps if fit[step.id] > 0]
    return sorted(fitting, key=lambda step: (-fit[step.id], step.minutes, step.id))


def _pick(ranked: Sequence[StepChoice], safe: Mapping[str, Step], arousal: Arousal) -> StepChoice | None:
    """Return the first choice made for this arousal, else the first at all."""
    fitting = (choice for choice in ranked if arousal in safe[choice.step_id].arousal)
    return next(fitting, ranked[0] if ranked else None)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The answers to "why this?", per voice. reasons/fr-tu.toml holds those that change with tu."""

    by_voice: Mapping[Voice, Mapping[str, str]]

    @classmethod
    def load(cls) -> Reasons:
        """Read the sheets; SheetError when a reason is missing in a language, or says vous where tu is."""
        by_voice: dict[Voice, Mapping[str, str]] = {}
        for lang in LANGS:
            sheet = read_sheet(_REASONS / f"{lang}.toml")
            sheet.only("state", "factor", "general")
            words = {f"{table}.{name}": sheet.table(table).text(name) for table, name in _reason_names()}
            by_voice[lang] = {**words, "general": sheet.text("general")}
        by_voice["fr-tu"] = _with_tu(by_voice["fr"], read_sheet(_REASONS / "fr-tu.toml"))
        return cls(by_voice)

    def text(self, reason_key: str, voice: Voice) -> str:
        """Return the sentence for a `reason_key` of `choose_steps`."""
        return self.by_voice[voice][reason_key]


def _with_tu(formal: Mapping[str, str], sheet: Entry) -> dict[str, str]:
    sheet.only("state", "factor")
    tables = {table: sheet.table(table) for table in sheet.values}
    own = {f"{name}.{key}": table.text(key) for name, table in tables.items() for key in table.values}
    said = {**formal, **own}
    for key, text in said.items():
        if key not in formal or own.get(key) == formal[key]:
            raise sheet.fault(f"'{key}' is no reason of reasons/fr.toml, or says the same; remove it.")
        if (word := vous_word(text)) is not None:
            raise sheet.fault(f"'{key}': '{word}' says vous; write it here with tu.")
    return said


def _reason_names() -> list[tuple[str, str]]:
    states = [("state", name) for name in (*State, "heard")]
    return states + [("factor", dimension.value) for dimension in Dimension]
