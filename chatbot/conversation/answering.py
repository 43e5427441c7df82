"""Answering what the person does with a message, when it is not telling their day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chatbot.conversation.believing import SHORT_ANSWER, is_story_after_all
from chatbot.conversation.choosing import choose
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.forward import may_count, options, taken_up, ways
from chatbot.conversation.library import Library
from chatbot.conversation.limits import (
    about_bot,
    aside,
    confidentiality,
    dependence,
    diagnosis,
    insult,
    medication,
    nonsense,
    off_topic,
    rights,
    silently,
)
from chatbot.conversation.listening import listen, next_question, words_back
from chatbot.conversation.offering import (
    explain_counting,
    give_advice,
    offer_asked_steps,
    offer_people,
    offer_steps,
)
from chatbot.conversation.passing import PASSING, direct_answer, told_in_passing
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Stage, State
from chatbot.conversation.understanding import Understanding
from signals.reading import Act

_NIGHT_FROM, _NIGHT_TO = 22, 5
_BARE = 4
"""Words up to which a yes or a no is only that; more of them tell something."""

_SORRY = frozenset({Act.NARRATIVE, Act.INSULT, Act.NONSENSE, Act.OFF_TOPIC, Act.THIRD_PERSON})
"""Acts beside which "sorry" is an apology."""

_WISHES = frozenset({"quiet", "no_steps", "no_people"})

_ANSWERED = frozenset({"place", "helps", "support", "often", "since"})
"""Questions whose answer may be anything."""

_ASKING = frozenset({Act.ASK_EXERCISE, Act.ASK_REFERRAL, Act.ASK_ADVICE})
"""Acts that ask for more than an ear, and end an evening of only letting go."""

_SAID_NO: Mapping[str, str] = {
    "after": "after.same",
    "support": "support.nobody",
    "lean_on": "lean_on.unsure",
}
"""What a no means to each question."""

_Answer = tuple[State, Draft]
_Move = Callable[[State, Understanding, Library], _Answer]


def answer(state: State, heard: Understanding, library: Library, hour: int) -> _Answer:
    """Return the answer to a typed message; `hour` is the local hour, for how we take leave."""
    if state.pending in _ANSWERED and not heard.said and not heard.asks:
        # What is typed after our own question answers it, whatever act it looks like.
        heard = replace(heard, act=Act.NARRATIVE)
    if heard.act in _ASKING and heard.said and heard.shape is None and state.shape == "vent":
        state = replace(state, shape="open")
    if heard.act is Act.GOODBYE and (heard.said or not (state.pending or is_story_after_all(state, heard))):
        return _goodbye(state, heard, library, hour)
    move = listen if state.shape == "vent" and heard.act in {Act.YES, Act.NO} else _asked_for(heard)
    if move is not None:
        return move(state, heard, library)
    told = told_in_passing(state, heard, library)
    if told is not None:
        return told
    direct = direct_answer(state, heard)
    if direct is not None:
        return choose(state, direct, library)
    story = not heard.said and is_story_after_all(state, heard)
    return (listen if story else _ANSWERS.get(heard.act, listen))(state, heard, library)


def _shape(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer someone who only says how long they have, or that they want to let go."""
    if state.pending == "place":
        return offer_steps(state, library)
    line = Line(f"acts.shape_{state.shape}")
    if state.shape == "vent":
        return replace(state, pending=None), Draft((line,), None, ("vent.done", "leave"))
    return state, Draft((line,), None, taken_up(state, library.replies))


def _is_apology(heard: Understanding) -> bool:
    """Say whether "sorry" is an apology, and not the politeness of a no."""
    return heard.length <= PASSING and not heard.wishes & _WISHES and (heard.act in _SORRY or not heard.said)


