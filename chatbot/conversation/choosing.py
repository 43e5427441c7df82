"""Following a quick reply: someone who only taps gets as far as someone who writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chatbot.conversation.clarifying import (
    ask_what_is_wrong,
    clarify,
    confirmed,
    show_again,
    show_picture,
)
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.forward import SAID_CAUSE, options, ways
from chatbot.conversation.library import Library
from chatbot.conversation.listening import next_question
from chatbot.conversation.offering import (
    explain_counting,
    give_advice,
    go_with,
    name_cause,
    offer_asked_steps,
    offer_people,
    offer_steps,
    talk_on,
)
from chatbot.conversation.picture import draw, redrawn
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Stage, State
from chatbot.library.particulars import HELPS, OFTEN
from signals.contributions.measures import Pole

_Answer = tuple[State, Draft]

_TYPED: Mapping[str, tuple[str, ...]] = {
    "helps": (*HELPS, "other"),
    "often": OFTEN,
    "since": ("days", "years", "moment"),
}
"""Answers that may be typed and have no quick reply of their own."""

_LETTING_GO = frozenset({"vent", "leave", "page", "lang", "since", "often", "helps", "support"})
"""Answers that are still part of only letting go."""

_TALKATIVE = frozenset(
    {"detail.harassment.talk", "detail.discrimination.talk", "detail.grief.talk", "detail.grief.day"}
)
_PEOPLE = frozenset({"detail.harassment.people", "detail.discrimination.people"})
_NOTE = frozenset({"detail.harassment.note", "detail.discrimination.note"})


def choose(state: State, choice: str, library: Library) -> _Answer:
    """Return the answer to a quick reply; an id that no longer exists gets a kind way on."""
    if choice.startswith("drop."):
        return _drop(state, choice.removeprefix("drop."), library)
    if choice.startswith("step.") and choice.removeprefix("step.") in library.steps.by_voice["fr"]:
        return go_with(state, choice.removeprefix("step."), library)
    group, _, name = choice.partition(".")
    typed = name in _TYPED.get(group, ())
    if not (typed or library.replies.is_choice(choice) or choice == "leave"):
        return state, Draft((Line("acts.stale"),), None, ways(state))
    if state.shape == "vent" and group not in _LETTING_GO:
        # Whoever takes a way forward has let go enough: questions may come again.
        state = replace(state, shape="open")
    return _CHOICES.get(group, _stale)(state, name, library)


def _stale(state: State, name: str, library: Library) -> _Answer:
    return state, Draft((Line("acts.stale"),), None, ways(state))


def _start(state: State, name: str, library: Library) -> _Answer:
    choice = f"start.{name}"
    situation = library.choices.situations[choice]
    story = replace(
        state.story.about(situation),
        told=state.story.told + 1,
        origin=library.choices.origins.get(choice, state.story.origin),
        good=name == "good",
    )
    after = replace(state, story=story, stage=Stage.LISTENING)
    lines = (Line(f"answers.{choice}"), Line(f"reflect.{situation}"))
    return _then_ask(after, lines, library)


def _origin(state: State, name: str, library: Library) -> _Answer:
    choice = f"origin.{name}"
    situation = library.choices.situations[choice]
    story = replace(
        state.story.about(situation),
        told=state.story.told + 1,
        origin=library.choices.origins.get(choice, state.story.origin),
        good=False,
    )
    after = replace(state, story=story, stage=Stage.LISTENING)
    return _then_ask(after, (_quoted(choice, library, state), Line(f"reflect.{situation}")), library)


def _detail(state: State, name: str, library: Library) -> _Answer:
    choice = f"detail.{name}"
    if choice in _TALKATIVE:
        return talk_on(state, library)
    if choice in _PEOPLE:
        return offer_people(state, library)
    if choice in _NOTE:
        return _note(state, "note", library)
    if choice == "detail.grief.quiet":
        return state, Draft((Line("answers.grief.quiet"),), None, ways(state))
    measures = library.choices.measures.get(choice, ())
    after = state.hearing(measures, declared=True) if measures else state
    situation = library.choices.situations.get(choice)
    story = after.story.about(situation) if situation else after.story
    after = replace(after, story=replace(story, told=max(story.told, 1)), stage=Stage.LISTENING)
    weigh = f"weigh.{measures[0].slug}" if measures else "weigh.none"
    lines = (_quoted(choice, library, state), Line(weigh))
    if any(measure.pole is Pole.RESOURCE for measure in measures):
        return _good_detail(after, lines, library)
    return _then_ask(after, lines, library)


def _good_detail(state: State, lines: tuple[Line, ...], library: Library) -> _Answer:
    """What holds was named: it can be counted too, and nothing needs fixing."""
    if state.safety.counting_allowed and state.count_offers == 0:
        after = replace(state, count_offers=1, stage=Stage.CAUSE)
        return after, Draft((*lines, Line("count.good")), None, ("count.open", "move.talk", "leave"))
    return state, Draft(lines, None, ways(state))


def _since(state: State, name: str, library: Library) -> _Answer:
    story = state.story if name == "pass" else replace(state.story, since=name)
    return _then_ask(replace(state, story=story), (Line(f"answers.since.{name}"),), library)


def lasting(state: State, since: str, line: Line, library: Library) -> _Answer:
    """Take in how long it has lasted, said in the person's own words, and go on."""
    return _then_ask(replace(state, story=replace(state.story, since=since)), (line,), library)


