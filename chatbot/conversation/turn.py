"""One turn: danger first, then reading, then the move, then the words.

`Companion` is everything a conversation needs and keeps nothing: the state comes in and goes out, and the
same inputs give the same reply. It never raises on a message; what the person wrote lives for the turn alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from chatbot.conversation.answering import answer
from chatbot.conversation.choosing import choose
from chatbot.conversation.composing import compose, quick_replies
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.forward import options, taken_up, ways
from chatbot.conversation.library import Library
from chatbot.conversation.message import LONGEST_MESSAGE, Chosen, Message, Typed
from chatbot.conversation.picture import redrawn
from chatbot.conversation.reply import OfferedResource, OfferedStep, QuickReply, Reply
from chatbot.conversation.safety import CardReply, respond
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Shape, Stage, State
from chatbot.conversation.understanding import Understanding, understand
from chatbot.generation.rephrasing import AsAuthored, Rephrasing
from chatbot.library.anchors import Anchors, fold
from chatbot.library.cards import Cards
from chatbot.library.choices import Choices
from chatbot.library.matching import Reasons
from chatbot.library.replies import Replies
from chatbot.library.retrieval import Retrieval
from chatbot.library.steps import Steps
from referrals.directory import Directory
from referrals.emergency import numbers_for
from referrals.routing import ReferralReasons
from signals.danger.card import NO_DANGER
from signals.reading import Act, Language, Reading

_ALWAYS = (
    "move.talk", "move.ease", "move.people", "move.cause", "move.advice", "move.note", "move.correct",
    "wish.ease", "wish.people", "wish.talk", "wish.cause", "step.other", "step.none", "count.open",
)  # fmt: skip
"""Quick replies that mean the same at any moment, so that their label may also be typed."""

_MINUTES = {"two": 2, "ten": 10}
"""The time that a shape of evening leaves for a step."""

_FEW = 8
"""Words up to which a message may be the choice of a step."""

_PLACES = {
    0: ("premier", "premiere", "1er", "first"),
    -1: ("deuxieme", "second", "seconde", "dernier", "derniere", "2e", "last"),
}
"""How people point at one of the two steps, folded."""

MIXED = 4
"""Words from which a message is long enough for us to notice that it is in the other language."""


class Reads(Protocol):
    """What the conversation needs of a reader."""

    def read(self, text: str, language: Language | None = None) -> Reading:
        """Return the reading of a message; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Companion:
    """The conversation, as a value made of its dependencies. `country` is the organisation's ("FR")."""

    reader: Reads
    replies: Replies
    steps: Steps
    cards: Cards
    directory: Directory
    country: str = "FR"
    anchors: Anchors = field(default_factory=Anchors.load)
    retrieval: Retrieval | None = field(default_factory=Retrieval.load)
    choices: Choices = field(default_factory=Choices.load)
    step_reasons: Reasons = field(default_factory=Reasons.load)
    referral_reasons: ReferralReasons = field(default_factory=ReferralReasons.load)
    rephrasing: Rephrasing = field(default_factory=AsAuthored)

    def opening(self, language: Language, shape: Shape = "open") -> tuple[State, Reply]:
        """Return a new conversation and its first words, in the shape of evening that the person chose."""
        lines = (Line("acts.greeting"),) if shape == "open" else (Line(f"acts.shape_{shape}"),)
        question = None if shape == "vent" else Question("start")
        draft = Draft(lines, question, options("start", self.replies))
        return compose(State.new(language, shape), draft, self.replies, "opening")

    def turn(self, state: State, message: Message, now: datetime) -> tuple[State, Reply]:
        """Return the answer to one message, and the state after it. `now` is local time."""
        before = replace(state, turn=state.turn + 1)
        match message:
            case Chosen(choice):
                after, reply = self._chosen(before, choice)
            case Typed():
                after, reply = self._typed(before, message.cleaned, now)
        return after, self.rephrasing.rephrase(reply, after)

    def redrawn(self, state: State, kept: frozenset[str]) -> State:
        """Return the state once the person kept these lines of the last picture, and no other."""
        return redrawn(state, kept, self.replies, self.anchors.known)

    def _chosen(self, state: State, choice: str) -> tuple[State, Reply]:
        safety, card = respond(state.safety, NO_DANGER, choice, None)
        after = replace(state, safety=safety)
        if card is not None:
            return replace(after, pending=None), self._card(card, after)
        after, draft = choose(after, choice, self._library)
        return compose(after, draft, self.replies, choice)

    def _typed(self, state: State, text: str, now: datetime) -> tuple[State, Reply]:
        reading = self.reader.read(text, state.language)
        heard = understand(text[:LONGEST_MESSAGE], reading, self.anchors, state.voice, self.retrieval)
        followed = _following(state, heard)
        if followed.voice != state.voice:
            # What is given back of the message must be in the voice of the answer.
            heard = understand(text[:LONGEST_MESSAGE], reading, self.anchors, followed.voice, self.retrieval)
        state = followed
        safety, card = respond(state.safety, reading.danger, self._card_answer(state, text), heard.act)
        after = replace(state, safety=safety)
        if card is not None:
            # In danger, the person is answered in the language they wrote in, whatever the page's.
            story = after.story.after(heard.not_good())
            after = replace(after, pending=None, story=story, language=heard.language or after.language)
            return after, self._card(card, after)
        if not any(char.isalnum() for char in text):
            draft = Draft((Line("acts.empty"),), None, taken_up(after, self.replies))
        elif len(text) > LONGEST_MESSAGE:
            draft = Draft((Line("acts.too_long"),), None, taken_up(after, self.replies))
        elif reading.foreign:
            draft = _in_both(after, Draft((Line("acts.foreign"),), None, taken_up(after, self.replies)))
        elif heard.register_asked and not heard.situations:
            draft = Draft((Line(f"acts.register_{after.register}"),), None, taken_up(after, self.replies))
        elif "switch" in heard.wishes and heard.length <= MIXED * 4:
            after, draft = choose(after, "lang.en" if after.language == "fr" else "lang.fr", self._library)
        elif (choice := self._label(after, text)) is not None:
            after, draft = choose(after, choice, self._library)
        else:
            after, draft = answer(after, heard, self._library, now.hour)
            draft = _offering_language(after, draft, heard)
        return compose(after, draft, self.replies, text)

    def _card_answer(self, state: State, text: str) -> str | None:
        """Return the answer that a typed message gives to the card shown last, while it waits for one."""
        active = state.safety.active
        if active is None or state.safety.soft:
            return None
        return self.cards.answer(active, state.language, fold(text))

    def _label(self, state: State, text: str) -> str | None:
        """Return the quick reply whose label was typed out: of the last question, or one that is always
        there."""
        typed = fold(text)
        step = self._named_step(state, typed)
        if step is not None:
            return step
        choices = (*(options(state.pending, self.replies) if state.pending else ()), *_ALWAYS)
        return next((each for each in choices if fold(self.replies.label(each, state.voice)) == typed), None)

    def _named_step(self, state: State, typed: str) -> str | None:
        """Return the step that a few words choose among the two just offered ("le premier", its name)."""
        offered = state.easing.offered[-2:]
        if state.stage is not Stage.EASING or state.pending or len(typed.split()) > _FEW or not offered:
            return None
        for step in offered:
            if fold(self.steps.get(step, state.voice).name) in typed:
                return f"step.{step}"
        place = next((at for at, words in _PLACES.items() if any(f" {w} " in typed for w in words)), None)
        return None if place is None else f"step.{offered[place]}"

    def _card(self, card: CardReply, state: State) -> Reply:
        numbers = numbers_for(self.country, state.language)
        shown = self.cards.card(card.card, state.language, numbers, card.variant)
        quick = tuple(QuickReply(each.id, each.label) for each in shown.quick_replies)
        if not quick and state.safety.soft:
            # The card asks nothing by buttons and lets the conversation go on: the ways forward are ours.
            quick = quick_replies(ways(state), state.voice, self.replies)
        return Reply(
            paragraphs=shown.paragraphs,
            quick_replies=quick,
            card=card.card,
            calls=shown.calls,
        )

    @property
    def _library(self) -> Library:
        return Library(
            self.replies,
            self.choices,
            self.steps,
            self.step_reasons,
            self.directory,
            self.referral_reasons,
            self.country,
            self.anchors.known,
        )


