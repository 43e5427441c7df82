"""The ways forward: what the person can do next, so that no reply is a dead end."""

from __future__ import annotations

from chatbot.conversation.counted import countable, heard
from chatbot.conversation.draft import Question
from chatbot.conversation.evidence import GRAVE
from chatbot.conversation.state import Stage, State
from chatbot.library.replies import Replies
from signals.danger.card import Card

MOST_COUNT_OFFERS = 2
HARD_QUESTIONS = tuple(f"open.{letter}" for letter in "agdejhcif")
GOOD_QUESTIONS = tuple(f"open.{letter}" for letter in "lkb")
OPEN_QUESTIONS = HARD_QUESTIONS + GOOD_QUESTIONS
"""Open questions, each asked at most once, for a person who goes on telling."""

SAID_CAUSE, SAID_PICTURE = "said.cause", "said.picture"
"""Among the questions asked: the cause in the work was named, the picture was shown; each once for all."""

_SOFT_QUESTIONS = ("open.d", "open.f")
"""The only ones in a story told softly."""

_SOFTLY = GRAVE | {"private", "caring"}
"""Stories in which little is asked, and nothing about what to change in the work."""

_HEARD_OUT = 4
"""Messages before such a story is asked anything open."""

EASING_CARDS = frozenset({None, Card.AMBIGUOUS, Card.OTHER_PERSON, Card.DANGER_AT_WORK})
"""After these cards a step may still be asked for; after any other there is none (self-help guide, last
row)."""

_SIDE_QUESTIONS = frozenset({"check", "after"})
"""Questions that belong to one moment and are not taken up again after an aside."""


def ways(state: State, *first: str) -> tuple[str, ...]:
    """Return two to four quick replies: those given first, then what has not been done yet, then leaving."""
    wanted = list(first)
    story = state.story
    if story.told and not story.good and state.stage is not Stage.HELP:
        wanted += ["move.ease"] if may_ease(state) else []
        wanted += [] if state.easing.people_declined else ["move.people"]
    if may_count(state) and state.stage in {Stage.CAUSE, Stage.HELP, Stage.CLOSING}:
        wanted.insert(len(first), "count.open")
    if not story.told and state.stage is not Stage.HELP:
        wanted += ["move.ease"] if may_ease(state) else []
        wanted += [] if state.easing.people_declined else ["move.people"]
    wanted += ["move.talk", "leave"]
    if SAID_PICTURE in state.asked:
        wanted = ["move.advice" if choice == "move.cause" else choice for choice in wanted]
    chosen = list(dict.fromkeys(wanted))
    # Leaving is always there: it takes the last place when the list is full.
    return tuple(chosen if len(chosen) <= 4 else [*chosen[:3], "leave"])


def taken_up(state: State, replies: Replies, *first: str) -> tuple[str, ...]:
    """Return the answers to the question that was left open by an aside, or the ways forward."""
    if state.pending and state.pending not in _SIDE_QUESTIONS:
        choices = options(state.pending, replies)
        if choices:
            return choices
    if not state.story.told and not state.story.situations:
        return options("start", replies)
    return ways(state, *first)


def options(question: str, replies: Replies) -> tuple[str, ...]:
    """Return the quick replies that answer a question; empty for an open question."""
    return tuple(piece.id.removeprefix("labels.") for piece in replies.pool(f"labels.{question}", "fr"))


def open_question(state: State) -> Question | None:
    """Return an open question that was not asked yet, None when there is none left."""
    questions = GOOD_QUESTIONS if state.story.good else HARD_QUESTIONS
    if not _SOFTLY.isdisjoint(state.story.situations):
        questions = _SOFT_QUESTIONS if state.story.told >= _HEARD_OUT else ()
    pool = [question for question in questions if question not in state.asked]
    return Question(pool[0]) if pool else None


def may_ease(state: State) -> bool:
    """Whether a step may be offered: not once life or health was in doubt, nor against the person's wish."""
    return state.safety.card in EASING_CARDS and not state.easing.exhausted


def may_count(state: State) -> bool:
    """Whether the review of what would be counted may be proposed."""
    return countable(state) and bool(heard(state))
