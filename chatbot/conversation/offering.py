"""Offering help: a step that fits, the work cause, who can help, what could be counted."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.clarifying import cause_of
from chatbot.conversation.counted import heard
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.fitting import fitting_steps, must_place
from chatbot.conversation.forward import (
    EASING_CARDS,
    MOST_COUNT_OFFERS,
    SAID_CAUSE,
    may_count,
    may_ease,
    open_question,
    options,
    ways,
)
from chatbot.conversation.library import Library
from chatbot.conversation.naming import named
from chatbot.conversation.reply import OfferedResource, OfferedStep
from chatbot.conversation.slots import joined
from chatbot.conversation.state import Stage, State
from chatbot.library.matching import StepChoice
from chatbot.library.steps import Step
from chatbot.library.voice import Voice, language_of
from referrals.routing import Situation, route
from signals.danger.card import Card
from signals.reading import Language


def offer_steps(state: State, library: Library, *, again: bool = False) -> tuple[State, Draft]:
    """Offer two steps, or ask the one question that comes before them, or name people when a step is not
    right."""
    if state.safety.card not in EASING_CARDS:
        return offer_people(state, library, Line("steps.not_now"))
    if state.easing.exhausted:
        return offer_people(
            state, library, Line("steps.enough" if not state.easing.declined else "steps.declined")
        )
    if must_place(state):
        ask = Question("place")
        return replace(state, stage=Stage.EASING), Draft(
            (Line("steps.place"),), ask, options("place", library.replies)
        )
    chosen = fitting_steps(state, library)
    unasked = _unasked(state, library, chosen)
    if unasked is not None and not state.quiet and f"check.{unasked.id}" not in state.asked:
        easing = replace(state.easing, checking=unasked.contraindications)
        ask = Question(f"check.{unasked.id}", unasked.ask_first)
        return (
            replace(state, easing=easing, stage=Stage.EASING),
            Draft((Line("steps.check"),), ask, ("check.no", "check.yes")),
        )
    while unasked is not None:
        # What may not be asked, or was and got no answer, is taken for a yes.
        easing = replace(state.easing, excluded=joined(state.easing.excluded, unasked.contraindications))
        state = replace(state, easing=easing)
        chosen = fitting_steps(state, library)
        unasked = _unasked(state, library, chosen)
    if not chosen:
        return offer_people(state, library, Line("steps.enough"))
    offered = tuple(_offered(choice, library, state.voice) for choice in chosen)
    easing = replace(
        state.easing, offered=joined(state.easing.offered, [s.step_id for s in offered]), checking=()
    )
    lines = (Line("steps.more" if again else "steps.intro"), _naming(offered, state.language))
    choices = (*(f"step.{step.step_id}" for step in offered), "step.other", "step.none")
    names = {f"step.{step.step_id}": step.name for step in offered}
    return (
        replace(state, easing=easing, stage=Stage.EASING),
        Draft(lines, None, choices, names=names, steps=offered),
    )


def offer_asked_steps(state: State, library: Library) -> tuple[State, Draft]:
    """Offer steps to somebody who asks for them: an earlier no holds no longer."""
    wanted = replace(state, easing=replace(state.easing, declined=False))
    return offer_steps(wanted, library, again=bool(state.easing.offered))


def go_with(state: State, step_id: str, library: Library) -> tuple[State, Draft]:
    """Show the step that the person chose and ask, once, how it was."""
    step = library.steps.get(step_id, state.voice)
    reasons = fitting_steps(state, library)
    reason = next((choice.reason_key for choice in reasons if choice.step_id == step_id), "general")
    shown = _offered(StepChoice(step_id, reason), library, state.voice)
    name = _spoken(step.name)
    fill = {"name": f"«\u00a0{name}\u00a0»" if state.language == "fr" else f"“{name}”"}
    fill["minutes"] = minutes(step.minutes, state.language)
    easing = replace(state.easing, current=step_id, offered=joined(state.easing.offered, [step_id]))
    first = "after" not in state.asked
    question = Question("after") if first else None
    return (
        replace(state, easing=easing, stage=Stage.EASING),
        Draft(
            (Line("steps.go", fill),),
            question,
            options("after", library.replies),
            # Later the same step may be chosen again, and nothing is said twice; what it is stands with it.
            said=(step.summary,) if first else (),
            steps=(shown,),
        ),
    )


def name_cause(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Say where it comes from in the work, then ask who is there, or show the ways forward."""
    after = replace(state, stage=Stage.CAUSE, asked=joined(state.asked, [SAID_CAUSE]))
    lines = (*before, Line(f"cause.{cause_of(state)}"))
    known = state.story.support or state.story.people
    if "support" not in state.asked and not known and not state.story.good and not state.quiet:
        return after, Draft(lines, Question("support"), options("support", library.replies))
    choices = ways(after, *([] if state.easing.people_declined else ["move.people"]), "move.cause")
    return after, Draft(lines, None, choices)


def give_advice(state: State, library: Library) -> tuple[State, Draft]:
    """Give one concrete lead for the situation, to take or leave."""
    situation = state.story.situation
    pool = f"advice.{situation}" if situation and library.replies.pool(f"advice.{situation}", "fr") else ""
    said = {piece.code for piece in library.replies.pool(pool, state.voice)} <= set(state.used)
    line = Line(pool if pool and not said else "advice.general")
    after = replace(state, stage=Stage.CAUSE)
    return after, Draft((Line("acts.ask_advice"), line), None, ways(after, "move.people"))


