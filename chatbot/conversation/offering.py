"""Offering help: a step that fits, the work cause, who can help, what could be counted."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.counted import heard
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.forward import (
    EASING_CARDS,
    MOST_COUNT_OFFERS,
    may_count,
    may_ease,
    open_question,
    options,
    ways,
)
from chatbot.conversation.library import Library
from chatbot.conversation.reply import OfferedResource, OfferedStep
from chatbot.conversation.state import Stage, State
from chatbot.library.matching import Need, StepChoice, choose_steps
from chatbot.library.steps import Step
from chatbot.library.voice import Voice, language_of
from referrals.routing import Situation, route
from signals.contributions.measures import Pole
from signals.reading import Language

_NOT_FOR: dict[str, tuple[str, ...]] = {
    "harassment": ("harassment", "injustice", "hostile_superior", "hostile_group"),
    "discrimination": ("harassment", "injustice", "hostile_group"),
    "grief": ("grief", "recent_trauma"),
    "ethics": ("value_conflict", "illegal_order"),
    "overload": ("overload",),
    "recognition": ("injustice",),
    "public": ("recent_trauma",),
    "latitude": ("no_latitude",),
}
"""What a situation rules out by itself, in the words of the steps' contraindications."""

_WOUND_UP = 0.5
"""The weight, as a probability, of what a request to calm down says of the person's state."""

_FOR: dict[str, tuple[str, ...]] = {
    "calm": ("grounding", "five_senses", "micro_pause", "long_exhale", "slow_breathing", "muscle_release"),
    "evening": ("shutdown", "loose_ends", "short_walk", "micro_pause", "after_evening_shift"),
    "sleep": (
        "shutdown",
        "loose_ends",
        "after_evening_shift",
        "slow_breathing",
        "muscle_release",
        "bed_for_sleep",
    ),
}
"""The steps that answer what a step was asked for; any other that is safe completes them."""

_NEVER_COUNTED_AS_WORK = frozenset({"grief", "caring", "private"})


def offer_steps(state: State, library: Library, *, again: bool = False) -> tuple[State, Draft]:
    """Offer two steps, or ask the one question that comes before them, or name people when a step is not
    right."""
    if state.safety.card not in EASING_CARDS:
        return offer_people(state, library, Line("steps.not_now"))
    if state.easing.exhausted:
        return offer_people(
            state, library, Line("steps.enough" if not state.easing.declined else "steps.declined")
        )
    chosen = _choose(state, library)
    unasked = _unasked(state, library, chosen)
    if unasked is not None and not state.quiet:
        easing = replace(state.easing, checking=unasked.contraindications)
        ask = Question(f"check.{unasked.id}", unasked.ask_first)
        return (
            replace(state, easing=easing, stage=Stage.EASING),
            Draft((Line("steps.check"),), ask, ("check.no", "check.yes")),
        )
    if unasked is not None:
        easing = replace(state.easing, excluded=_with(state.easing.excluded, unasked.contraindications))
        chosen = _choose(replace(state, easing=easing), library)
    if not chosen:
        return offer_people(state, library, Line("steps.enough"))
    offered = tuple(_offered(choice, library, state.voice) for choice in chosen)
    easing = replace(
        state.easing, offered=_with(state.easing.offered, [s.step_id for s in offered]), checking=()
    )
    lines = (Line("steps.more" if again else "steps.intro"), _naming(offered, state.language))
    choices = (*(f"step.{step.step_id}" for step in offered), "step.other", "step.none")
    names = {f"step.{step.step_id}": step.name for step in offered}
    return (
        replace(state, easing=easing, stage=Stage.EASING),
        Draft(lines, None, choices, names=names, steps=offered),
    )


def go_with(state: State, step_id: str, library: Library) -> tuple[State, Draft]:
    """Show the step that the person chose and ask, once, how it was."""
    step = library.steps.get(step_id, state.voice)
    reasons = _choose(state, library)
    reason = next((choice.reason_key for choice in reasons if choice.step_id == step_id), "general")
    shown = _offered(StepChoice(step_id, reason), library, state.voice)
    name = _spoken(step.name)
    fill = {"name": f"«\u00a0{name}\u00a0»" if state.language == "fr" else f"“{name}”"}
    fill["minutes"] = minutes(step.minutes, state.language)
    easing = replace(state.easing, current=step_id, offered=_with(state.easing.offered, [step_id]))
    question = Question("after") if "after" not in state.asked else None
    return (
        replace(state, easing=easing, stage=Stage.EASING),
        Draft(
            (Line("steps.go", fill),),
            question,
            options("after", library.replies),
            said=(step.summary,),
            steps=(shown,),
        ),
    )


