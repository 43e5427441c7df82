"""What the person ticked on the receipt, as the form says it."""

from __future__ import annotations

from flask import abort, request

from chatbot.conversation import counted
from chatbot.conversation.state import State
from signals.contributions.measures import Measure, parse_measure


def is_reviewed() -> bool:
    """Whether the form comes from the receipt."""
    return "reviewed" in request.form


def ticked() -> frozenset[Measure]:
    """The measures ticked; a name that does not exist is a request that nobody's page made."""
    try:
        return frozenset(parse_measure(slug) for slug in request.form.getlist("measure"))
    except ValueError:
        abort(400)


def as_corrected(state: State) -> State:
    """What the person corrected on the receipt is theirs from now on, whichever button they left it by."""
    return counted.correct(state, ticked()) if is_reviewed() else state
