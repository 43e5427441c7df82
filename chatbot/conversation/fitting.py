"""Which steps fit a person now: what they feel, the work factor, the time they have, where they are."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.counted import heard
from chatbot.conversation.library import Library
from chatbot.conversation.state import State
from chatbot.library.matching import Need, StepChoice, choose_steps
from chatbot.library.steps import Place

_MINUTES: dict[str, int] = {"two": 2, "shift": 5, "open_space": 5}
"""The longest step for someone who has that little room, unless they said how long they have."""

_NOT_FOR: dict[str, tuple[str, ...]] = {
    "harassment": ("harassment", "injustice", "hostile_superior", "hostile_group"),
    "discrimination": ("harassment", "injustice", "hostile_group"),
    "grief": ("grief", "recent_trauma"),
    "ethics": ("value_conflict", "illegal_order"),
    "overload": ("overload",),
    "recognition": ("injustice",),
    "public": ("recent_trauma",),
    "latitude": ("no_latitude",),
}
"""What a situation rules out by itself, in the words of the steps' contraindications."""

_WOUND_UP = 0.5
"""The weight, as a probability, of what a request to calm down says of the person's state."""

_FOR: dict[str, tuple[str, ...]] = {
    "breath": ("long_exhale", "slow_breathing"),
    "calm": ("grounding", "five_senses", "micro_pause", "long_exhale", "slow_breathing", "muscle_release"),
    "evening": ("shutdown", "loose_ends", "short_walk", "micro_pause", "after_evening_shift"),
    "sleep": (
        "shutdown",
        "loose_ends",
        "after_evening_shift",
        "slow_breathing",
        "muscle_release",
        "bed_for_sleep",
    ),
}
"""The steps that answer what a step was asked for; any other that is safe completes them."""

_COMING_DOWN = ("breath", "calm")
"""What only somebody who is keyed up asks for."""


def must_place(state: State) -> bool:
    """Say whether to ask where the person is before a step: once, and only when nothing was said of it."""
    story = state.story
    known = story.place or story.discreet or story.minutes or story.aim
    return not (
        known or state.quiet or "place" in state.asked or state.easing.offered or state.shape == "two"
    )


def fitting_steps(state: State, library: Library) -> tuple[StepChoice, ...]:
    """Return two steps for this person, at this moment and in this place; fewer when nothing else is safe."""
    story, easing = state.story, state.easing
    ruled_out = [name for situation in story.situations for name in _NOT_FOR.get(situation, ())]
    if story.harassment:
        ruled_out += _NOT_FOR["harassment"]
    need = Need(
        emotions={name: percent / 100 for name, percent in story.emotions.items()},
        factors=heard(state),
        origin=story.origin,
        arousal="high" if story.keyed_up else None,
        excluded=frozenset((*easing.excluded, *ruled_out)),
        already=frozenset(easing.offered),
        minutes=story.minutes or _MINUTES.get(story.place or state.shape),
        discreet=story.discreet,
        place=_place(story.place),
        after_aggression="public" in story.situations,
    )
    every = library.steps.all(state.voice)
    if state.shape == "two":
        # Two minutes leave no room for a question first.
        every = tuple(step for step in every if not step.ask_first)
    wanted = _FOR.get(story.aim or "", ())
    fitting = [step for step in every if step.id in wanted]
    # What was asked for comes at once where it can: a step that needs a question first waits its turn.
    ready = [
        step for step in fitting if not step.ask_first or set(step.contraindications) <= set(easing.cleared)
    ]
    # Whoever asks to calm down, to breathe or to sleep is keyed up, even if nothing else says so.
    wound = {**need.emotions, "nervousness": max(_WOUND_UP, need.emotions.get("nervousness", 0.0))}
    asked = replace(
        need,
        emotions=wound,
        arousal="high" if story.aim in _COMING_DOWN else need.arousal,
        named=frozenset(wanted if story.aim == "breath" else ()),
    )
    aimed = next((found for steps in (ready, fitting) if (found := choose_steps(asked, steps))), ())
    if len(aimed) > 1:
        return aimed
    taken = replace(need, already=need.already | {choice.step_id for choice in aimed})
    rest = choose_steps(taken, [step for step in every if not aimed or not step.ask_first])
    return (*aimed, *rest)[:2]


def _place(said: str | None) -> Place | None:
    match said:
        case "open_space" | "home" | "shift":
            return said
        case _:
            return None
