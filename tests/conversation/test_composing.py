"""What gives way to what when a reply would be too long."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.composing import compose
from chatbot.conversation.draft import Draft, Line
from chatbot.conversation.measuring import MOST_WORDS
from chatbot.conversation.state import State
from chatbot.library.replies import Replies

REPLIES = Replies.load()
FRENCH = State.new("fr")
HEARD = Draft(lines=(Line("reflect.general"), Line("forward.listen", optional=True)), other_language=True)


def told(long: int) -> Draft:
    """Return the draft with a sentence of that many words, which nothing shortens."""
    return replace(HEARD, said=(" ".join(["nuit"] * long) + ".",))


def test_an_offer_that_does_not_fit_takes_no_line_with_it() -> None:
    offered = []
    for long in range(40, MOST_WORDS):
        after, with_offer = compose(FRENCH, told(long), REPLIES, "a")
        _, without = compose(FRENCH, replace(told(long), other_language=False), REPLIES, "a")
        offered.append(after.language_offered)
        assert after.language_offered or with_offer.paragraphs == without.paragraphs
    assert len(set(offered)) == 2, "some lengths leave room for the offer, some do not"


def test_an_optional_line_gives_way_to_an_offer_that_fits() -> None:
    state, reply = compose(FRENCH, told(12), REPLIES, "a")
    assert state.language_offered
    assert "English" in reply.paragraphs[-1]
