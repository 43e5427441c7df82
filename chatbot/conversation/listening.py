"""Listening: the person's own words given back, a feeling named with care, and one question at most."""

from __future__ import annotations

from dataclasses import replace

from chatbot.conversation.believing import believed, mixed
from chatbot.conversation.clarifying import clarify
from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.evidence import GOOD_FEELINGS, GRAVE
from chatbot.conversation.forward import EASING_CARDS, OPEN_QUESTIONS, may_count, open_question, options, ways
from chatbot.conversation.library import Library
from chatbot.conversation.state import Stage, State
from chatbot.conversation.understanding import Understanding
from signals.danger.card import Card

LONG = 45
"""Words from which a message is a story: several things are named rather than one clause repeated."""

MOST_DETAILS = 2
"""Questions about the detail of a situation in one conversation: more would be an interrogation."""

_UNTIMED = GRAVE | {"success", "mistake"}
"""Situations in which "since when?" is not ours to ask."""

_BOWED = frozenset({"inadequacy", "shame"})

_BY_ORIGIN = {"conflict": "relations", "organisation": "work"}


def listen(state: State, heard: Understanding, library: Library) -> tuple[State, Draft]:
    """Answer a message that tells something."""
    if heard.guessed and state.story.situation is not None:
        # What the person said it is about stands: a guess never changes the subject.
        heard = replace(heard, situations=())
    heard = believed(state, heard)
    first_time = not set(heard.situations[:1]) <= set(state.story.situations)
    clearing = state.stage is Stage.CLEARING
    stage = Stage.CLEARING if clearing else Stage.LISTENING
    after = replace(state, story=state.story.after(heard), stage=stage).hearing(heard.measures)
    if clearing:
        return clarify(after, library, *words_back(after, heard, library, first_time=first_time)[:2])
    question = open_question(after) if mixed(heard) else next_question(after)
    if question is not None and question.id in OPEN_QUESTIONS and heard.named & _BOWED:
        # Nobody who has just called themselves worthless is asked to look further for now.
        question = None
    lines = words_back(after, heard, library, first_time=first_time)
    choices = options(question.id, library.replies) if question else ()
    if after.shape == "vent":
        return after, Draft((*lines, Line("forward.venting")), None, ("vent.done", "move.cause", "leave"))
    if question is None or question.id in OPEN_QUESTIONS:
        offer = "count.open" if heard.good and may_count(after) else "move.cause"
        choices = ways(after, *([offer] if after.story.told > 1 or heard.good else []))
    if question is None:
        lines = (*lines, _onward(after, heard))
    return after, Draft(lines, question, choices)


def _onward(state: State, heard: Understanding) -> Line:
    if heard.good and may_count(state) and state.count_offers == 0:
        return Line("count.good")
    if state.safety.card not in EASING_CARDS:
        return Line("forward.soft")
    return Line("forward.listen" if state.turn % 2 else "forward.choose")


def words_back(state: State, heard: Understanding, library: Library, *, first_time: bool) -> tuple[Line, ...]:
    """Return what was heard, said back: the person's clause, what it may feel like, and the situation."""
    echo = _echo(heard, state, library)
    feeling = _feeling(heard, library, state, echoed=echo is not None)
    situation = heard.situations[0] if heard.situations else None
    several = _several(heard, library, state)
    reflection = Line(f"reflect.{situation}") if situation else None
    tone = "_good" if state.story.good else "_hard" if heard.hard or heard.feelings else ""
    general = f"reflect.general{tone}"
    lines: list[Line] = []
    if echo is not None:
        lines.append(echo)
    said = [line for line in (since_line(state, heard), support_line(heard)) if line is not None]
    if said:
        # What was said of time and of people is taken up before anything that we only guess.
        first = [] if echo is not None else [reflection or Line(general)] if situation else []
        return (*lines, *first, *said[:2])
    if heard.length > LONG and several is not None:
        lines.append(several)
        reflection = None
    elif reflection is not None and (echo is None or first_time):
        lines.append(replace(reflection, optional=echo is not None))
    if feeling is not None:
        lines.append(feeling)
    if not lines or (len(lines) == 1 and feeling is not None):
        lines.insert(0, reflection or Line(general))
    elif lines == [echo]:
        lines.append(Line(general, optional=True))
    return tuple(lines)


