"""What a sheet may say of a person: the slots of the conversation, and never one of its words."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.conversation import counted
from chatbot.conversation.safety import OWN_LIFE
from chatbot.conversation.state import State
from signals.contributions.measures import Dimension, Measure, Pole

MOST_MATTERS = 2
"""What one talk is about: more than two subjects, and nobody remembers any."""

_CAREFUL = ("harassment", "discrimination")
_LAST = ("fatigue", "private", "success")
"""Situations that give way to any other: what was heard beside them says more about the work."""

MATTER_OF_DIMENSION = {
    Dimension.INTENSITY: "overload",
    Dimension.EMOTIONAL_DEMANDS: "suffering",
    Dimension.AUTONOMY: "latitude",
    Dimension.SOCIAL_RELATIONS: "relations",
    Dimension.VALUE_CONFLICT: "ethics",
    Dimension.INSECURITY: "uncertainty",
}
"""What a sheet is about when a dimension was heard and no situation was recognised."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, everything in ids; a conversation that did not take place is known by nothing at all.

    `matters`: the subjects, the main one first; `since` and `often`: how long, how often; `supports`: who
    stands by the person; `helps`: what already eases it; `holds`: what holds in the work; `careful`: acts
    that repeat or a difference of treatment; `own_life`: a card about the person's own life was shown;
    `danger`: any card was.
    """

    matters: tuple[str, ...] = ()
    since: str | None = None
    often: str | None = None
    supports: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    holds: tuple[Measure, ...] = ()
    careful: bool = False
    own_life: bool = False
    danger: bool = False


def known_of(state: State | None) -> Known:
    """Return what the slots of a conversation say; nothing without one.

    What was told of somebody else is not what this person lives: it fills no sheet.
    """
    if state is None:
        return Known()
    story, shown = state.story, state.safety.shown
    own_life, danger = bool(shown.intersection(OWN_LIFE)), state.safety.card is not None
    if story.third:
        return Known(own_life=own_life, danger=danger)
    heard = counted.heard(state)
    matters = _matters(story.situations, heard, harassment=story.harassment)
    return Known(
        matters=matters,
        since=story.since,
        often=story.often,
        supports=story.support,
        helps=story.helps,
        holds=tuple(measure for measure in heard if measure.pole is Pole.RESOURCE),
        careful=any(matter in _CAREFUL for matter in matters),
        own_life=own_life,
        danger=danger,
    )


def _matters(situations: tuple[str, ...], heard: tuple[Measure, ...], *, harassment: bool) -> tuple[str, ...]:
    told = (*situations, "harassment") if harassment else situations
    ranked = sorted(dict.fromkeys(told), key=lambda name: (name not in _CAREFUL, name in _LAST))
    if ranked:
        first, *others = ranked
        # What gives way says nothing more beside what it gave way to.
        return (first, *(each for each in others if each not in _LAST))[:MOST_MATTERS]
    risks = (measure for measure in heard if measure.pole is Pole.RISK)
    return tuple(MATTER_OF_DIMENSION[measure.dimension] for measure in risks)[:MOST_MATTERS]
