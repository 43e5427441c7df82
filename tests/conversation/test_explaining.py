"""`--explain`: what was heard, from where, and which pieces answered; nothing of it anywhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from click.testing import CliRunner
from given_readings import reading

from chatbot.conversation.message import Chosen, Typed
from chatbot.conversation.turn import Companion
from chatbot.converse import converse
from chatbot.explaining import explain
from chatbot.library.retrieval import Retrieval
from config.cli.converse import command
from signals.reading import Act, Reading

EVENING = datetime(2026, 10, 7, 19, 30)
Told = Callable[[Mapping[str, Reading]], Companion]


def explained(companion: Companion, text: str) -> dict[str, Any]:
    state, _ = companion.opening("fr")
    after, _ = companion.turn(state, Typed(text), EVENING)
    return explain(companion, Typed(text), state, after)


def test_a_situation_said_in_words_comes_from_an_anchor(wordless: Companion) -> None:
    why = explained(wordless, "j'ai trop de boulot, je suis débordée et tu peux m'aider ?")
    assert {"id": "overload", "from": "anchor", "score": None, "sentence": None} in why["situations"]
    assert why["register"] == "tu"


def test_a_situation_that_no_word_says_comes_with_its_sentence(told: Told) -> None:
    message = "On est deux et il en faudrait cinq."
    retrieval = Retrieval.load()
    at = retrieval.ids.index("fr.overload.1")
    place = tuple((retrieval.places[at] + retrieval.centre).tolist())
    companion = told({message: Reading(language="fr", act_confidence=0.99, embedding=place)})
    (situation,) = explained(companion, message)["situations"]
    assert (situation["id"], situation["from"]) == ("overload", "retrieval")
    assert situation["sentence"] == "fr.overload.1"
    assert 0.4 <= situation["score"] <= 1


def test_an_act_says_whether_words_or_the_model_gave_it(told: Told) -> None:
    by_words = "je peux prendre du Lexomil ?"
    by_model = "vous pensez que je couve quelque chose de sérieux ?"
    companion = told({by_model: reading(Act.ASK_DIAGNOSIS)})
    act = explained(companion, by_words)["act"]
    assert (act["value"], act["from"], act["rule"]) == ("ask_medication", "rule", "act.ask_medication")
    act = explained(companion, by_model)["act"]
    assert (act["value"], act["from"], act["rule"]) == ("ask_diagnosis", "model", None)
    assert act["confidence"] == 0.99


def test_the_pieces_are_those_that_were_just_said(wordless: Companion) -> None:
    state, _ = wordless.opening("fr")
    after, reply = wordless.turn(state, Typed("je suis épuisée"), EVENING)
    why = explain(wordless, Typed("je suis épuisée"), state, after)
    assert why["pieces"]
    known = {piece.id for piece in wordless.replies.said("fr")}
    assert set(why["pieces"]) <= known
    assert why["question"] == after.pending
    if reply.quick_replies:
        choice = reply.quick_replies[0].id
        later, _ = wordless.turn(after, Chosen(choice), EVENING)
        chosen = explain(wordless, Chosen(choice), after, later)
        assert chosen["choice"] == choice
        assert not set(chosen["pieces"]) & set(why["pieces"])


def test_danger_names_its_rule(wordless: Companion) -> None:
    danger = explained(wordless, "je veux mourir")["danger"]
    assert danger["card"] is not None
    assert (danger["from"], bool(danger["rule"])) == ("rule", True)


def test_only_asked_for_lines_are_explained(wordless: Companion) -> None:
    line = json.dumps({"text": "je suis épuisée"}).encode()
    (plain,) = converse([line], wordless, "fr", lambda: EVENING)
    (told,) = converse([line], wordless, "fr", lambda: EVENING, explained=True)
    assert "explain" not in json.loads(plain)
    assert {"act", "situations", "pieces", "danger", "topic"} <= set(json.loads(told)["explain"])
    assert "épuisée" not in json.dumps(json.loads(told)["explain"], ensure_ascii=False)


def test_the_help_calls_it_a_tool_for_developers() -> None:
    assert "For developers" in CliRunner().invoke(command, ["--help"]).output
