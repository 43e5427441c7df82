"""From a draft to words: unused variants, the limits of a reply, and what was said kept in the state."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.conversation.draft import Draft, Line, Question
from chatbot.conversation.measuring import FEWEST_SENTENCES, MOST_SENTENCES, MOST_WORDS, sentences, words
from chatbot.conversation.reply import QuickReply, Reply
from chatbot.conversation.state import MOST_USED, State
from chatbot.library.replies import Piece, Replies
from chatbot.library.voice import Voice

MOST_CHOICES = 4
_SPARE = ("forward.listen", "forward.choose", "reflect.general")
"""Where a line is taken from when all the variants of a pool have been said."""

_EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Said:
    piece: Piece
    text: str
    optional: bool


def compose(state: State, draft: Draft, replies: Replies, seed: str) -> tuple[State, Reply]:
    """Return the reply of a draft, and the state that remembers it.

    `seed` (the message or the choice) only varies which unused variant is taken, so that two people, or two
    turns, do not read the same words; it is not kept.
    """
    used = list(state.used)

    def say(line: Line) -> _Said | None:
        said = _say(line, state.voice, replies, used, f"{seed}{len(used)}")
        if said is not None:
            used.append(said.piece.code)
        return said

    lines = [said for line in draft.lines if (said := say(line)) is not None]
    question = _asked(draft.question, state, replies)
    # Whoever wants no exercise is not shown where to breathe.
    onward = "forward.listen" if state.easing.declined else "forward.choose"
    spare = Line("forward.closing" if draft.closing else onward)
    offer = [_offer_language(state, replies, seed)] if draft.other_language else []
    short = _within_limits(lines, question, [*draft.said, *offer])
    if offer and _too_long(short, question, [*draft.said, *offer]):
        # It is offered in a shorter answer, and no line gives way to it here; its button is there already.
        offer = []
        short = _within_limits(lines, question, draft.said)
    lines = _at_least_two(short, question, [*draft.said, *offer], spare, say)
    paragraphs = [" ".join(line.text for line in lines)] if lines else []
    paragraphs += [*draft.said, *([question] if question else []), *offer]
    asked = state.asked
    if question and draft.question and draft.question.id not in asked:
        asked = (*asked, draft.question.id)
    choices = tuple(dict.fromkeys(draft.choices))[:MOST_CHOICES]
    after = replace(
        state,
        used=_kept(state.used, [line.piece.code for line in lines]),
        asked=asked,
        pending=draft.question.id if question and draft.question else None,
        language_offered=state.language_offered or bool(offer),
    )
    reply = Reply(
        paragraphs=tuple(paragraphs),
        quick_replies=quick_replies(choices, state.voice, replies, draft.names),
        steps=draft.steps,
        resources=draft.resources,
        picture=draft.picture,
        count_offered="count.open" in choices,
        closing=draft.closing,
    )
    return after, reply


def quick_replies(
    choices: Sequence[str], voice: Voice, replies: Replies, names: Mapping[str, str] = _EMPTY
) -> tuple[QuickReply, ...]:
    """Return quick replies with their words; `names` are those of the steps, which the library does not
    label."""
    labels = {"leave": "page.leave"}
    return tuple(
        QuickReply(each, names.get(each) or replies.label(labels.get(each, each), voice)) for each in choices
    )


def _say(line: Line, voice: Voice, replies: Replies, used: Sequence[str], seed: str) -> _Said | None:
    piece = _unused(replies.pool(line.pool, voice), used, seed)
    fill = line.fill
    if piece is None and line.optional:
        return None
    for pool in _SPARE if piece is None else ():
        piece, fill = _unused(replies.pool(pool, voice), used, seed), _EMPTY
        if piece is not None:
            break
    if piece is None:
        # After a very long conversation everything has been said: the words said longest ago come back.
        own = replies.pool(line.pool, voice) or replies.pool(_SPARE[0], voice)
        piece = min(own, key=lambda each: used.index(each.code) if each.code in used else -1)
        fill = line.fill
    return _Said(piece, piece.text.format_map(fill), line.optional)


def _unused(pool: Sequence[Piece], used: Sequence[str], seed: str) -> Piece | None:
    fresh = [piece for piece in pool if piece.code not in used]
    return fresh[zlib.crc32(seed.encode()) % len(fresh)] if fresh else None


def _asked(question: Question | None, state: State, replies: Replies) -> str | None:
    """Return the words of the question, None when it has been asked already or the person wants no more."""
    if question is None or question.id in state.asked or state.unasked:
        return None
    if question.text is not None:
        return question.text
    return _question_text(question.id, state.voice, replies)


def _question_text(question: str, voice: Voice, replies: Replies) -> str:
    whole = f"questions.{question}"
    pool = replies.pool(whole, voice)
    return pool[0].text if pool else replies.one(whole, voice)


def _within_limits(lines: list[_Said], question: str | None, said: Sequence[str]) -> list[_Said]:
    """Leave out optional lines, the last first, until the reply is short enough."""
    kept = list(lines)
    while _too_long(kept, question, said) and any(line.optional for line in kept):
        last = max(index for index, line in enumerate(kept) if line.optional)
        kept.pop(last)
    return kept


def _whole(lines: Sequence[_Said], question: str | None, said: Sequence[str]) -> str:
    return " ".join([*(line.text for line in lines), *said, *([question] if question else [])])


def _too_long(lines: Sequence[_Said], question: str | None, said: Sequence[str]) -> bool:
    whole = _whole(lines, question, said)
    return words(whole) > MOST_WORDS or len(sentences(whole)) > MOST_SENTENCES


def _at_least_two(
    lines: list[_Said],
    question: str | None,
    said: Sequence[str],
    spare: Line,
    say: Callable[[Line], _Said | None],
) -> list[_Said]:
    """Add a line that shows the way when a reply would be a single sentence."""
    if len(sentences(_whole(lines, question, said))) >= FEWEST_SENTENCES:
        return lines
    more = say(spare)
    return lines if more is None else [*lines, more]


def _offer_language(state: State, replies: Replies, seed: str) -> str:
    pool = replies.pool("acts.other_language", state.voice)
    return pool[zlib.crc32(seed.encode()) % len(pool)].text


def _kept(before: tuple[str, ...], now: Sequence[str]) -> tuple[str, ...]:
    """Return the codes said, the latest last and once, no more than the state may hold."""
    fresh = dict.fromkeys(now)
    return (*(code for code in before if code not in fresh), *fresh)[-MOST_USED:]
