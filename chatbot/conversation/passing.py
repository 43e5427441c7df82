"""What is said in passing (how long, how often, who is there), and short answers to the last question."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.believing import SHORT_ANSWER
from chatbot.conversation.choosing import choose, lasting, often_line, supported
from chatbot.conversation.clarifying import clarify
from chatbot.conversation.draft import Draft, Line
from chatbot.conversation.library import Library
from chatbot.conversation.listening import since_line, support_line
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Stage, State
from chatbot.conversation.understanding import Understanding
from chatbot.library.particulars import KIND_OF
from signals.reading import Act

PASSING = 14
"""Words up to which a message that names a support is about that support."""

_REQUESTS = frozenset(
    {
        Act.ASK_EXERCISE,
        Act.ASK_REFERRAL,
        Act.ASK_CONFIDENTIALITY,
        Act.ASK_MEDICATION,
        Act.ASK_DIAGNOSIS,
        Act.DEPENDENCE,
        Act.RIGHTS_QUESTION,
        Act.HARASSMENT_DISCLOSURE,
        Act.THIRD_PERSON,
    }
)
"""Acts that are answered as such, whatever else the message says in passing."""


_Answer = tuple[State, Draft]


def told_in_passing(state: State, heard: Understanding, library: Library) -> _Answer | None:
    """Take up a message that only says how long it has lasted, or who is there, whenever it comes."""
    if state.stage is Stage.CLEARING and heard.act not in _REQUESTS and (lines := _particulars(heard, state)):
        there = _there(state, heard)
        story = replace(
            state.story,
            since=heard.since or state.story.since,
            support=joined(state.story.support, there),
        )
        return clarify(replace(state, story=story).hearing(heard.measures), library, *lines)
    if heard.situations or heard.feelings or heard.act in _REQUESTS:
        return None
    alone = not heard.people and heard.since is None and heard.length <= SHORT_ANSWER
    if heard.often is not None and alone:
        return choose(state, f"often.{heard.often}", library)
    answered = state.pending == "since" and heard.length <= SHORT_ANSWER
    length = heard.since if heard.only_since else heard.answers.get("since") if answered else None
    if length is not None:
        line = since_line(state, replace(heard, since=length)) or Line(f"answers.since.{length}")
        return lasting(state, length, line, library)
    line_or_none = support_line(heard)
    if line_or_none is None or state.pending in {"support", "lean_on"} or heard.length > PASSING:
        return None
    support = joined(state.story.support, heard.supports)
    after = replace(state, story=replace(state.story, support=support)).hearing(heard.measures)
    return supported(after, line_or_none, library)


def _particulars(heard: Understanding, state: State) -> tuple[Line, ...]:
    """Return one line for what a message says of time, of what helps or of who is there; () for nothing."""
    since, support = since_line(state, heard), support_line(replace(heard, supports=_there(state, heard)))
    if since is not None:
        return (since,)
    if heard.often is not None:
        return (often_line(heard.often),)
    if heard.helps:
        return (Line("answers.helps.nothing" if heard.helps == ("nothing",) else "answers.helps.other"),)
    return () if support is None else (support,)


def _there(state: State, heard: Understanding) -> tuple[str, ...]:
    """Return who is there, as said; after "who supports you?", naming somebody says it."""
    if heard.supports or state.pending != "support" or heard.hard:
        return heard.supports
    return tuple(dict.fromkeys(KIND_OF[name] for name in heard.people if name in KIND_OF))


def direct_answer(state: State, heard: Understanding) -> str | None:
    """Return the quick reply that a short typed answer to the last question amounts to, None if there is
    none."""
    if heard.length > SHORT_ANSWER or heard.act not in {Act.NARRATIVE, Act.NO, Act.YES}:
        return None
    name = heard.answers.get(state.pending) if state.pending else None
    if state.pending == "place":
        name = name or "other"
    if (state.pending or "").startswith("check.") and heard.act is Act.NARRATIVE and not heard.situations:
        # Unsure is taken as a yes to the precaution: another step is found.
        return "check.yes"
    told = heard.hard or heard.feelings or heard.situations
    if state.pending == "helps" and heard.act is Act.NARRATIVE and not told:
        name = name or ("nothing" if "nobody" in heard.supports else "other")
    if state.pending == "origin" and heard.situations:
        # Something more precise than an angle was told: it is listened to.
        return None
    if state.pending == "lean_on" and name == "nobody":
        name = "unsure"
    return f"{state.pending}.{name}" if name else None
