"""The danger cards: fixed words, written and reviewed by people, with the numbers of the country put in.

Nothing here is composed or generated. Each text is found by its card and its variant ("first", "again",
"soft", or the answer that leads to it). `{medical}` stands for a number as shown, `{silent_label}` for what
it is; a paragraph that names a number the country does not have is left out.

In French the cards say vous to everyone, also to a person who is said tu: each text is fixed, numbered and
reviewed once, and a second wording of it would be a second thing to review. The sentences of the conversation
around a card follow the person's voice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from referrals.emergency import EmergencyNumbers, Number
from signals.danger.card import Card
from signals.reading import LANGUAGES, Language

DIRECTORY: Final = Path(__file__).parent / "cards"
_PLACE = re.compile(r"\{(\w+)\}")


class CardsError(Exception):
    """A file of cards cannot be used; the sentence names the file, the card and the mend."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """A quick reply of a card: its id ("card.A.yes") and its words."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class CardText:
    """A card ready to show: paragraphs, quick replies, numbers to call in the order in which they help."""

    paragraphs: tuple[str, ...]
    quick_replies: tuple[CardAnswer, ...]
    calls: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    paragraphs: tuple[str, ...]
    answers: tuple[CardAnswer, ...]
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Every text of every card in both languages. `reviewed_on` is the oldest review of the two files."""

    version: int
    reviewed_on: date
    texts: Mapping[tuple[Language, Card, str], _Written]
    typed: Mapping[tuple[Language, Card], Mapping[str, str]]

    @classmethod
    def load(cls, directory: Path = DIRECTORY) -> Cards:
        """Read both files; CardsError when a text is missing in either language."""
        texts: dict[tuple[Language, Card, str], _Written] = {}
        typed: dict[tuple[Language, Card], dict[str, str]] = {}
        versions, reviews = [], []
        for language in LANGUAGES:
            path = directory / f"{language}.toml"
            sheet = tomllib.loads(path.read_text(encoding="utf-8"))
            versions.append(int(sheet["version"]))
            reviews.append(sheet["reviewed_on"])
            answers = sheet["answers"]
            for name, phrases in sheet["typed"].items():
                words = typed.setdefault((language, Card(name.split(".")[0])), {})
                words.update(dict.fromkeys(phrases, f"card.{name}"))
            for letter, variants in sheet["cards"].items():
                for variant, entry in variants.items():
                    where = f"{path.name}: card {letter}, {variant}"
                    texts[language, Card(letter), variant] = _written(entry, answers, where)
        french = {(card, variant) for language, card, variant in texts if language == "fr"}
        english = {(card, variant) for language, card, variant in texts if language == "en"}
        if french != english:
            missing = sorted(f"{card.value}.{variant}" for card, variant in french ^ english)
            raise CardsError(f"{directory.name}: write {', '.join(missing)} in the other language too.")
        if versions[0] != versions[1]:
            raise CardsError(
                f"{directory.name}: the two files are of versions {versions[0]} and {versions[1]}."
            )
        return cls(versions[0], min(reviews), texts, typed)

    def variants(self, card: Card) -> frozenset[str]:
        """The texts that a card has."""
        return frozenset(variant for _, each, variant in self.texts if each is card)

    def answer(self, card: Card, language: Language, folded: str) -> str | None:
        """The id of the answer that a typed message gives to a card's question; None when it gives none.

        `folded` is without accents or capitals. Only the cards that ask whether it is a way of speaking can
        be answered so: what is held for the person's life is let go by a quick reply alone.
        """
        phrases = self.typed.get((language, card), {})
        return next((choice for phrase, choice in phrases.items() if phrase in folded), None)

    def card(
        self, card: Card, language: Language, numbers: EmergencyNumbers, variant: str = "first"
    ) -> CardText:
        """Return a text of a card with the country's numbers; an unknown variant gets the first showing."""
        written = self.texts.get((language, card, variant)) or self.texts[language, card, "first"]
        kept = (_filled(paragraph, numbers) for paragraph in written.paragraphs)
        found = (getattr(numbers, name) for name in written.calls)
        calls = dict.fromkeys(number for number in found if number is not None)
        return CardText(
            paragraphs=tuple(paragraph for paragraph in kept if paragraph is not None),
            quick_replies=written.answers,
            calls=tuple(calls) or (numbers.general,),
        )


def _written(entry: Mapping[str, list[str]], answers: Mapping[str, str], where: str) -> _Written:
    ids = entry.get("answers", [])
    unknown = [each for each in ids if each not in answers]
    if unknown:
        raise CardsError(f"{where}: write the words of {', '.join(unknown)} under [answers].")
    known = set(EmergencyNumbers.__dataclass_fields__)
    named = {
        name.removesuffix("_label") for text in entry["paragraphs"] for name in _PLACE.findall(text)
    } | set(entry.get("calls", []))
    if not named <= known:
        raise CardsError(
            f"{where}: {', '.join(sorted(named - known))} is not a number; see EmergencyNumbers."
        )
    return _Written(
        paragraphs=tuple(entry["paragraphs"]),
        answers=tuple(CardAnswer(f"card.{each}", answers[each]) for each in ids),
        calls=tuple(entry.get("calls", [])),
    )


def _filled(paragraph: str, numbers: EmergencyNumbers) -> str | None:
    shown: dict[str, str] = {}
    for place in _PLACE.findall(paragraph):
        number: Number | None = getattr(numbers, place.removesuffix("_label"))
        if number is None:
            return None
        shown[place] = number.label if place.endswith("_label") else number.display
    return paragraph.format(**shown)