def name_cause(state: State, library: Library, *before: Line) -> tuple[State, Draft]:
    """Say where it comes from in the work, then ask who is there, or show the ways forward."""
    after = replace(state, stage=Stage.CAUSE, asked=_with(state.asked, ["said.cause"]))
    lines = (*before, Line(f"cause.{_cause(state)}"))
    asking = (
        "support" not in state.asked and not state.story.support and not state.story.good and not state.quiet
    )
    if asking:
        return after, Draft(lines, Question("support"), options("support", library.replies))
    choices = ways(after, *([] if state.easing.people_declined else ["move.people"]), "move.advice")
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
    harmed = story.harassment or "harassment" in story.situations
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
    resources = tuple(
        _resource(each.resource_id, each.reason_key, library, state.language) for each in choices
    )
    after = replace(
        state,
        stage=Stage.HELP,
        easing=replace(
            state.easing, resources=_with(state.easing.resources, [r.resource_id for r in resources])
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
    lines = [*before, Line(pool)]
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


def _choose(state: State, library: Library) -> tuple[StepChoice, ...]:
    story, easing = state.story, state.easing
    ruled_out = [name for situation in story.situations for name in _NOT_FOR.get(situation, ())]
    if story.harassment:
        ruled_out += _NOT_FOR["harassment"]
    need = Need(
        emotions={name: percent / 100 for name, percent in story.emotions.items()},
        factors=heard(state),
        origin=story.origin,
        arousal="high" if story.keyed_up else None,
        excluded=frozenset((*easing.excluded, *ruled_out)),
        already=frozenset(easing.offered),
        minutes=story.minutes or None,
        discreet=story.discreet,
        after_aggression="public" in story.situations,
    )
    every = library.steps.all(state.voice)
    wanted = _FOR.get(story.aim or "", ())
    fitting = [step for step in every if step.id in wanted]
    # What was asked for comes at once where it can: a step that needs a question first waits its turn.
    ready = [
        step for step in fitting if not step.ask_first or set(step.contraindications) <= set(easing.cleared)
    ]
    # Whoever asks to calm down or to sleep is keyed up, even if nothing else says so.
    wound = {**need.emotions, "nervousness": max(_WOUND_UP, need.emotions.get("nervousness", 0.0))}
    asked = replace(need, emotions=wound, arousal="high" if story.aim == "calm" else need.arousal)
    aimed = next((found for steps in (ready, fitting) if (found := choose_steps(asked, steps))), ())
    if len(aimed) > 1:
        return aimed
    taken = replace(need, already=need.already | {choice.step_id for choice in aimed})
    rest = choose_steps(taken, [step for step in every if not aimed or not step.ask_first])
    return (*aimed, *rest)[:2]


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
        reason=library.step_reasons.text(choice.reason_key, language_of(voice)),
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


def _resource(resource_id: str, reason_key: str, library: Library, language: Language) -> OfferedResource:
    found = library.directory.get(resource_id, language)
    return OfferedResource(
        resource_id=found.id,
        name=found.name,
        phone=found.phone,
        hours=found.hours,
        cost=found.cost,
        employer_learns=found.employer_learns,
        reason=library.referral_reasons.text(reason_key, language),
        source=found.source,
        verified_on=found.verified_on,
    )


def _cause(state: State) -> str:
    story = state.story
    ordered = sorted(
        heard(state), key=lambda measure: (-(measure in state.declared), -state.heard.get(measure, 0))
    )
    risks = [measure for measure in ordered if measure.pole is Pole.RISK]
    if story.good or (ordered and not risks):
        return "resource"
    if story.situation in _NEVER_COUNTED_AS_WORK and not state.latest:
        return "private"
    return risks[0].slug if risks else "unknown"


def _may_offer_counting(state: State) -> bool:
    return may_count(state) and state.count_offers < MOST_COUNT_OFFERS


def _with(before: tuple[str, ...], more: object) -> tuple[str, ...]:
    added = [item for item in more if isinstance(item, str)] if isinstance(more, list | tuple) else []
    return tuple(dict.fromkeys((*before, *added)))
