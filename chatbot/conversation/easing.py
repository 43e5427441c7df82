"""Where the conversation is with self-soothing steps and with the people who can help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.conversation import slots as read

MOST_UNHELPFUL = 2
"""After this many steps that did not help, a human is named instead of a third step (self-help guide, stop
rule)."""


@dataclass(frozen=True, slots=True)
class Easing:
    """Steps and resources so far.

    `offered`: steps shown; `current`: the one being tried; `unhelpful`: how many did not help; `cleared` and
    `excluded`: contraindications answered no and yes; `checking`: those of the question that was just asked;
    `resources`: shown ones; `declined` and `people_declined`: the person wants no exercise, no addresses.
    """

    offered: tuple[str, ...] = ()
    current: str | None = None
    unhelpful: int = 0
    cleared: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    checking: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    declined: bool = False
    people_declined: bool = False

    @property
    def exhausted(self) -> bool:
        """Whether no further step may be offered."""
        return self.declined or self.unhelpful >= MOST_UNHELPFUL

    def to_slots(self) -> dict[str, object]:
        """Return plain values for the sealed state."""
        return {
            "offered": list(self.offered), "current": self.current, "unhelpful": self.unhelpful,
            "cleared": list(self.cleared), "excluded": list(self.excluded), "checking": list(self.checking),
            "resources": list(self.resources), "declined": self.declined,
            "people_declined": self.people_declined,
        }  # fmt: skip

    @classmethod
    def from_slots(cls, slots: Mapping[str, object]) -> Easing:
        """Return what `to_slots` wrote; StateUnreadable otherwise."""
        return cls(
            offered=read.texts(slots, "offered"),
            current=read.text_or_none(slots, "current"),
            unhelpful=read.count(slots, "unhelpful"),
            cleared=read.texts(slots, "cleared"),
            excluded=read.texts(slots, "excluded"),
            checking=read.texts(slots, "checking"),
            resources=read.texts(slots, "resources"),
            declined=read.flag(slots, "declined"),
            people_declined=read.flag(slots, "people_declined"),
        )
