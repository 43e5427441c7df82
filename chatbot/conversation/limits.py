"""The limits, kept: no diagnosis, no medicine, no legal advice, no lie about what this is, no dependence.

Each question gets an honest and short answer, the finer one when the question is finer, and the way back to
where the person was.
"""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.forward import options, taken_up, ways
from chatbot.conversation.library import Library
from chatbot.conversation.naming import named
from chatbot.conversation.offering import offer_people
from chatbot.conversation.state import Stage, State
from chatbot.conversation.understanding import Understanding

LEANT_ON_TWICE = 2
"""How often someone may lean on the bot before people are named at once."""

_Answer = tuple[State, Draft]


def aside(state: State, heard: Understanding, library: Library, pool: str, *first: str) -> _Answer:
    """Answer a question about Havre itself, and come back to where we were."""
    after = silently(state, heard)
    lines: tuple[Line, ...] = (Line(finer(pool, heard.topic, state, library)),)
    if not after.story.told and "start" not in after.asked and not after.quiet:
        return after, Draft(lines, Question("start"), options("start", library.replies))
    if after.pending and after.story.told:
        lines = (*lines, Line("forward.pending", optional=True))
    return after, Draft(lines, None, ways(after, *first) if first else taken_up(after, library.replies))


def finer(pool: str, topic: str | None, state: State, library: Library) -> str:
    """Return the pool of a finer subject while something in it is unsaid, else the general pool."""
    fine = f"{pool}.{topic}"
    unsaid = any(piece.code not in state.used for piece in library.replies.pool(fine, state.voice))
    return fine if topic and unsaid else pool


def silently(state: State, heard: Understanding) -> State:
    """Keep what a question also tells ("will he see this? he shouts at me all day")."""
    if not heard.situations or heard.situations == ("fatigue",):
        return state
    story = state.story.after(heard.not_good())
    return replace(state, story=replace(story, told=state.story.told)).hearing(heard.measures)


def diagnosis(state: State, heard: Understanding, library: Library) -> _Answer:
    """Say that no diagnosis is made here, and who can."""
    return aside(state, heard, library, "acts.ask_diagnosis", "move.people", "move.talk")


def medication(state: State, heard: Understanding, library: Library) -> _Answer:
    """Say nothing of a medicine, and who can."""
    return aside(state, heard, library, "acts.ask_medication", "move.people", "move.talk")


def rights(state: State, heard: Understanding, library: Library) -> _Answer:
    """Say that this is no lawyer, and who knows the rule."""
    return aside(state, heard, library, "acts.rights_question", "move.people", "move.talk")


def dependence(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer someone who leans on the bot: the more often, the more surely towards people of their own."""
    times = state.dependence + 1
    after = replace(silently(state, heard), dependence=times)
    person = named(after, "acts.dependence_person", library.replies, heard.people)
    if times > LEANT_ON_TWICE:
        first = Line("acts.dependence_third")
        return offer_people(after, library, first, *([person] if person else []))
    fine = finer("acts.dependence_topic", heard.topic, state, library)
    lines = [Line(fine, optional=True)] if fine != "acts.dependence_topic" else []
    lines.append(Line("acts.dependence_first" if times == 1 else "acts.dependence_second"))
    known = next((name for name in state.story.support if name != "nobody"), None)
    if person is not None:
        lines.append(person)
        known = "person"
    elif known is not None:
        lines.append(Line(f"acts.dependence_named.{known}", optional=True))
    if known is None and times == 1:
        return after, Draft(tuple(lines), Question("lean_on"), options("lean_on", library.replies))
    return after, Draft(tuple(lines), None, ways(after, "move.people", "move.talk"))


def off_topic(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer a question about anything else."""
    return aside(state, heard, library, "acts.off_topic")


def insult(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer an insult without hurt and without a lesson."""
    return aside(state, heard, library, "acts.insult")


def nonsense(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer what cannot be read."""
    return aside(state, heard, library, "acts.nonsense")


def confidentiality(state: State, heard: Understanding, library: Library) -> _Answer:
    """Say who reads what: nobody; once people were named, say what they keep to themselves."""
    if state.stage is Stage.HELP and heard.topic is None:
        return state, Draft((Line("people.secrecy"),), None, ways(state, "move.people"))
    return aside(state, heard, library, "acts.ask_confidentiality")


def about_bot(state: State, heard: Understanding, library: Library) -> _Answer:
    """Say what this is."""
    return aside(state, heard, library, "acts.ask_about_bot")