def _following(state: State, heard: Understanding) -> State:
    """Follow how the person speaks to us, the evening they ask for, and what they say in passing."""
    register, shape = heard.register or state.register, heard.shape or state.shape
    # Someone named only to be set against us is not whom the person leans on.
    named = () if heard.act is Act.DEPENDENCE else heard.people
    story = replace(
        state.story,
        minutes=_MINUTES.get(heard.shape or "", 0) or state.story.minutes,
        often=(None if heard.people else heard.often) or state.story.often,
        helps=joined(state.story.helps, heard.helps),
        people=joined(named, state.story.people),
        place=heard.place or state.story.place,
    )
    return replace(state, register=register, shape=shape, story=story)


def _offering_language(state: State, draft: Draft, heard: Understanding) -> Draft:
    """Offer once, in one line of the other language, to go on in it. The answer stays in this one."""
    other = heard.language is not None and heard.language != state.language and heard.length >= MIXED
    return _in_both(state, draft) if other else draft


def _in_both(state: State, draft: Draft) -> Draft:
    """Add one line of the other language, unless it was offered before."""
    if state.language_offered:
        return draft
    switch = "lang.en" if state.language == "fr" else "lang.fr"
    return replace(draft, other_language=True, choices=(*draft.choices[:3], switch))


__all__ = ["Companion", "OfferedResource", "OfferedStep", "QuickReply", "Reads", "Reply"]