def _apology(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer an apology: there is nothing to forgive."""
    return state, Draft((Line("acts.apology"),), None, taken_up(state, library.replies))


def _fault(state: State, heard: Understanding, library: Library) -> _Answer:
    """Answer someone who asks whether it is their fault."""
    return state, Draft((Line("acts.fault"),), None, taken_up(state, library.replies))


def _asked_for(heard: Understanding) -> _Move | None:
    """Return the move that the person's own words ask for, whatever the act; None when they ask for none."""
    wishes, told = heard.wishes, bool(heard.situations) and not heard.guessed
    asked: list[tuple[bool, _Move]] = [
        (heard.shape is not None and not told and not heard.feelings and heard.aim is None, _shape),
        ("fault" in wishes and heard.length <= PASSING, _fault),
        ("sorry" in wishes and not told and _is_apology(heard), _apology),
        ("correct" in wishes and (heard.act is not Act.NARRATIVE or not told), _correct),
        ("count" in wishes and not told, _explain),
        (bool(wishes & _WISHES) and not told, _refusal),
        ("unsure" in wishes and not told and heard.length <= SHORT_ANSWER, _unsure),
        (heard.act is Act.NARRATIVE and heard.situations[:1] == ("harassment",), _harassment),
    ]
    return next((move for wanted, move in asked if wanted), None)


def _greeting(state: State, heard: Understanding, library: Library) -> _Answer:
    if state.turn > 1:
        return aside(state, heard, library, "acts.greeting_again")
    return state, Draft((Line("acts.greeting_back"),), None, options("start", library.replies))


def _goodbye(state: State, heard: Understanding, library: Library, hour: int) -> _Answer:
    night = hour >= _NIGHT_FROM or hour < _NIGHT_TO or "night" in heard.wishes
    after = replace(state, stage=Stage.CLOSING)
    first = ["count.open"] if may_count(after) else []
    pool = "acts.goodbye_night" if night else "acts.goodbye"
    return after, Draft((Line(pool),), None, (*first, "leave", "move.talk"), closing=True)


def _thanks(state: State, heard: Understanding, library: Library) -> _Answer:
    lines = (Line("acts.thanks"),)
    if may_count(state) and state.count_offers == 0 and state.stage in {Stage.CAUSE, Stage.HELP}:
        after = replace(state, count_offers=1)
        return after, Draft((*lines, Line("count.offer")), None, ("count.open", "move.talk", "leave"))
    return state, Draft(lines, None, ways(state))


def _yes(state: State, heard: Understanding, library: Library) -> _Answer:
    match state.pending:
        case "after":
            return choose(state, "after.better", library)
        case str(pending) if pending.startswith("check."):
            return choose(state, "check.yes", library)
    if _on_steps(state) and state.easing.offered and state.pending is None:
        shown = {
            f"step.{each}": library.steps.get(each, state.voice).name for each in state.easing.offered[-2:]
        }
        return state, Draft((Line("acts.yes"),), None, (*shown, "step.other", "step.none"), names=shown)
    if heard.length > _BARE:
        return listen(state, heard, library)
    return state, Draft((Line("acts.yes"),), None, taken_up(state, library.replies))


def _no(state: State, heard: Understanding, library: Library) -> _Answer:
    pending = state.pending or ""
    plain = heard.length <= _BARE
    direct = "check.no" if pending.startswith("check.") else _SAID_NO.get(pending) if plain else None
    if direct is None and _on_steps(state) and state.pending is None:
        direct = "step.none"
    if direct is not None:
        return choose(state, direct, library)
    if not plain:
        return listen(state, heard, library)
    return state, Draft((Line("acts.no"),), None, taken_up(state, library.replies))


def _refusal(state: State, heard: Understanding, library: Library) -> _Answer:
    easing, quiet, pool = state.easing, state.quiet, "acts.refusal"
    if "quiet" in heard.wishes:
        quiet, pool = True, "acts.quiet"
    elif "no_steps" in heard.wishes or _on_steps(state):
        easing, pool = replace(easing, declined=True, checking=()), "steps.declined"
    elif "no_people" in heard.wishes:
        easing = replace(easing, people_declined=True)
    after = replace(state, easing=easing, quiet=quiet, pending=None)
    return after, Draft((Line(pool),), None, ways(after))


def _on_steps(state: State) -> bool:
    return state.stage is Stage.EASING and (
        state.pending is None or state.pending.startswith(("check.", "after"))
    )


def _correct(state: State, heard: Understanding, library: Library) -> _Answer:
    after = replace(state.taking_back(), story=replace(state.story, situations=(), good=False), pending=None)
    question = Question("origin") if "origin" not in after.asked and not after.quiet else None
    choices = options("origin", library.replies)
    return after, Draft((Line("acts.correct"),), question, choices)


def _explain(state: State, heard: Understanding, library: Library) -> _Answer:
    return explain_counting(state, library)


def _unsure(state: State, heard: Understanding, library: Library) -> _Answer:
    """Someone who does not know what to say is offered words, not another question about why."""
    if not state.story.told and "origin" not in state.asked and not state.quiet:
        return state, Draft((Line("acts.unsure"),), Question("origin"), options("origin", library.replies))
    return state, Draft((Line("acts.unsure"),), None, taken_up(state, library.replies))


def _advice(state: State, heard: Understanding, library: Library) -> _Answer:
    after = (
        replace(state, story=state.story.after(heard)).hearing(heard.measures) if heard.situations else state
    )
    if not after.story.told:
        question = Question("origin") if "origin" not in after.asked else Question("start")
        return after, Draft((Line("acts.ask_advice_early"),), question, options(question.id, library.replies))
    if heard.situations and state.story.told == 0:
        # Listening comes first, even for someone who asks for advice with the first message.
        back = words_back(after, heard, library, first_time=True)
        question_or_none = next_question(after)
        choices = options(question_or_none.id, library.replies) if question_or_none else ways(after)
        return after, Draft(back, question_or_none, choices)
    return give_advice(after, library)


def _exercise(state: State, heard: Understanding, library: Library) -> _Answer:
    """Offer what was asked for, at once: where the person is was theirs to say, and so was an earlier no."""
    after = silently(_placed(state, heard), heard)
    return offer_asked_steps(replace(after, asked=joined(after.asked, ("place",))), library)


def _placed(state: State, heard: Understanding) -> State:
    """Keep where the person is and how long they have: a step must fit them."""
    story = replace(
        state.story,
        discreet=state.story.discreet or heard.discreet,
        keyed_up=state.story.keyed_up or heard.arousal == "high",
        minutes=heard.minutes or state.story.minutes,
        aim=heard.aim or state.story.aim,
        emotions={**state.story.emotions, **heard.emotions},
    )
    return replace(state, story=story)


def _referral(state: State, heard: Understanding, library: Library) -> _Answer:
    if heard.situations and not (heard.said or state.story.told):
        return listen(state, heard, library)
    after = silently(state, heard)
    return offer_people(replace(after, easing=replace(after.easing, people_declined=False)), library)


def _harassment(state: State, heard: Understanding, library: Library) -> _Answer:
    story = replace(state.story.after(heard).about("harassment"), harassment=True, good=False)
    after = replace(state, story=story, stage=Stage.LISTENING).hearing(heard.measures)
    lines = [Line("acts.harassment_repeated" if heard.repeated else "acts.harassment_disclosure")]
    if heard.echo is not None and heard.echo.kind == "turned":
        lines.insert(0, words_back(after, replace(heard, situations=()), library, first_time=False)[0])
    question = Question("detail.harassment") if "detail.harassment" not in after.asked else None
    choices = (
        options("detail.harassment", library.replies) if question else ways(after, "move.people", "move.note")
    )
    if question is None:
        lines.append(Line("people.harassment", optional=True))
    return after, Draft(tuple(lines), question, choices)


def _third(state: State, heard: Understanding, library: Library) -> _Answer:
    story = replace(state.story, third=True, told=state.story.told + 1)
    after = replace(state, story=story, stage=Stage.LISTENING)
    lines = [Line("acts.third_person")]
    if heard.echo is not None and heard.echo.kind == "turned":
        lines.insert(
            0, words_back(after, replace(heard, situations=(), feelings=()), library, first_time=False)[0]
        )
    return after, Draft(tuple(lines), Question("third"), options("third", library.replies))


def _feedback(state: State, heard: Understanding, library: Library) -> _Answer:
    if not state.story.told and not state.easing.offered and "origin" not in state.asked:
        # Nothing was answered yet that could have missed: it is the day that is so-so.
        question = Question("origin")
        return state, Draft((Line("acts.so_so"),), question, options("origin", library.replies))
    tried = state.easing.current is not None or (state.stage is Stage.EASING and state.easing.offered)
    if state.pending == "after" or tried:
        return choose(state, "after.same", library)
    first = ("step.other", "move.people") if _on_steps(state) and state.easing.offered else ("move.correct",)
    choices = ways(state, *first, "move.people", "move.talk")
    return replace(state, pending=None), Draft((Line("acts.negative_feedback"),), None, choices)


_ANSWERS: Mapping[Act, _Move] = {
    Act.NARRATIVE: listen,
    Act.GREETING: _greeting,
    Act.THANKS: _thanks,
    Act.YES: _yes,
    Act.NO: _no,
    Act.REFUSAL: _refusal,
    Act.ASK_CONFIDENTIALITY: confidentiality,
    Act.ASK_ABOUT_BOT: about_bot,
    Act.ASK_DIAGNOSIS: diagnosis,
    Act.ASK_MEDICATION: medication,
    Act.ASK_ADVICE: _advice,
    Act.ASK_EXERCISE: _exercise,
    Act.ASK_REFERRAL: _referral,
    Act.RIGHTS_QUESTION: rights,
    Act.HARASSMENT_DISCLOSURE: _harassment,
    Act.THIRD_PERSON: _third,
    Act.DEPENDENCE: dependence,
    Act.NEGATIVE_FEEDBACK: _feedback,
    Act.OFF_TOPIC: off_topic,
    Act.INSULT: insult,
    Act.NONSENSE: nonsense,
}
