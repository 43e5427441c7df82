"""What weighs and what holds, drawn from the slots and shown back to the person, who corrects it.

A picture holds nothing that was written: each line is an authored sentence for a slot. A line that the person
takes out is taken out of the state, and of what would be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from chatbot.conversation.counted import heard
from chatbot.conversation.state import State
from chatbot.library.anchors import Situation
from chatbot.library.particulars import KIND_OF
from chatbot.library.replies import Replies
from signals.contributions.measures import MEASURES, Dimension, Pole

MOST_LINES = 5
"""Lines of one side: a picture is read at a glance."""

MOST_SITUATIONS = 2


@dataclass(frozen=True, slots=True)
class PictureLine:
    """One line; `id` names the slot it comes from ("situation:boss")."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The two sides. Either may be empty, never both (`draw` gives None then)."""

    weighs: tuple[PictureLine, ...]
    holds: tuple[PictureLine, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The lines, by id."""
        return frozenset(line.id for line in (*self.weighs, *self.holds))


def draw(state: State, replies: Replies, known: Mapping[str, Situation]) -> Picture | None:
    """Return what was understood so far, or None when that is nothing yet.

    `known` says which measures a situation stands for: a line is not said twice in other words.
    """

    def worded(side: str, lines: Iterable[str]) -> tuple[PictureLine, ...]:
        return tuple(PictureLine(line, _words(side, line, state, replies)) for line in lines)[:MOST_LINES]

    picture = Picture(worded("weighs", _weighs(state, known)), worded("holds", _holds(state)))
    return picture if picture.ids else None


def redrawn(state: State, kept: frozenset[str], replies: Replies, known: Mapping[str, Situation]) -> State:
    """Return the state once the person kept these lines of the picture that `draw` gives, and no other."""
    picture = draw(state, replies, known)
    after = state
    for line in picture.ids - kept if picture is not None else ():
        after = _without(after, line, known)
    return after


def _weighs(state: State, known: Mapping[str, Situation]) -> Iterator[str]:
    story = state.story
    said = [name for name in story.situations if name != "success"]
    yield from (f"situation:{name}" for name in said[:MOST_SITUATIONS])
    if story.lasting:
        yield f"since:{story.since}"
    if story.often in {"daily", "weekly"}:
        yield f"often:{story.often}"
    if story.support == ("nobody",):
        yield "support:nobody"
    # What was said in words comes before what was only heard between them.
    covered = _dimensions(said, known)
    for measure in heard(state):
        if measure.pole is Pole.RISK and measure.dimension not in covered:
            yield f"measure:{measure.slug}"


def _holds(state: State) -> Iterator[str]:
    story = state.story
    for name in story.support:
        if name != "nobody":
            person = next((each for each in story.people if KIND_OF.get(each) == name), None)
            yield f"people:{person}" if person else f"support:{name}"
    yield from (f"helps:{name}" for name in story.helps if name != "nothing")
    for measure in heard(state):
        # In a hard story, a resource that was only read once between the lines is not put on the table.
        sure = story.good or measure in state.declared or state.heard.get(measure, 0) > 1
        if measure.pole is Pole.RESOURCE and sure:
            yield f"measure:{measure.slug}"


def _words(side: str, line: str, state: State, replies: Replies) -> str:
    slot, _, name = line.partition(":")
    if slot == "people":
        person = replies.one(f"relations.relation.{name}", state.voice)
        return person[0].upper() + person[1:]
    return replies.one(f"picture_lines.{side}.{slot}.{name}", state.voice)


def _without(state: State, line: str, known: Mapping[str, Situation]) -> State:
    """Return the state without what one line says."""
    slot, _, name = line.partition(":")
    story = state.story
    match slot:
        case "situation":
            left = tuple(each for each in story.situations if each != name)
            gone = _dimensions((name,), known) - _dimensions(left, known)
            wrong = tuple(m for m in heard(state) if m.pole is Pole.RISK and m.dimension in gone)
            return replace(state.declining(wrong), story=replace(story, situations=left))
        case "measure":
            wrong = tuple(measure for measure in MEASURES if measure.slug == name)
            return state.declining(wrong)
        case "since":
            story = replace(story, since=None)
        case "often":
            story = replace(story, often=None)
        case "people":
            kind = KIND_OF.get(name, "")
            story = replace(story, people=_but(story.people, name), support=_but(story.support, kind))
        case "helps":
            story = replace(story, helps=_but(story.helps, name))
        case "support":
            story = replace(story, support=_but(story.support, name))
    return replace(state, story=story)


def _dimensions(situations: Iterable[str], known: Mapping[str, Situation]) -> frozenset[Dimension]:
    return frozenset(m.dimension for name in situations if name in known for m in known[name].measures)


def _but(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)
