"""What people say of time, of those around them and of what they want, in everyday words, at any moment."""

from __future__ import annotations

from datetime import datetime

import pytest
from companions import real_companion
from saying import whole

from chatbot.conversation.echo import find_echo
from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from chatbot.library.anchors import Anchors, fold
from chatbot.library.durations import find_duration, is_only_duration
from chatbot.library.replies import Replies
from signals.reading import Act, Language

ANCHORS = Anchors.load()
NOON = datetime(2026, 10, 7, 12, 30)


@pytest.mark.parametrize(
    ("message", "length", "french"),
    [
        ("Depuis 3 mois", "months", "trois mois"),
        ("for about two months", "months", "deux mois"),
        ("ça fait deux ans", "years", "deux ans"),
        ("depuis quinze jours", "weeks", "quinze jours"),
        ("a couple of weeks", "weeks", "quelques semaines"),
        ("depuis 4 jours", "days", "quatre jours"),
        ("for the past six months", "months", "six mois"),
        ("it's been going on for years", "years", "des années"),
        ("une semaine", "weeks", "une semaine"),
        ("since September", "moment", None),
        ("depuis la réorganisation", "moment", None),
        ("depuis ce matin", "today", None),
        ("depuis lundi", "days", None),
    ],
)
def test_a_duration_is_heard_wherever_it_is_told(message: str, length: str, french: str | None) -> None:
    found = find_duration(fold(message))
    assert found is not None
    assert (found.length, found.spoken("fr")) == (length, french)
    assert is_only_duration(fold(message))


@pytest.mark.parametrize(
    "message",
    ["j'ai un enfant de 3 ans", "deux mois de préavis", "I work 3 days a week", "j'ai fait 3 jours de grève"],
)
def test_an_amount_of_time_is_not_always_a_duration(message: str) -> None:
    assert find_duration(fold(message)) is None


@pytest.mark.parametrize(
    ("message", "who"),
    [
        ("mes collègues me soutiennent", ("colleague",)),
        ("my wife listens but nobody at work", ("close", "nobody")),
        ("mon mari m'écoute mais au travail personne", ("close", "nobody")),
        ("ma sœur m'écoute", ("close",)),
        ("personne ne m'écoute", ("nobody",)),
        ("nobody listens to me", ("nobody",)),
        ("I can talk to my sister", ("close",)),
        ("mes collègues ne m'aident pas", ()),
        ("my boss never listens", ()),
        ("my colleague listens to loud music all day", ()),
        ("une personne m'écoute mal", ()),
    ],
)
def test_who_is_there_is_heard(message: str, who: tuple[str, ...]) -> None:
    assert ANCHORS.hear(message).supports == who


PASSING: list[tuple[Language, str, str]] = [
    ("fr", "j'en peux plus de mon chef", "Depuis 3 mois"),
    ("fr", "je suis débordée", "ça fait deux ans"),
    ("en", "I can't stand my boss", "for about two months"),
    ("en", "there's too much work and we're short staffed", "since September"),
]


@pytest.mark.parametrize(("language", "story", "span"), PASSING)
def test_a_duration_is_taken_up_and_never_asked_again(
    wordless: Companion, language: Language, story: str, span: str
) -> None:
    state, _ = wordless.opening(language)
    for order in ((story, span), (span, story)):
        state, _ = wordless.opening(language)
        for message in order:
            state, reply = wordless.turn(state, Typed(message), NOON)
            text = whole(reply)
            assert span.casefold() not in text.casefold(), "not quoted back"
        for _ in range(4):
            state, reply = wordless.turn(state, Chosen("move.talk"), NOON)
        assert "since" not in state.asked
        assert state.story.since is not None


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "mes collègues me soutiennent"),
        ("fr", "personne ne m'écoute"),
        ("fr", "ma sœur m'écoute"),
        ("en", "my wife listens but nobody at work"),
        ("en", "nobody listens to me"),
    ],
)
def test_a_support_or_its_absence_is_taken_up_and_never_asked_again(
    wordless: Companion, language: Language, message: str
) -> None:
    state, _ = wordless.opening(language)
    story = "j'ai trop de travail" if language == "fr" else "there's too much work"
    state, _ = wordless.turn(state, Typed(story), NOON)
    state, _ = wordless.turn(state, Typed(message), NOON)
    assert said(wordless, state, "answers.told.", language)
    assert not state.story.good
    state, _ = wordless.turn(state, Chosen("move.cause"), NOON)
    assert "support" not in state.asked


