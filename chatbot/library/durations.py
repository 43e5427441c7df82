"""How long something has lasted, heard in free text: "depuis 3 mois", "for about two months".

A small grammar over folded text (see `anchors.fold`): a number, a unit, and words that say that it still goes
on. The words given back come from the sheets below, never from the message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from signals.reading import Language

Length = Literal["today", "days", "weeks", "months", "years", "moment"]
"""`moment`: since an event or a date ("depuis la réorganisation"), whose distance is not known."""

_A_MONTH_IN_WEEKS = 8
_WEEKS_IN_DAYS = 14
_YEAR_IN_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Duration:
    """How long it has lasted. `count` is the number said (0: "a few"), None when none was said."""

    length: Length
    count: int | None = None
    unit: Length | None = None
    several: Literal["few", "several", "some"] = "some"

    def spoken(self, language: Language) -> str | None:
        """Return "trois mois" or "two years", in lower case; None when no amount was said."""
        if self.count is None or self.unit is None:
            return None
        one, many = _UNITS[language][self.unit]
        if self.count == 0:
            many = "années" if many == "ans" else many
            return f"{_VAGUE[language][self.several]} {many}".strip()
        if self.count == 1:
            article = "a" if language == "en" else "une" if self.unit == "weeks" else "un"
            return f"{article} {one}"
        names = _NUMBERS[language]
        number = names[self.count - 1] if self.count <= len(names) else str(self.count)
        return f"{number} {many}"


_UNITS: Mapping[Language, Mapping[Length, tuple[str, str]]] = {
    "fr": {
        "days": ("jour", "jours"),
        "weeks": ("semaine", "semaines"),
        "months": ("mois", "mois"),
        "years": ("an", "ans"),
    },
    "en": {
        "days": ("day", "days"),
        "weeks": ("week", "weeks"),
        "months": ("month", "months"),
        "years": ("year", "years"),
    },
}
_VAGUE: Mapping[Language, Mapping[str, str]] = {
    "fr": {"few": "quelques", "several": "plusieurs", "some": "des"},
    "en": {"few": "a few", "several": "several", "some": ""},
}
_NUMBERS: Mapping[Language, tuple[str, ...]] = {
    "fr": (
        "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
        "treize", "quatorze", "quinze",
    ),
    "en": (
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen",
    ),
}  # fmt: skip

_UNIT_OF: Mapping[str, Length] = {
    "jour": "days", "jours": "days", "semaine": "weeks", "semaines": "weeks", "mois": "months", "an": "years",
    "ans": "years", "annee": "years", "annees": "years", "day": "days", "days": "days", "week": "weeks",
    "weeks": "weeks", "wk": "weeks", "wks": "weeks", "month": "months", "months": "months", "year": "years",
    "years": "years", "yr": "years", "yrs": "years",
}  # fmt: skip

_NUMBER = (
    r"(?P<number>\d{1,3}|"
    + "|".join(
        sorted({*_NUMBERS["fr"], *_NUMBERS["en"], "une", "a", "an", "the", "couple"}, key=len, reverse=True)
    )
    + r"|(?:une |a )?(?P<vague>quelques|plusieurs|des|few|several|couple of|many|dizaine de|vingtaine de))"
)
_AMOUNT = (
    rf"(?:{_NUMBER} )?(?:(?:good|bons|bonnes|longues|long|longs|last|past|dernieres|derniers) )?"
    rf"(?P<unit>{'|'.join(_UNIT_OF)})"
)
_ABOUT = (
    r"(?:(?:environ|a peu pres|bientot|presque|pres de|plus de|au moins|deja|bien|facile|genre|maintenant"
    r"|about|around|almost|nearly|over|more than|at least|roughly|like|well|the past|the last|the|past|last"
    r"|now) )*"
)
_GOING_ON = re.compile(
    rf" (?:depuis|(?:ca|cela) (?:va )?(?:fait|faire|dure)(?: depuis)?|fait(?= .* que )|voila"
    rf"|il y a(?= .* que )|for|been|in(?= the (?:past|last))|over|these) {_ABOUT}{_AMOUNT} "
)
_NOW = re.compile(
    rf" {_AMOUNT} (?:now|straight|que ca|que c est|que je|que nous|que mon|que ma"
    r"|qu on|qu il|qu elle) "
)
_ENGLISH_SO_FAR = re.compile(rf" (?!the |a )(?:for )?{_AMOUNT} (?:i ve|i have|we ve|we have|since) ")
_AMOUNT_ALONE = re.compile(rf" {_ABOUT}{_AMOUNT} ")
_LONG = re.compile(
    r" (?:depuis (?:trop |tres |si )?(?:longtemps|toujours)|for (?:ages|so long|too long)"
    r"|for a (?:very )?long time|(?:since )?forever"
    r"|(?:depuis )?(?:un bail|perpete|trop longtemps)|all year|des annees que|des mois que"
    r"|month after month) "
)
_TODAY = re.compile(
    r" (?:depuis (?:ce matin|ce midi|tout a l heure|(?:\w+ )?heures?)|since (?:this morning|noon|lunch)"
    r"|for (?:\w+ )?hours?|aujourd hui|ce matin|ce soir|cet apres midi|tout a l heure|a l instant|today"
    r"|this morning|tonight|this evening|this afternoon|just now) "
)
_DAY = re.compile(
    r" (?:depuis|since) (?:hier|avant hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|ce week end|le week end|the weekend|cette semaine) "
)
_RECENT = re.compile(
    r" (?:c est (?:tout )?(?:recent|nouveau|frais)|tout juste|recemment|hier|it s (?:very )?(?:recent|new)"
    r"|just started|recently|yesterday) "
)
_WEEK = re.compile(r" (?:depuis la semaine (?:derniere|passee)|since last week) ")
_MONTH = re.compile(r" (?:depuis le mois dernier|since last month) ")
_YEAR = re.compile(r" (?:depuis (?:l an dernier|l annee derniere)|since last year) ")
_MOMENT = re.compile(
    r" (?:depuis (?:que|qu|le|la|les|l|mon|ma|mes|son|sa|ses|notre|nos|leur|leurs|ce (?!matin|midi|soir)"
    r"|cette|ces|cet|un|une|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|noel|paques|\d{4}) ?\w*"
    r"|(?:ever )?since (?:the|my|our|their|his|her|we|i|they|he|she|it|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|christmas|easter|summer|spring|autumn|winter|last|that"
    r"|then|\d{4})) "
)
_FIXED: tuple[tuple[re.Pattern[str], Length], ...] = (
    (_LONG, "months"), (_YEAR, "years"), (_MONTH, "months"), (_WEEK, "weeks"), (_DAY, "days"),
    (_MOMENT, "moment"), (_TODAY, "today"),
)  # fmt: skip


def find_duration(text: str, *, answering: bool = False) -> Duration | None:
    """Return how long it has lasted, said anywhere in a folded text; None when nothing says so.

    `answering`: the question was just asked, so an amount alone ("three months") is one too.
    """
    found = _GOING_ON.search(text) or _NOW.search(text) or _ENGLISH_SO_FAR.search(text)
    if found is None and (answering or _is_alone(text, _AMOUNT_ALONE)):
        found = _AMOUNT_ALONE.search(text)
    if found is not None:
        return _measured(found)
    fixed = next((Duration(length) for pattern, length in _FIXED if pattern.search(text)), None)
    return Duration("days") if fixed is None and answering and _RECENT.search(text) else fixed


def is_only_duration(text: str) -> bool:
    """Say whether a folded text says how long it has lasted and nothing more."""
    patterns = (_GOING_ON, _NOW, _AMOUNT_ALONE, *(pattern for pattern, _ in _FIXED))
    return any(_is_alone(text, pattern) for pattern in patterns) or _is_short_event(text)


def _is_alone(text: str, pattern: re.Pattern[str]) -> bool:
    found = pattern.search(text)
    return found is not None and _AROUND.issuperset(f"{text[: found.start()]} {text[found.end() :]}".split())


_AROUND = frozenset(
    {
        "ca", "cela", "c", "est", "fait", "dure", "a", "it", "s", "its", "has", "been", "this", "that", "is",
        "going", "on", "lasted", "like", "started", "oh", "euh", "ben", "bah", "bien", "depuis", "for", "now",
        "environ", "about", "peu", "pres", "que", "maintenant", ".", "deja", "already", "je", "dirais", "i",
        "d", "say", "and", "et", "all", "comme", "demi", "demie", "half", "qu", "tourne", "tient",
        "continue", "we", "ve", "m", "way", "more", "plus",
    }
)  # fmt: skip
"""Words around an amount that add nothing to it."""

_SHORT_EVENT = 8


def _is_short_event(text: str) -> bool:
    words = text.split()
    starts = bool(words) and words[0] in {"depuis", "since", "ever"}
    return starts and len(words) <= _SHORT_EVENT and "?" not in words and bool(_MOMENT.search(text))


def _measured(found: re.Match[str]) -> Duration:
    unit = _UNIT_OF[found["unit"]]
    vague, number = found["vague"], found["number"]
    if vague or number in {None, "the", "couple"}:
        some: Literal["few", "several", "some"] = (
            "several" if vague in {"plusieurs", "several", "many"}
            else "few" if vague in {"quelques", "few", "couple of"} or number in {"couple"} else "some"
        )  # fmt: skip
        return Duration(unit, 0, unit, some)
    count = _number(number)
    return Duration(_length(count, unit), count, unit)


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    if word in {"une", "a", "an"}:
        return 1
    for names in _NUMBERS.values():
        if word in names:
            return names.index(word) + 1
    return 1


def _length(count: int, unit: Length) -> Length:
    if unit == "days" and count >= _WEEKS_IN_DAYS:
        return "weeks"
    if unit == "weeks" and count >= _A_MONTH_IN_WEEKS:
        return "months"
    if unit == "months" and count == 1:
        return "weeks"
    if unit == "months" and count >= _YEAR_IN_MONTHS:
        return "years"
    return unit


__all__ = ["Duration", "Length", "find_duration", "is_only_duration"]