def supported(state: State, line: Line, library: Library) -> _Answer:
    """Take in who stands by the person, or that nobody does, and go on; nothing is asked about it again."""
    return _then_ask(state, (line,), library)


def often_line(often: str) -> Line:
    """Return a line that takes up how often it comes."""
    return Line(f"answers.often.{'sometimes' if often == 'once' else often}")


def _often(state: State, name: str, library: Library) -> _Answer:
    story = state.story if name == "pass" else replace(state.story, often=name)
    return _then_ask(replace(state, story=story), (often_line(name),), library)


def _helps(state: State, name: str, library: Library) -> _Answer:
    known = () if name == "other" else (name,)
    helps = joined(state.story.helps, known)
    worded = library.replies.pool(f"answers.helps.{name}", state.voice)
    line = Line(f"answers.helps.{name if worded else 'other'}")
    return _then_ask(replace(state, story=replace(state.story, helps=helps)), (line,), library)


def _place(state: State, name: str, library: Library) -> _Answer:
    place = None if name == "other" else name
    return offer_steps(replace(state, story=replace(state.story, place=place)), library)


def _picture(state: State, name: str, library: Library) -> _Answer:
    match name:
        case "right":
            return confirmed(state, library)
        case "wrong":
            return ask_what_is_wrong(state, library)
        case "kept":
            return show_again(state, library)
    return show_picture(state, library)


def _drop(state: State, line: str, library: Library) -> _Answer:
    """Take one line out of the picture."""
    picture = draw(state, library.replies, library.situations)
    if picture is None or line not in picture.ids:
        return _stale(state, line, library)
    after = redrawn(state, picture.ids - {line}, library.replies, library.situations)
    return show_again(after, library)


def _prepare(state: State, name: str, library: Library) -> _Answer:
    """Say where the preparation is, to someone whose page did not open it."""
    return state, Draft((Line("forward.prepare"),), None, ways(state, "move.people"))


def _vent(state: State, name: str, library: Library) -> _Answer:
    """Take in that it is out, and leave every door open without pushing any."""
    after = replace(state, shape="open", stage=Stage.CLOSING)
    return after, Draft((Line("forward.out"),), None, ("leave", "move.cause", "move.ease", "move.talk"))


def _wish(state: State, name: str, library: Library) -> _Answer:
    match name:
        case "ease":
            return offer_steps(state, library)
        case "people":
            return offer_people(_welcoming_people(state), library)
        case "cause":
            return clarify(state, library)
    return talk_on(state, library)


def _support(state: State, name: str, library: Library) -> _Answer:
    story = replace(state.story, support=joined(state.story.support, (name,)))
    after = replace(state, story=story)
    if state.stage is Stage.CLEARING:
        return clarify(after, library, Line(f"answers.told.{name}"))
    if after.easing.people_declined:
        return after, Draft((Line(f"answers.support.{name}"),), None, ways(after))
    return offer_people(after, library, Line(f"answers.support.{name}"))


def _lean_on(state: State, name: str, library: Library) -> _Answer:
    if name == "unsure":
        return offer_people(state, library, Line("answers.lean_on.unsure"))
    support = joined(state.story.support, (name,))
    after = replace(state, story=replace(state.story, support=support))
    return after, Draft((Line(f"answers.lean_on.{name}"),), None, ways(after, "move.people"))


def _step(state: State, name: str, library: Library) -> _Answer:
    if name == "other":
        return offer_steps(state, library, again=True)
    after = replace(state, easing=replace(state.easing, declined=True, checking=()))
    if SAID_CAUSE not in after.asked and after.story.told:
        return name_cause(after, library, Line("steps.declined"))
    return after, Draft((Line("steps.declined"),), None, ways(after))