def next_question(state: State) -> Question | None:
    """Return the one question that would help most now, None when it is time to let the person lead."""
    if state.unasked or state.safety.card not in {None, Card.AMBIGUOUS} or state.story.third:
        # After a card, or about somebody else, nobody is interviewed.
        return None
    story, asked = state.story, state.asked
    # An angle that only the encoder guessed is asked about before it is taken for granted.
    angle = story.origin if "origin" in asked else None
    grave = next((name for name in story.situations if name in GRAVE), None)
    topic = grave or story.situation or _BY_ORIGIN.get(angle or "")
    if topic is None and "origin" not in asked and not story.good:
        return Question("origin")
    about = _about(topic, state)
    if about is not None:
        return about
    if "wish" not in asked and not story.good:
        return Question("wish")
    # One message in two is left without a question: listening is not an interview.
    return open_question(state) if story.told % 2 == 0 and state.shape != "two" else None


def _about(topic: str | None, state: State) -> Question | None:
    """Return a question about what weighs itself; two minutes leave no room for one."""
    story, asked = state.story, state.asked
    if state.shape == "two":
        return None
    details = sum(question.startswith("detail.") for question in asked)
    if topic is not None and details < MOST_DETAILS and f"detail.{topic}" not in asked:
        return Question(f"detail.{topic}")
    timed = topic is not None and topic not in _UNTIMED and not story.good and story.since is None
    return Question("since") if timed and "since" not in asked else None


def since_line(state: State, heard: Understanding) -> Line | None:
    """Return a line that takes up how long it has lasted; None when the message says no amount of time."""
    if heard.since is None or heard.duration is None or heard.since == "today":
        return None
    pool = "good" if heard.good or state.story.good else heard.since
    return Line(f"since.{pool}", {"Duration": heard.duration[0].upper() + heard.duration[1:]})


def support_line(heard: Understanding) -> Line | None:
    """Return a line that takes up who stands by the person, or nobody; None when nothing was said of it."""
    there = [name for name in heard.supports if name != "nobody"]
    if not heard.supports or heard.supports == ("carer",):
        return None
    name = f"{there[0]}_only" if there[:1] == ["close"] and len(there) < len(heard.supports) else None
    return Line(f"answers.told.{name or next(iter(there), 'nobody')}")


def _echo(heard: Understanding, state: State, library: Library) -> Line | None:
    if heard.echo is None:
        return None
    text, language = heard.echo.text, state.language
    if heard.echo.kind != "turned":
        if _has_quoted(state, library):
            return None
        return Line(f"echo.{heard.echo.kind}", {"quote": text})
    return Line(
        "echo.turned",
        {
            "fragment": text,
            "Fragment": text[0].upper() + text[1:],
            "que": f"that {text}" if language == "en" else _with_que(text),
        },
    )


def _has_quoted(state: State, library: Library) -> bool:
    """Say whether the person's exact words were quoted already: more than once would be a parrot's."""
    pools = (library.replies.pool(name, state.voice) for name in ("echo.quoted", "echo.word"))
    return any(piece.code in state.used for pool in pools for piece in pool)


def _with_que(clause: str) -> str:
    """Return a French clause after "que": elided before a vowel, and said again after "et"."""
    clause = clause.replace(" et vous ", " et que vous ").replace(" et tu ", " et que tu ")
    return f"qu’{clause}" if clause[0].casefold() in "aeiouyhéèêàâîô" else f"que {clause}"


def _feeling(heard: Understanding, library: Library, state: State, *, echoed: bool) -> Line | None:
    """Return a line that names one or two feelings. What the person said in words is not told to them
    again."""
    mixed = len(heard.feelings) == 2 and (heard.feelings[0] in GOOD_FEELINGS) != (
        heard.feelings[1] in GOOD_FEELINGS
    )
    feelings = [name for name in heard.feelings if mixed or not (echoed and name in heard.named)]
    if not feelings:
        return None
    words = [library.replies.pool(f"feelings.{name}", state.voice) for name in feelings]
    named = [pool[(state.turn + heard.length) % len(pool)].text for pool in words]
    if len(feelings) == 1:
        pool = (
            "feel.good"
            if feelings[0] in GOOD_FEELINGS
            else "feel.said"
            if feelings[0] in heard.named
            else "feel.one"
        )
        return Line(pool, {"one": named[0]}, optional=True)
    return Line("feel.mixed" if mixed else "feel.two", {"one": named[0], "two": named[1]}, optional=True)


def _several(heard: Understanding, library: Library, state: State) -> Line | None:
    topics = {
        piece.id.rpartition(".")[2]: piece.text for piece in library.replies.pool("topics.topic", state.voice)
    }
    named = [topics[name] for name in heard.situations if name in topics][:2]
    if len(named) < 2:
        return None
    first, second = named
    return Line(
        "reflect.several",
        {"first": first, "second": second, "First": first[0].upper() + first[1:]},
        optional=True,
    )
