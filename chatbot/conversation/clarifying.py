"""Seeing more clearly: how often, what already helps, who supports; then the picture, and the cause.

Asked for by the person ("Y voir plus clair"), one question at a time, each of which can be passed; what is
known already is not asked. The picture comes at the end, or at once when nothing is left to ask.
"""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.counted import heard
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.evidence import GRAVE
from chatbot.conversation.forward import SAID_CAUSE, SAID_PICTURE, options, ways
from chatbot.conversation.library import Library
from chatbot.conversation.picture import draw
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Stage, State
from signals.contributions.measures import Pole

_NEVER_COUNTED_AS_WORK = frozenset({"grief", "caring", "private"})
_UNTIMED = GRAVE | {"mistake"}


def clarify(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Ask the next thing that is missing, or show the picture with the cause in the work."""
    after = replace(state, stage=Stage.CLEARING)
    missing = _missing(after)
    if missing is not None:
        lines = before or (Line("forward.clearing"),)
        return after, Draft(lines, Question(missing), options(missing, library.replies))
    return show_picture(after, library, *before)


def show_picture(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Show what weighs and what holds, to be corrected; say where it comes from in the work."""
    after = replace(state, stage=Stage.CAUSE, asked=joined(state.asked, (SAID_CAUSE, SAID_PICTURE)))
    picture = draw(after, library.replies, library.situations)
    if picture is None:
        return after, Draft((*before, Line("picture.nothing")), None, ways(state))
    cause = Line(f"cause.{cause_of(after)}", optional=True)
    lines = [replace(line, optional=True) for line in before] + [Line("picture.intro")]
    if not picture.holds:
        lines.append(Line("picture.only_weighs", optional=True))
    elif SAID_CAUSE not in state.asked:
        lines.append(cause)
    choices = ("picture.right", "picture.wrong", "prepare.open", "leave")
    return after, Draft(tuple(lines), None, choices, picture=picture)


def confirmed(state: State, library: Library) -> tuple[State, Draft]:
    """Go on from a picture that is right: the cause in the work, and what can be done with it."""
    lines = (Line("picture.right"), Line(f"cause.{cause_of(state)}", optional=True))
    return state, Draft(lines, None, ways(state, *_onward(state)))


def ask_what_is_wrong(state: State, library: Library) -> tuple[State, Draft]:
    """Ask which line goes, each of them one tap away."""
    picture = draw(state, library.replies, library.situations)
    if picture is None:
        return state, Draft((Line("picture.nothing"),), None, ways(state))
    lines = (*picture.weighs, *picture.holds)[:3]
    names = {f"drop.{line.id}": line.text for line in lines}
    return state, Draft((Line("picture.wrong"),), Question("drop"), (*names, "move.correct"), names=names)


def show_again(state: State, library: Library) -> tuple[State, Draft]:
    """Show the picture as the person corrected it."""
    picture = draw(state, library.replies, library.situations)
    choices = ways(state, *_onward(state))
    return state, Draft((Line("picture.corrected"),), None, choices, picture=picture)


def cause_of(state: State) -> str:
    """Return the pool that names the cause in the work: the factor declared or heard most, else why not."""
    story = state.story
    ordered = sorted(
        heard(state), key=lambda measure: (-(measure in state.declared), -state.heard.get(measure, 0))
    )
    risks = [measure for measure in ordered if measure.pole is Pole.RISK]
    if story.good:
        return "resource"
    if story.situation in _NEVER_COUNTED_AS_WORK and not state.declared:
        return "private"
    return risks[0].slug if risks else "unknown"


def _missing(state: State) -> str | None:
    """Return the next question on the way to the picture, None when it is time to show it."""
    story = state.story
    if state.unasked or story.good or state.shape == "two":
        return None
    timed = story.situation not in _UNTIMED
    wanted = {
        "since": timed and story.since is None,
        "often": timed and story.often is None and story.since not in {None, "today", "moment"},
        "helps": not story.helps,
        "support": not story.support and not story.people,
    }
    return next((name for name, needed in wanted.items() if needed and name not in state.asked), None)


def _onward(state: State) -> tuple[str, ...]:
    people = () if state.easing.people_declined else ("move.people",)
    return ("prepare.open", *people)
