"""What must hold of every reply, whoever speaks and whatever was said: the laws of a turn, checked by
code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.conversation.measuring import MOST_SENTENCES, MOST_WORDS, sentences, words
from chatbot.conversation.reply import Reply
from chatbot.conversation.state import State
from chatbot.library.replies import Replies

FORBIDDEN = {
    "fr": [
        r"je comprends parfaitement",
        r"je comprends\b",
        r"ne vous inqui[ée]tez pas",
        r"positivez",
        r"en tant qu.ia\b",
        r"vous [êe]tes harcel",
        r"vous faites un(e)? (burn|d[ée]pression)",
        r"vous [êe]tes d[ée]prim",
        r"tout ira bien",
        r"je vous promets",
        r"c.est promis",
        r"voyez le positif",
        r"on est tous",
        r"secouez-vous",
        r"m[ée]diation",
        r"prenez (un|du|de la|des) (cachet|somnif|anxio|m[ée]dic|comprim|m[ée]latonine)",
        r"\bmg\b",
        r"revenez (me|quand)",
        r"merci (d.avoir|de vous) (confi|utilis)",
        r"continuez [àa] me parler",
        r"ce n.est rien\b",
        r"bravo d",
        r"risques? psychosoci",
        r"\brps\b",
        r"\bqvct\b",
        r"r[ée]gulation [ée]motionnelle",
        r"!\s*!",
        r"commettre|se suicider",
        r"\b(corde|pendre|pendaison|lame|surdose|overdose|dose mortelle|sauter d)\b",
        r"\b(burn.?out|d[ée]pression) (est|semble|probable|certain)",
        r"il (suffit|suffirait) de",
        r"vous (devriez|n.avez qu.)",
        r"tu (devrais|n.as qu.)",
        r"je vous garantis|je te garantis|je te promets|tu (es|fais) (un|une)? ?(burn|d[ée]pr)",
    ],
    "en": [
        r"i completely understand",
        r"i understand\b",
        r"don.t worry",
        r"stay positive",
        r"look on the bright side",
        r"as an ai\b",
        r"you are being harassed",
        r"you.re being harassed",
        r"you have (burnout|depression)",
        r"you are depressed",
        r"everything will be (fine|ok|all right)",
        r"i promise",
        r"we.re all tired",
        r"\bmediation\b",
        r"take (a|some) (pill|tablet|sleeping|melatonin)",
        r"\bmg\b",
        r"come back (to me|soon|anytime)",
        r"thank you for using",
        r"keep talking to me",
        r"it.s nothing\b",
        r"well done for",
        r"psychosocial risk",
        r"!\s*!",
        r"commit suicide",
        r"\b(rope|noose|hang yourself|blade|overdose|lethal|jump off)\b",
        r"(burnout|depression) (is|seems|looks) (likely|certain)",
        r"all you (need|have) to do",
        r"you should (just|simply|try harder)",
        r"i guarantee|you clearly have",
    ],
}
"""What is never said: false understanding, minimising, diagnosis, medicine, promise, labels, jargon."""

_GENERAL = re.compile(r"[^\w\s]", re.UNICODE)


def pools_said(before: State, after: State, replies: Replies) -> frozenset[str]:
    """Return the pools of the pieces that one answer took ("acts.insult"), whichever of their variants."""
    fresh = set(after.used) - set(before.used)
    return frozenset(
        name for name, pool in replies.pools["fr"].items() if any(piece.code in fresh for piece in pool)
    )


def whole(reply: Reply) -> str:
    return " ".join(reply.paragraphs)


def check_reply(reply: Reply, language: str) -> None:
    """Assert the laws of one reply; a card has its own."""
    if reply.card is not None:
        assert reply.paragraphs
        return
    text = whole(reply)
    assert text.count("?") <= 1, f"two questions: {text}"
    assert 2 <= len(sentences(text)) <= MOST_SENTENCES, f"{len(sentences(text))} sentences: {text}"
    assert words(text) <= MOST_WORDS, f"{words(text)} words: {text}"
    assert 2 <= len(reply.quick_replies) <= 4, f"{len(reply.quick_replies)} quick replies: {text}"
    labels = [quick.label for quick in reply.quick_replies]
    assert len(set(labels)) == len(labels), f"two quick replies look alike: {labels}"
    assert len(reply.resources) <= 3
    assert len(reply.steps) <= 2
    assert "{" not in text, f"an empty place: {text}"
    assert "  " not in text, f"two spaces: {text}"
    check_forbidden(text, language)


def check_forbidden(text: str, language: str) -> None:
    for pattern in FORBIDDEN[language]:
        assert not re.search(pattern, text, re.IGNORECASE), f"'{pattern}' is never said: {text}"


def check_no_repeat(replies: Iterable[Reply]) -> None:
    """Assert that no sentence is said twice in a conversation, cards aside."""
    seen: dict[str, str] = {}
    for reply in replies:
        if reply.card is not None:
            continue
        for sentence in sentences(whole(reply)):
            plain = " ".join(_GENERAL.sub(" ", sentence.casefold()).split())
            assert plain not in seen, f"said twice: {sentence}"
            seen[plain] = sentence
