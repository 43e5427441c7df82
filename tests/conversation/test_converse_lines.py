"""`havre converse`: a conversation over lines, and clear errors that never repeat what was written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import pytest
from click.testing import CliRunner

from chatbot.conversation.turn import Companion
from chatbot.converse import MalformedLine, converse
from config.cli.converse import command

NOW = datetime(2026, 10, 7, 19, 30)


def lines(companion: Companion, given: Iterable[str]) -> list[dict[str, object]]:
    written = converse((line.encode() for line in given), companion, "fr", lambda: NOW)
    return [json.loads(line) for line in written]


def said(*texts: str) -> list[str]:
    return [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts]


def test_one_line_in_one_line_out(wordless: Companion) -> None:
    replies = lines(wordless, said("j'en peux plus de mon chef", "Sa façon de me parler"))
    assert [set(reply) for reply in replies] == [
        {"reply", "quick_replies", "steps", "resources", "picture", "card"}
    ] * 2
    assert "vous n’en pouvez plus de votre chef" in str(replies[0]["reply"]).casefold()
    assert "Sa façon de me parler" in str(replies[1]["reply"])
    assert replies[0]["card"] is None


def test_a_label_counts_as_a_tap(wordless: Companion) -> None:
    replies = lines(
        wordless,
        said(
            "Surtout de la fatigue",
            "Trop de travail",
            "La quantité",
            "Des mois, ou plus",
            "Savoir à qui parler",
        ),
    )
    assert replies[-1]["resources"]


def test_danger_gives_its_letter_and_nothing_else(wordless: Companion) -> None:
    (reply,) = lines(wordless, said("je veux mourir, j'ai envie de me tuer"))
    assert reply["card"] in {"A", "B", "C"}
    assert reply["steps"] == []
    assert reply["resources"] == []


def test_empty_lines_are_passed_over(wordless: Companion) -> None:
    assert len(lines(wordless, ["\n", *said("bonjour"), "  \n"])) == 1


@pytest.mark.parametrize(
    "bad",
    [
        b"canary-zanzibarine",
        b'{"texte": "zanzibarine"}',
        b'["zanzibarine"]',
        b'{"text": 3}',
        b'\xff{"text": "zanzibarine"}',
        b"[" * 5000,
    ],
)
def test_a_malformed_line_is_named_by_its_number_never_by_its_text(wordless: Companion, bad: bytes) -> None:
    given = [b'{"text": "bonjour"}\n', bad + b"\n"]
    replies = converse(given, wordless, "fr", lambda: NOW)
    next(replies)
    with pytest.raises(MalformedLine) as caught:
        next(replies)
    assert "Line 2" in str(caught.value)
    assert "zanzibarine" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_command_writes_replies_and_stops_with_a_sentence() -> None:
    run = CliRunner()
    good = run.invoke(command, ["--lang", "en"], input="".join(said("I can't stand my boss")))
    assert good.exit_code == 0
    assert json.loads(good.stdout.splitlines()[0])["quick_replies"]
    bad = run.invoke(command, ["--lang", "fr"], input="zanzibarine\n")
    assert bad.exit_code == 1
    assert "Line 1" in bad.output
    assert "zanzibarine" not in bad.output
