"""Why one reply is what it is: what was heard, from where, and which pieces of the library answered.

For developers (`havre converse --explain`) and for nobody else: an explanation is made when asked, from the
message that is there, and goes where the reply goes. Nothing of it is logged or kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatbot.conversation.evidence import BY_DIMENSION
from chatbot.conversation.message import Chosen, Message, Typed
from chatbot.conversation.state import State
from chatbot.conversation.turn import Companion
from chatbot.conversation.understanding import Understanding, nearby, understand
from chatbot.library.anchors import Heard
from chatbot.library.retrieval import Near
from signals.reading import Language, Reading


def explain(companion: Companion, message: Message, before: State, after: State) -> dict[str, Any]:
    """Return why the turn from `before` to `after` went as it did, in plain values that JSON can hold."""
    answered = {"pieces": pieces(companion, before, after), "question": after.pending}
    match message:
        case Chosen(choice):
            return {"choice": choice, **answered}
        case Typed():
            return {**_understood(companion, message.cleaned, before), **answered}


def pieces(companion: Companion, before: State, after: State) -> list[str]:
    """Return the ids of the authored pieces that were said in a turn; the state holds them as short codes."""
    fresh = set(after.used) - set(before.used)
    said = (piece for voice in (before.voice, after.voice) for piece in companion.replies.said(voice))
    return sorted({piece.id for piece in said if piece.code in fresh})


def _understood(companion: Companion, text: str, before: State) -> dict[str, Any]:
    language: Language = before.language
    reading = companion.reader.read(text, language)
    heard = companion.anchors.hear(text)
    near = nearby(heard, reading, companion.retrieval)
    understood = understand(text, reading, companion.anchors, before.voice, companion.retrieval)
    return {
        "act": _act(understood, heard, reading),
        "situations": [_situation(name, heard, near, reading) for name in understood.situations],
        "feelings": [
            {"id": name, "from": "anchor" if name in heard.feelings else "encoder"}
            for name in understood.feelings
        ],
        "factors": {
            measure.slug: round(reading.factors.get(measure, 0.0), 3) for measure in understood.measures
        },
        "register": understood.register,
        "shape": understood.shape,
        "often": understood.often,
        "helps": list(understood.helps),
        "people": list(understood.people),
        "place": understood.place,
        "topic": understood.topic,
        "danger": _danger(reading),
    }


def _act(understood: Understanding, heard: Heard, reading: Reading) -> dict[str, Any]:
    by_rule = heard.act is not None and understood.act is heard.act
    return {
        "value": understood.act.value,
        "from": "rule" if by_rule else "model",
        "rule": f"act.{understood.act.value}" if by_rule else None,
        "read": reading.act.value if reading.understood else None,
        "confidence": round(reading.act_confidence, 3),
    }


def _situation(name: str, heard: Heard, near: Near | None, reading: Reading) -> Mapping[str, object]:
    if any(situation.id == name for situation in heard.situations):
        return {"id": name, "from": "anchor", "score": None, "sentence": None}
    if near is not None and near.situation == name:
        score = round(near.similarity, 3)
        return {"id": name, "from": "retrieval", "score": score, "sentence": near.sentence_id}
    chances = [
        chance for measure, chance in reading.factors.items() if BY_DIMENSION[measure.dimension] == name
    ]
    return {"id": name, "from": "encoder", "score": round(max(chances, default=0.0), 3), "sentence": None}


def _danger(reading: Reading) -> dict[str, Any]:
    danger = reading.danger
    return {
        "card": danger.card.value if danger.card else None,
        "kind": danger.kind,
        "from": danger.found_by,
        "rule": danger.rule,
    }


__all__ = ["explain", "pieces"]