def said(companion: Companion, state: State, prefix: str, language: Language) -> bool:
    """Say whether a piece of these pools was said."""
    pieces = companion.replies.pools[language].items()
    return any(piece.code in state.used for name, pool in pieces if name.startswith(prefix) for piece in pool)


STEPS: list[tuple[Language, str, set[str]]] = [
    ("fr", "donne-moi quelque chose pour ce soir", {"shutdown", "loose_ends", "short_walk", "micro_pause"}),
    ("fr", "t'as un truc pour me calmer ?", {"grounding", "five_senses", "micro_pause", "muscle_release"}),
    ("fr", "j'aimerais souffler", {"grounding", "five_senses", "micro_pause", "muscle_release"}),
    ("fr", "tu peux m'aider à dormir ?", {"shutdown", "loose_ends", "bed_for_sleep", "slow_breathing"}),
    ("en", "something to help me sleep", {"shutdown", "loose_ends", "bed_for_sleep", "slow_breathing"}),
    ("en", "how do I calm down", {"grounding", "five_senses", "micro_pause", "muscle_release"}),
    ("en", "give me something for tonight", {"shutdown", "loose_ends", "short_walk", "micro_pause"}),
]


@pytest.mark.parametrize(("language", "message", "fitting"), STEPS)
@pytest.mark.parametrize("told", [False, True])
def test_a_step_asked_for_in_everyday_words_comes_and_fits(
    wordless: Companion, language: Language, message: str, fitting: set[str], told: bool
) -> None:
    state, _ = wordless.opening(language)
    if told:
        state, _ = wordless.turn(
            state, Typed("ma collègue m'énerve" if language == "fr" else "I'm tired"), NOON
        )
    state, reply = wordless.turn(state, Typed(message), NOON)
    assert len(reply.steps) == 2, whole(reply)
    # Someone worn out may get one that fits and one to recover.
    assert reply.steps[0].step_id in fitting
    assert told or {step.step_id for step in reply.steps} <= fitting


BREATHS = {"slow_breathing", "long_exhale"}


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fr", "Un exercice de respiration, svp."),
        ("fr", "tu peux me montrer la cohérence cardiaque ?"),
        ("en", "a breathing exercise please"),
        ("en", "can you show me some breathing exercises?"),
    ],
)
@pytest.mark.parametrize("answer", ["check.no", "check.yes"])
def test_breathing_asked_for_by_name_comes_after_its_question_and_never_after_a_yes(
    wordless: Companion, language: Language, message: str, answer: str
) -> None:
    state, _ = wordless.opening(language)
    state, reply = wordless.turn(state, Typed("un exercice" if language == "fr" else "an exercise"), NOON)
    if not reply.steps:
        state, reply = wordless.turn(state, Chosen("place.home"), NOON)
    state, reply = wordless.turn(state, Typed(message), NOON)
    assert [quick.id for quick in reply.quick_replies][:2] == ["check.no", "check.yes"], whole(reply)
    state, reply = wordless.turn(state, Chosen(answer), NOON)
    offered = {step.step_id for step in reply.steps}
    assert offered
    assert bool(offered & BREATHS) == (answer == "check.no"), whole(reply)


