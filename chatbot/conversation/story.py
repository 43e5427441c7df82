"""What was heard of the person's day, in slots: names of situations and feelings, never a word of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chatbot.conversation import slots as read
from chatbot.conversation.slots import StateUnreadable
from chatbot.conversation.understanding import Understanding
from chatbot.library.anchors import Origin

MOST_SITUATIONS = 4
_FADING = 0.6
"""What remains of an emotion's weight after another message: the latest words count most."""

_ORIGINS: Mapping[str, Origin] = {
    "fatigue": "fatigue",
    "conflict": "conflict",
    "organisation": "organisation",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of the day so far.

    `told`: messages that told something; `situations`: the latest first; `emotions`: percents, for the choice
    of a step only; `since`: how long, by size ("weeks", "months", or "moment" for an event); `support`: who
    is there ("colleague", "close", "carer", "nobody"); `aim`: what a step was last asked for ("calm");
    `often`: how often it comes ("daily"); `helps`: what already eases it; `people`: those whom the
    person named, by relation ("sister"); `place`: where they are ("open_space", "home", "shift").
    """

    told: int = 0
    situations: tuple[str, ...] = ()
    emotions: Mapping[str, int] = field(default_factory=dict)
    origin: Origin | None = None
    since: str | None = None
    support: tuple[str, ...] = ()
    good: bool = False
    third: bool = False
    harassment: bool = False
    keyed_up: bool = False
    discreet: bool = False
    minutes: int = 0
    aim: str | None = None
    often: str | None = None
    helps: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str | None = None

    @property
    def situation(self) -> str | None:
        """The situation that the conversation is about, None when nothing was recognised."""
        return self.situations[0] if self.situations else None

    @property
    def lasting(self) -> bool:
        """Whether it has lasted for weeks or more."""
        return self.since in {"weeks", "months", "years"}

    def after(self, heard: Understanding) -> Story:
        """Return the story once a message is understood."""
        faded = {name: round(weight * _FADING) for name, weight in self.emotions.items()}
        for name, weight in heard.emotions.items():
            faded[name] = max(weight, faded.get(name, 0))
        strongest = sorted(faded.items(), key=lambda item: -item[1])[:4]
        lighter = replace(self, situations=tuple(name for name in self.situations if name != "success"))
        return replace(
            (lighter if heard.hard else self).about(*heard.situations),
            told=self.told + 1,
            emotions={name: weight for name, weight in strongest if weight >= 10},
            origin=heard.origin or self.origin,
            since=heard.since or self.since,
            support=tuple(dict.fromkeys((*self.support, *heard.supports))),
            good=heard.good or (self.good and not heard.hard and not heard.situations),
            keyed_up=self.keyed_up or heard.arousal == "high",
            discreet=self.discreet or heard.discreet,
            minutes=heard.minutes or self.minutes,
        )

    def about(self, *situations: str) -> Story:
        """Return the story with these situations in front."""
        kept = tuple(dict.fromkeys((*situations, *self.situations)))[:MOST_SITUATIONS]
        return replace(self, situations=kept)

    def to_slots(self) -> dict[str, object]:
        """Return plain values for the sealed state."""
        return {
            "told": self.told, "situations": list(self.situations), "emotions": dict(self.emotions),
            "origin": self.origin, "since": self.since, "support": list(self.support), "good": self.good,
            "third": self.third, "harassment": self.harassment, "keyed_up": self.keyed_up,
            "discreet": self.discreet, "minutes": self.minutes, "aim": self.aim,
            "often": self.often, "helps": list(self.helps), "people": list(self.people), "place": self.place,
        }  # fmt: skip

    @classmethod
    def from_slots(cls, slots: Mapping[str, object]) -> Story:
        """Return the story that `to_slots` wrote; StateUnreadable otherwise."""
        origin = read.text_or_none(slots, "origin")
        if origin is not None and origin not in _ORIGINS:
            raise StateUnreadable("The slot 'origin' holds no origin of this version.")
        return cls(
            told=read.count(slots, "told"),
            situations=read.texts(slots, "situations"),
            emotions=read.counts(slots, "emotions"),
            origin=None if origin is None else _ORIGINS[origin],
            since=read.text_or_none(slots, "since"),
            support=read.texts(slots, "support"),
            good=read.flag(slots, "good"),
            third=read.flag(slots, "third"),
            harassment=read.flag(slots, "harassment"),
            keyed_up=read.flag(slots, "keyed_up"),
            discreet=read.flag(slots, "discreet"),
            minutes=read.count(slots, "minutes"),
            aim=read.text_or_none(slots, "aim"),
            often=read.text_or_none(slots, "often"),
            helps=read.texts(slots, "helps"),
            people=read.texts(slots, "people"),
            place=read.text_or_none(slots, "place"),
        )
