"""The state of one conversation: slots, never text, small enough to travel with the browser.

It is sealed by chatbot.sealing and held by the page; the server keeps nothing between two turns. Nothing in
it was written by the person: names of situations, ids of sentences already used, measures heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, cast, get_args

from chatbot.conversation import slots as read
from chatbot.conversation.easing import Easing
from chatbot.conversation.safety import SafetyState, SafetyUnreadable
from chatbot.conversation.slots import StateUnreadable
from chatbot.conversation.story import Story
from chatbot.library.voice import Register, Voice, voice_of
from signals.contributions.measures import Measure, parse_measure
from signals.reading import Language

VERSION = 2

MOST_USED = 320
"""Sentences remembered so as not to be said again, as short codes: nearly all there are, in half a sealed
state."""


Shape = Literal["open", "two", "ten", "vent"]
"""The shape of an evening: nothing chosen, two minutes, ten minutes, or only letting go."""


class Stage(StrEnum):
    """Where the conversation is; the person may go anywhere from anywhere."""

    OPENING = "opening"
    LISTENING = "listening"
    EASING = "easing"
    CLEARING = "clearing"
    CAUSE = "cause"
    HELP = "help"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class State:
    """Everything a turn needs of the turns before.

    `register`: vous until the person says tu; `shape`: the evening that the person chose;
    `heard`: how often each work factor was heard; `declared` and `declined`: the person's own corrections,
    which prevail; `latest`: the factors of the last message, taken back when the person says "that's not it".
    `asked`: questions asked once and for all; `pending`: the one that was just asked; `used`: ids of
    sentences already said; `quiet`: the person wants no more questions; `dependence`: how often they leant
    on the bot. A pass for being counted is not among the slots: it never travels with a conversation.
    """

    language: Language
    register: Register = "vous"
    shape: Shape = "open"
    safety: SafetyState = field(default_factory=SafetyState)
    stage: Stage = Stage.OPENING
    turn: int = 0
    story: Story = field(default_factory=Story)
    easing: Easing = field(default_factory=Easing)
    heard: Mapping[Measure, int] = field(default_factory=dict)
    declared: frozenset[Measure] = frozenset()
    declined: frozenset[Measure] = frozenset()
    latest: tuple[Measure, ...] = ()
    asked: tuple[str, ...] = ()
    pending: str | None = None
    used: tuple[str, ...] = ()
    quiet: bool = False
    dependence: int = 0
    count_offers: int = 0
    language_offered: bool = False

    @property
    def voice(self) -> Voice:
        """The voice in which the person is spoken to."""
        return voice_of(self.language, self.register)

    @property
    def unasked(self) -> bool:
        """Whether the person wants no question."""
        return self.quiet or self.shape == "vent"

    @classmethod
    def new(cls, language: Language, shape: Shape = "open") -> State:
        """Return the state of a conversation in which nothing was said."""
        return cls(language, shape=shape)

    def hearing(self, measures: tuple[Measure, ...], *, declared: bool = False) -> State:
        """Return the state once these factors were heard; `declared` when the person chose the words
        themselves.

        A factor that the person took back is not heard again unless they declare it.
        """
        heard = dict(self.heard)
        for measure in measures:
            if declared or measure not in self.declined:
                heard[measure] = min(heard.get(measure, 0) + 1, 99)
        kept = tuple(measure for measure in measures if measure in heard)
        if not declared:
            return replace(self, heard=heard, latest=kept)
        chosen = frozenset(measures)
        return replace(
            self, heard=heard, latest=kept, declared=self.declared | chosen, declined=self.declined - chosen
        )

    def taking_back(self) -> State:
        """Return the state once the person said that the last reading was wrong."""
        return self.declining(tuple(measure for measure in self.latest if measure not in self.declared))

    def declining(self, wrong: tuple[Measure, ...]) -> State:
        """Return the state once the person took these factors back."""
        gone = frozenset(wrong)
        heard = {measure: times for measure, times in self.heard.items() if measure not in gone}
        return replace(
            self, heard=heard, declared=self.declared - gone, declined=self.declined | gone, latest=()
        )

    def corrected(self, ticked: frozenset[Measure]) -> State:
        """Return the state once the person edited the review: what they ticked is theirs, what they unticked
        is declined. What was never proposed stays open: it may still be heard later."""
        proposed = frozenset(self.heard) | self.declared | self.declined
        return replace(self, declared=ticked, declined=proposed - ticked, latest=())

    def to_slots(self) -> dict[str, object]:
        """Return plain values (texts, numbers, lists, tables) that JSON can hold."""
        return {
            "version": VERSION,
            "language": self.language,
            "tu": self.register == "tu",
            "shape": self.shape,
            "safety": self.safety.to_slots(),
            "stage": self.stage.value,
            "turn": self.turn,
            "story": self.story.to_slots(),
            "easing": self.easing.to_slots(),
            "heard": {measure.slug: times for measure, times in self.heard.items()},
            "declared": sorted(measure.slug for measure in self.declared),
            "declined": sorted(measure.slug for measure in self.declined),
            "latest": [measure.slug for measure in self.latest],
            "asked": list(self.asked),
            "pending": self.pending,
            "used": list(self.used),
            "quiet": self.quiet,
            "dependence": self.dependence,
            "count_offers": self.count_offers,
            "language_offered": self.language_offered,
        }

    @classmethod
    def from_slots(cls, slots: Mapping[str, object]) -> State:
        """Return the state that `to_slots` wrote; StateUnreadable when it is of another version or
        damaged."""
        if slots.get("version") != VERSION:
            raise StateUnreadable("The state was written by another version.")
        try:
            stage = Stage(read.text(slots, "stage"))
            heard = {parse_measure(slug): times for slug, times in read.counts(slots, "heard").items()}
            return cls(
                language=_language(slots),
                register="tu" if read.flag(slots, "tu") else "vous",
                shape=_shape(slots),
                safety=SafetyState.from_slots(read.table(slots, "safety")),
                stage=stage,
                turn=read.count(slots, "turn"),
                story=Story.from_slots(read.table(slots, "story")),
                easing=Easing.from_slots(read.table(slots, "easing")),
                heard=heard,
                declared=frozenset(map(parse_measure, read.texts(slots, "declared"))),
                declined=frozenset(map(parse_measure, read.texts(slots, "declined"))),
                latest=tuple(map(parse_measure, read.texts(slots, "latest"))),
                asked=read.texts(slots, "asked"),
                pending=read.text_or_none(slots, "pending"),
                used=read.texts(slots, "used"),
                quiet=read.flag(slots, "quiet"),
                dependence=read.count(slots, "dependence"),
                count_offers=read.count(slots, "count_offers"),
                language_offered=read.flag(slots, "language_offered"),
            )
        except StateUnreadable:
            raise
        except (ValueError, SafetyUnreadable) as error:
            raise StateUnreadable("A slot holds a name that this version does not know.") from error


def _language(slots: Mapping[str, object]) -> Language:
    language = read.text(slots, "language")
    if language == "fr":
        return "fr"
    if language == "en":
        return "en"
    raise StateUnreadable("The slot 'language' must be fr or en.")


__all__ = ["Stage", "State", "StateUnreadable"]


def _shape(slots: Mapping[str, object]) -> Shape:
    written = read.text(slots, "shape")
    for shape in get_args(Shape):
        if shape == written:
            return cast(Shape, shape)
    raise StateUnreadable("The slot 'shape' holds no shape of this version.")