def test_breathing_asked_for_in_low_spirits_comes_with_a_step_of_another_kind() -> None:
    companion = real_companion()
    state, _ = companion.opening("fr")
    for message in (
        Typed("J'ai trop de travail, des délais intenables, je suis épuisée."),
        Typed("Un exercice de respiration, svp."),
        Chosen("check.no"),
    ):
        state, reply = companion.turn(state, message, NOON)
    first, second = (step.step_id for step in reply.steps)
    assert first in BREATHS
    assert second not in BREATHS


@pytest.mark.parametrize("message", ["pas de respiration svp", "no breathing exercises"])
def test_breathing_declined_by_name_is_not_asked_for(wordless: Companion, message: str) -> None:
    state, _ = wordless.opening("fr" if "svp" in message else "en")
    state, reply = wordless.turn(state, Typed(message), NOON)
    assert not BREATHS & {step.step_id for step in reply.steps}
    assert "check.no" not in [quick.id for quick in reply.quick_replies]


@pytest.mark.parametrize(
    "message", ["ça marche pas", "ça m'aide pas", "bof", "nul", "that didn't help", "meh", "no use"]
)
def test_everyday_discontent_is_heard(message: str) -> None:
    assert ANCHORS.hear(message).act is Act.NEGATIVE_FEEDBACK


@pytest.mark.parametrize("message", ["le scanner ça marche pas", "t'es nul", "you're useless", "I'm no use"])
def test_discontent_with_something_else_is_not_feedback(message: str) -> None:
    assert ANCHORS.hear(message).act is not Act.NEGATIVE_FEEDBACK


@pytest.mark.parametrize(
    ("language", "message", "echoed"),
    [
        ("fr", "je suis crevée le soir je pleure dans la voiture", "vous pleurez dans la voiture"),
        ("en", "I'm exhausted at night I cry in the car", "you cry in the car"),
        ("en", "I hate the job I do", "you hate the job you do"),
    ],
)
def test_only_one_clause_of_a_run_on_sentence_comes_back(
    language: Language, message: str, echoed: str
) -> None:
    echo = find_echo(message, language, ANCHORS)
    assert echo is not None
    assert echo.text == echoed


@pytest.mark.parametrize(
    ("language", "message"),
    [("fr", "je sais que je suis nulle"), ("fr", "je suis nulle"), ("en", "I'm useless at my job")],
)
def test_a_hard_word_on_oneself_is_never_said_back_as_ours(language: Language, message: str) -> None:
    echo = find_echo(message, language, ANCHORS)
    assert echo is None or echo.kind != "turned"


def test_exact_words_are_quoted_once_at_most(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    quotes = 0
    for message in (
        "crevée",
        "ras le bol",
        "stress",
        "infirmière de nuit, épuisée",
        "des mois",
        "oui",
        "déprimée",
    ):
        state, reply = wordless.turn(state, Typed(message), NOON)
        quotes += "«\u00a0" in whole(reply) and not reply.steps
    assert quotes <= 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_answer_about_itself_says_first_that_it_is_software(language: Language) -> None:
    pool = Replies.load().pool("acts.ask_about_bot", language)
    words = ("programme", "logiciel") if language == "fr" else ("program", "software")
    for piece in pool:
        assert any(word in piece.text.partition(".")[0] for word in words), piece.id


@pytest.mark.parametrize(("language", "late"), [("fr", "tard"), ("en", "late")])
@pytest.mark.parametrize("hour", [6, 9, 12, 16, 19, 21])
def test_nobody_is_told_that_it_is_late_by_day(
    wordless: Companion, language: Language, late: str, hour: int
) -> None:
    for name in ("acts.goodbye", "acts.thanks"):
        assert not any(f" {late}" in piece.text for piece in wordless.replies.pool(name, language))
    state, _ = wordless.opening(language)
    goodbye = "au revoir" if language == "fr" else "goodbye"
    state, reply = wordless.turn(state, Typed(goodbye), datetime(2026, 10, 7, hour))
    assert f" {late}" not in whole(reply)
    assert "night" not in whole(reply)