def _check(state: State, name: str, library: Library) -> _Answer:
    easing = state.easing
    if name == "yes":
        easing = replace(easing, excluded=joined(easing.excluded, easing.checking), checking=())
    else:
        easing = replace(easing, cleared=joined(easing.cleared, easing.checking), checking=())
    after, draft = offer_steps(replace(state, easing=easing), library)
    if draft.question is not None:
        return after, draft
    return after, replace(draft, lines=(Line(f"steps.check_{name}", optional=True), *draft.lines))


def _after(state: State, name: str, library: Library) -> _Answer:
    easing = replace(state.easing, current=None)
    if name in {"same", "worse"}:
        easing = replace(easing, unhelpful=easing.unhelpful + 1)
    after = replace(state, easing=easing)
    line = Line(f"steps.{name}")
    if name in {"better", "later"}:
        return _then_cause(after, line, library)
    if name == "worse" or easing.exhausted:
        return offer_people(after, library, line if name == "worse" else Line("steps.enough"))
    return after, Draft((line,), None, ("step.other", "move.people", "move.cause", "move.talk"))


def _then_cause(state: State, line: Line, library: Library) -> _Answer:
    """Always back to the cause in the work, unless it was said or nothing was told."""
    if SAID_CAUSE in state.asked or not state.story.told:
        return state, Draft((line,), None, ways(state))
    return name_cause(state, library, line)


def _third(state: State, name: str, library: Library) -> _Answer:
    match name:
        case "say":
            return state, Draft((Line("acts.third_say"),), None, ("third.people", "third.me", "leave"))
        case "people":
            return offer_people(state, library)
    after = replace(state, story=replace(state.story, third=False))
    question = Question("start") if "start" not in state.asked else Question("again")
    return after, Draft((Line("answers.third.me"),), question, options("start", library.replies))


def _move(state: State, name: str, library: Library) -> _Answer:
    return _MOVES.get(name, _talk)(state, library)


def _talk(state: State, library: Library) -> _Answer:
    return talk_on(state, library)


def _ease(state: State, library: Library) -> _Answer:
    return offer_asked_steps(state, library)


def _people(state: State, library: Library) -> _Answer:
    return offer_people(_welcoming_people(state), library)


def _correct(state: State, library: Library) -> _Answer:
    after = replace(state.taking_back(), story=replace(state.story, situations=(), good=False))
    question = Question("origin") if "origin" not in after.asked else None
    return after, Draft((Line("acts.correct"),), question, options("origin", library.replies))


def _back(state: State, library: Library) -> _Answer:
    return _then_ask(state, (Line("answers.back"),), library)


def _keep_record(state: State, library: Library) -> _Answer:
    return _note(state, "note", library)


_MOVES: Mapping[str, Callable[[State, Library], _Answer]] = {
    "talk": _talk,
    "ease": _ease,
    "people": _people,
    "cause": clarify,
    "advice": give_advice,
    "note": _keep_record,
    "correct": _correct,
    "back": _back,
}


def _note(state: State, name: str, library: Library) -> _Answer:
    return state, Draft((Line("acts.harassment_note"),), None, ways(state, "move.people", "move.talk"))


def _count(state: State, name: str, library: Library) -> _Answer:
    return explain_counting(state, library)


def _leave(state: State, name: str, library: Library) -> _Answer:
    return replace(state, stage=Stage.CLOSING), Draft(
        (Line("acts.goodbye"),), None, ("leave", "move.talk"), closing=True
    )


def _lang(state: State, name: str, library: Library) -> _Answer:
    after = replace(state, language="en" if name == "en" else "fr", language_offered=False)
    return _then_ask(after, (Line("acts.followed"),), library)


def _then_ask(state: State, lines: tuple[Line, ...], library: Library) -> _Answer:
    if state.stage is Stage.CLEARING:
        return clarify(state, library, *lines)
    question = next_question(state)
    if question is None:
        return state, Draft(lines, None, ways(state))
    choices = options(question.id, library.replies) or ways(state, "move.cause")
    return state, Draft(lines, question, choices)


def _quoted(choice: str, library: Library, state: State) -> Line:
    return Line("echo.option", {"quote": library.replies.label(choice, state.voice)})


def _welcoming_people(state: State) -> State:
    return replace(state, easing=replace(state.easing, people_declined=False))


_CHOICES: Mapping[str, Callable[[State, str, Library], _Answer]] = {
    "start": _start,
    "origin": _origin,
    "detail": _detail,
    "since": _since,
    "often": _often,
    "helps": _helps,
    "place": _place,
    "picture": _picture,
    "prepare": _prepare,
    "vent": _vent,
    "wish": _wish,
    "support": _support,
    "lean_on": _lean_on,
    "step": _step,
    "check": _check,
    "after": _after,
    "third": _third,
    "move": _move,
    "count": _count,
    "leave": _leave,
    "page": _leave,
    "lang": _lang,
}
