"""The language of the rules: each sign means what its page says, and nothing in it can run away."""

from __future__ import annotations

import pytest

from signals.danger.pattern import COMMA, END, Alphabet, Pattern, PatternError, parse, parse_lexicon, words_of


def same(word: str) -> tuple[str, ...]:
    """Words stay what they are, `ne` is left out, `jai` is two words."""
    return {"ne": (), "jai": ("je", "ai")}.get(word, (word,))


LEXICON = parse_lexicon({"day": ["lundi", "mardi"], "soon": ["@day", "ce soir"]}, same)


def found(pattern: str, message: str) -> str | None:
    """The words of the message that the pattern matches, None when it does not."""
    node = parse(pattern, LEXICON, same)
    alphabet = Alphabet(words_of(node))
    words = message.split()
    letters = [{".": END, ",": COMMA}.get(word, alphabet.letter(word)) for word in words]
    coded = END + "".join(letters) + END
    compiled = Pattern(pattern, node, alphabet)
    match = compiled.expression.search(coded)
    if match is None:
        return None
    assert compiled.possible(frozenset(coded))
    return " ".join(words[max(match.start() - 1, 0) : match.end() - 1])


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("je veux", "oui je veux bien", "je veux"),
        ("je veux", "je ne veux", None),
        ("jai faim", "oui je ai faim", "je ai faim"),
        ("je ne veux", "je veux", "je veux"),
        ("suicid*", "le suicidaire", "suicidaire"),
        ("suicid*", "le sui", None),
        ("# jours", "depuis 5 jours", "5 jours"),
        ("(a|b c)", "x b c", "b c"),
        ("a b? c", "a c", "a c"),
        ("a ~2 d", "a b c d", "a b c d"),
        ("a ~1 d", "a b c d", None),
        ("a ~2 d", "a . d", None),
        ("a ~~2 d", "a . d", "a . d"),
        ("a ~2-@day d", "a lundi d", None),
        ("a @soon", "a ce soir", "a ce soir"),
        ("a , b", "a , b", "a , b"),
        ("a . b", "a . b", "a . b"),
        ("^ a", "x a", None),
        ("^ a", "x . a", "a"),
        ("a $", "a .", "a"),
        ("a $", "a b", None),
        ("a !b", "a b", None),
        ("a !(b c)", "a b d", "a"),
        ("<!x a", "x a", None),
    ],
)
def test_each_sign_means_what_it_says(pattern: str, message: str, expected: str | None) -> None:
    assert found(pattern, message) == expected


@pytest.mark.parametrize("pattern", ["(a", "a)", "a |", "?", "a é", "@unknown", "a ~2-@soon b", "(a||b)"])
def test_what_cannot_be_read_is_refused_with_the_pattern_quoted(pattern: str) -> None:
    with pytest.raises(PatternError, match="pattern '"):
        parse(pattern, LEXICON, same)


def test_a_pattern_with_too_many_ways_is_refused() -> None:
    node = parse("a ~9 b ~9 c ~9 d ~9 e", LEXICON, same)
    with pytest.raises(PatternError, match="shorten a gap"):
        Pattern("wide", node, Alphabet(words_of(node)))
