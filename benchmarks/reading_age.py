"""How old a reader has to be, for every piece that an employee reads: `make reading-age`.

French: Kandel and Moles (1958), ease = 207 − 1.015 × words a sentence − 73.6 × syllables a word. English:
Flesch and Kincaid (1975), grade = 0.39 × words a sentence + 11.8 × syllables a word − 15.59. The ease
becomes a grade as in Flesch's table (1949): 95 is grade 5, and ten points less are one grade more. A grade
plus 5.5 is an age: grade 6 is 11 or 12 years old. LIX (Björnsson 1968) is printed beside, for it needs no
syllables: words a sentence + the share of words of more than six letters, in per cent; below 30 is a
children's book, 40 a newspaper. A sentence ends at a full stop, a question or an exclamation. Flesch lets
it end at a semicolon or a colon too, which would make everything look easier.

A formula sees short words and short sentences and nothing else: it is a smoke alarm, not a reader.
"""

from __future__ import annotations

import re
import statistics
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.syllables import english, french

ROOT = Path(__file__).resolve().parents[1]
Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

FEWEST_WORDS = 8
"""A piece shorter than this is not judged alone: one long word would decide everything."""

HARDEST = 20
_LONG_WORD = 6
_NOT_PROSE = frozenset({
    "id", "version", "reviewed_on", "source", "source_url", "evidence_note",
})  # fmt: skip
"""Entries that are not read on the way: identifiers, and what is known of a step, which stays exact."""

_PLACES = (
    "chatbot/library/replies/{lang}/*.toml",
    "chatbot/library/steps/{lang}/*.toml",
    "chatbot/library/cards/{lang}.toml",
    "chatbot/library/reasons/{lang}.toml",
    "chatbot/library/counted/{lang}.toml",
    "chatbot/library/preparing/{lang}.toml",
    "referrals/reasons/{lang}.toml",
    "chatbot/pages/words/{lang}.toml",
)
_VOICES: Mapping[Lang, tuple[str, ...]] = {"fr": ("fr", "fr-tu"), "en": ("en",)}
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_END = re.compile(r"[.?!…]+(?=\s|$|»|”)")
_SLOT = re.compile(r"\{\w*\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One authored text, and where it is: the file under the repository and the entry in it."""

    lang: Lang
    file: str
    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What the formulas say of a text; `age` is in years."""

    words: int
    words_a_sentence: float
    syllables_a_word: float
    lix: float
    age: float


def main() -> None:
    """Print every file, both languages as a whole, and the hardest pieces."""
    for lang in LANGS:
        pieces = list(authored(lang))
        print(f"\n{lang}: age, LIX, words a sentence, pieces")
        for file in sorted({piece.file for piece in pieces}):
            of_file = [piece for piece in pieces if piece.file == file]
            all_of_it = measure_all(of_file)
            print(
                f"  {all_of_it.age:4.1f}  {all_of_it.lix:4.1f}  {all_of_it.words_a_sentence:4.1f}  "
                f"{len(of_file):4d}  {file}"
            )
        judged = judge(pieces)
        ages = [found.age for _, found in judged]
        print(
            f"  {len(judged)} pieces of {FEWEST_WORDS} words or more: "
            f"median age {statistics.median(ages):.1f}, mean {statistics.mean(ages):.1f}, "
            f"95th centile {centile(ages, 95):.1f}"
        )
        print(f"  the {HARDEST} hardest:")
        for piece, found in sorted(judged, key=lambda pair: -pair[1].age)[:HARDEST]:
            print(f"  {found.age:4.1f}  {piece.file} {piece.entry}: {piece.text}")


def authored(lang: Lang, root: Path = ROOT) -> Iterator[Piece]:
    """Every authored piece of a language that an employee reads."""
    for voice in _VOICES[lang]:
        for place in _PLACES:
            for path in sorted(root.glob(place.format(lang=voice))):
                tables = tomllib.loads(path.read_text(encoding="utf-8"))
                for entry, text in _texts(tables):
                    yield Piece(lang, str(path.relative_to(root)), entry, text)


def judge(pieces: Iterable[Piece]) -> list[tuple[Piece, Measure]]:
    """Each piece that is long enough, with its measure."""
    measured = [(piece, measure(piece.text, piece.lang)) for piece in pieces if _WORD.search(piece.text)]
    return [(piece, found) for piece, found in measured if found.words >= FEWEST_WORDS]


def measure_all(pieces: Sequence[Piece]) -> Measure:
    """All the pieces read one after the other."""
    return measure(" ".join(_ended(piece.text) for piece in pieces), pieces[0].lang)


def measure(text: str, lang: Lang) -> Measure:
    """What the formulas say of `text`, which holds at least one word."""
    filled = _SLOT.sub("cela" if lang == "fr" else "this", text)
    words = _WORD.findall(filled)
    sentences = [part for part in _END.split(filled) if _WORD.search(part)]
    syllables = sum(french(word) if lang == "fr" else english(word) for word in words)
    length, weight = len(words) / len(sentences), syllables / len(words)
    longs = sum(len(word) > _LONG_WORD for word in words)
    return Measure(
        words=len(words),
        words_a_sentence=length,
        syllables_a_word=weight,
        lix=length + 100 * longs / len(words),
        age=_grade(length, weight, lang) + 5.5,
    )


def centile(ages: Sequence[float], rank: int) -> float:
    """The age that `rank` per cent of the pieces do not exceed."""
    return statistics.quantiles(ages, n=100)[rank - 1]


def _grade(length: float, weight: float, lang: Lang) -> float:
    if lang == "en":
        return 0.39 * length + 11.8 * weight - 15.59
    ease = 207 - 1.015 * length - 73.6 * weight
    return 5 + (95 - ease) / 10


def _texts(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if name in _NOT_PROSE:
            continue
        entry = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _texts(value, f"{entry}.")
        elif isinstance(value, str):
            yield entry, value
        elif isinstance(value, list):
            for number, each in enumerate(value, 1):
                if isinstance(each, str):
                    yield f"{entry}[{number}]", each
                elif isinstance(each, Mapping):
                    yield from _texts(each, f"{entry}[{number}].")


def _ended(text: str) -> str:
    return text if _END.search(text[-2:]) else f"{text}."


if __name__ == "__main__":
    main()