def offer_people(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Name two or three people who can help, with what the employer will know of each."""
    story = state.story
    hurt = state.safety.card is Card.VIOLENCE_SUFFERED
    harmed = hurt or story.harassment or "harassment" in story.situations
    situation = Situation(
        measures=heard(state),
        symptoms_lasting=story.since in {"months", "years"}
        or (story.since == "weeks" and "fatigue" in story.situations),
        harassment=harmed,
        violence="public" in story.situations[:1] and story.keyed_up,
        distress=state.dependence > 1
        or story.support == ("nobody",)
        or state.safety.card not in EASING_CARDS
        or story.third,
        country=library.country,
        origin=story.origin,
        discrimination="discrimination" in story.situations,
    )
    choices = route(situation, library.directory)
    resources = tuple(_resource(each.resource_id, each.reason_key, library, state.voice) for each in choices)
    after = replace(
        state,
        stage=Stage.HELP,
        easing=replace(
            state.easing, resources=joined(state.easing.resources, [r.resource_id for r in resources])
        ),
    )
    if not resources:
        return after, Draft((*before, Line("people.none")), None, ways(after))
    shown_before = {each.resource_id for each in resources} <= set(state.easing.resources)
    pool = (
        "people.third"
        if story.third and not shown_before
        else "people.again"
        if shown_before
        else "people.intro"
    )
    lines = [*before, Line(pool, optional=len(before) > 1)]
    person = named(state, "people.named", library.replies)
    if person is not None and not shown_before and not before:
        lines.append(replace(person, optional=True))
    if harmed:
        lines.append(Line("people.harassment", optional=True))
    elif situation.symptoms_lasting:
        lines.append(Line("people.lasting", optional=True))
    offer = _may_offer_counting(after)
    if offer:
        lines.append(Line("count.good" if story.good else "count.offer", optional=True))
        after = replace(after, count_offers=after.count_offers + 1)
    first = ["count.open"] if offer else []
    if harmed:
        first.append("move.note")
    elif may_ease(after) and not after.easing.offered and not story.third:
        first.append("move.ease")
    return after, Draft(tuple(lines), None, ways(after, *first, "move.talk"), resources=resources)


def explain_counting(state: State, library: Library) -> tuple[State, Draft]:
    """Say what counting is, and open the way to the review, or say that nothing will be."""
    if not state.safety.counting_allowed:
        return state, Draft((Line("count.never"),), None, ways(state))
    if not may_count(state):
        return state, Draft((Line("count.nothing"),), None, ways(state))
    after = replace(state, count_offers=state.count_offers + 1)
    return after, Draft((Line("count.explain"),), None, ("count.open", "move.talk", "leave"))


def talk_on(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Go on listening, with an open question when there is one left."""
    after = replace(state, stage=Stage.LISTENING)
    question = None if state.quiet else open_question(after)
    lines = before or (Line("answers.wish.talk"),)
    if question is None:
        lines = (*lines, Line("forward.listen"))
    return after, Draft(lines, question, ways(after, "move.cause"))


def minutes(number: int, language: Language) -> str:
    """Return a duration in words."""
    return f"{number} minute{'s' if number > 1 else ''}"


def _unasked(state: State, library: Library, chosen: tuple[StepChoice, ...]) -> Step | None:
    """Return the first step whose question must come before it, and was not answered yet."""
    settled = set(state.easing.cleared)
    for choice in chosen:
        step = library.steps.get(choice.step_id, state.voice)
        if step.ask_first and not set(step.contraindications) <= settled:
            return step
    return None


def _offered(choice: StepChoice, library: Library, voice: Voice) -> OfferedStep:
    step = library.steps.get(choice.step_id, voice)
    return OfferedStep(
        step_id=step.id,
        name=step.name,
        minutes=step.minutes,
        reason=library.step_reasons.text(choice.reason_key, voice),
        source=step.source,
        evidence=step.evidence,
        guided=step.guided,
    )


def _naming(offered: tuple[OfferedStep, ...], language: Language) -> Line:
    fill = {"one": _spoken(offered[0].name), "minutes": minutes(offered[0].minutes, language)}
    if len(offered) == 1:
        return Line("steps.single", fill)
    return Line(
        "steps.pair",
        {**fill, "two": _spoken(offered[1].name), "minutes_two": minutes(offered[1].minutes, language)},
    )


def _spoken(name: str) -> str:
    """Return a step's name as it is said within a sentence: without quotes of its own, nor a question
    mark."""
    return name.strip("«»“”?\u00a0 ")


def _resource(resource_id: str, reason_key: str, library: Library, voice: Voice) -> OfferedResource:
    language = language_of(voice)
    found = library.directory.get(resource_id, language)
    return OfferedResource(
        resource_id=found.id,
        name=found.name,
        phone=found.phone,
        hours=found.hours,
        cost=found.cost,
        employer_learns=found.employer_learns,
        reason=library.referral_reasons.text(reason_key, language, familiar=voice == "fr-tu"),
        source=found.source,
        verified_on=found.verified_on,
    )


def _may_offer_counting(state: State) -> bool:
    return may_count(state) and state.count_offers < MOST_COUNT_OFFERS
