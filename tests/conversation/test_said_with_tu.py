"""The voice that says tu: the pieces of the other one, and never a word of vous."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from saying import check_forbidden

from chatbot.conversation.measuring import sentences, words
from chatbot.library import replies as replies_module
from chatbot.library.addressing import tu_word, vous_word
from chatbot.library.replies import ABOUT_VOUS, Piece, Replies, RepliesError
from chatbot.library.voice import Voice

REPLIES = Replies.load()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Dites-le autrement.", "Dites"),
        ("Prenez le temps.", "Prenez"),
        ("À quoi pensez-vous ?", "pensez"),
        ("Rien n’est à vous.", "vous"),
        ("C’est la vôtre.", "vôtre"),
        ("Où en êtes-vous ?", "êtes"),
        ("Ce n’est pas assez, chez eux, pour un rendez-vous.", None),
        ("Un message : « Dites-moi si vous venez. »", None),
        ("Le nez au rez-de-chaussée.", None),
        ("Tu peux dire ça à ton chef.", None),
    ],
)
def test_a_word_of_vous_is_found(text: str, word: str | None) -> None:
    assert vous_word(text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Tu peux.", "Tu"),
        ("Ce n’est pas à toi.", "toi"),
        ("Cela t’aide.", "t’"),
        ("Avec ton équipe.", "ton"),
        ("Une honte qui n’est pas la tienne.", "la tienne"),
        ("C’est bon que cela tienne.", None),
        ("On baisse d’un ton, sur le même ton.", None),
        ("Demander : « tu peux relire ? »", None),
        ("Y a-t-il quelqu’un ?", None),
        ("Vous êtes là.", None),
    ],
)
def test_a_word_of_tu_is_found(text: str, word: str | None) -> None:
    assert tu_word(text) == word


def pieces(voice: Voice) -> list[Piece]:
    return [piece for pool in REPLIES.pools[voice].values() for piece in pool]


def test_both_french_voices_have_the_same_pieces_in_the_same_order() -> None:
    assert [(piece.id, piece.code) for piece in pieces("fr-tu")] == [
        (piece.id, piece.code) for piece in pieces("fr")
    ]


def test_nobody_who_is_said_tu_is_said_vous() -> None:
    left = [
        f"{piece.id}: {piece.text}"
        for name, pool in REPLIES.pools["fr-tu"].items()
        for piece in pool
        if name not in ABOUT_VOUS and vous_word(piece.text)
    ]
    assert left == [], "write these in replies/fr-tu"


def test_nobody_who_is_said_vous_is_said_tu() -> None:
    assert [f"{piece.id}: {piece.text}" for piece in pieces("fr") if tu_word(piece.text)] == []


def test_no_sentence_is_said_twice_with_tu() -> None:
    said = Counter(
        sentence
        for piece in REPLIES.said("fr-tu")
        if not piece.id.startswith(("acts.other_language", "questions."))
        for sentence in sentences(piece.text)
    )
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_what_is_said_with_tu_is_short_set_as_french_and_says_nothing_forbidden() -> None:
    for piece in REPLIES.said("fr-tu"):
        check_forbidden(piece.text, "fr")
        assert all(words(sentence) <= 32 for sentence in sentences(piece.text)), piece.id
        if not piece.id.startswith("acts.other_language"):
            assert "'" not in piece.text, piece.id
            assert not re.search(r"[^\u00a0][;!?»]|[^\u00a0\d]:|«[^\u00a0]", piece.text), piece.id
            assert "·" not in piece.text, piece.id


def french(**texts: str) -> dict[str, tuple[Piece, ...]]:
    return {"acts.yes": tuple(Piece(f"acts.yes.{name}", text, name) for name, text in texts.items())}


@pytest.mark.parametrize(
    ("formal", "familiar", "said"),
    [
        (french(a="Dites-le."), french(b="Dis-le."), "acts.yes.b.*no such piece"),
        (french(a="On avance."), french(a="On avance."), "acts.yes.a.*the same"),
        (french(a="Vous, {one}."), french(a="Toi."), "acts.yes.a.*places"),
        (french(a="Dites-le."), french(a="Dis-le quand vous voulez."), "acts.yes.a.*'vous'"),
        (french(a="Dites-le.", b="Bien."), {}, "acts.yes.a say vous .* no words with tu"),
    ],
)
def test_a_sheet_of_tu_that_cannot_be_used_says_where(
    formal: dict[str, tuple[Piece, ...]], familiar: dict[str, tuple[Piece, ...]], said: str
) -> None:
    with pytest.raises(RepliesError, match=f"fr-tu.*{said}"):
        replies_module._said_with_tu(formal, familiar)


def test_every_sheet_of_tu_covers_one_of_vous() -> None:
    folder = Path(replies_module.__file__).with_name("replies")
    assert {path.name for path in (folder / "fr-tu").glob("*.toml")} <= {
        path.name for path in (folder / "fr").glob("*.toml")
    }
