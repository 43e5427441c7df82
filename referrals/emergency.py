"""The emergency numbers of each country: the block that is on every screen and that nothing can switch off.

Short numbers work only inside their country, so the block follows the country of the organisation; a country
we hold no sheet for gets 112 and the French 3114 (crisis guide, section 5, point 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

from referrals.sheets import LANGS, Entry, Lang, SheetError, read_sheet

_SHEETS = Path(__file__).with_name("emergency")
_FALLBACK = "fallback"
_REQUIRED = ("general", "medical", "police", "suicide")
_OPTIONAL = ("silent", "fire", "women", "sexual_violence", "child", "victims", "listening")
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Number:
    """One number to call or to text.

    `label` says who answers, `display` is what a person reads (its spaces never break across lines), `href`
    what a phone dials: "tel:..." or "sms:...".
    """

    label: str
    display: str
    href: str


@dataclass(frozen=True, slots=True)
class EmergencyNumbers:
    """The numbers of one country in one language.

    `silent` is for someone in danger who cannot speak safely (a text message), `women` for violence against
    women, `sexual_violence` for rape and sexual assault, `victims` for any offence, `listening` for distress
    without danger. None means that we know of no verified one. `line_start` and `line_calls` are the one-line
    block of every screen, `.line` the same as plain text. `verified_on` is the oldest check of the numbers.
    """

    country: str
    general: Number
    medical: Number
    police: Number
    silent: Number | None
    suicide: Number
    fire: Number | None
    women: Number | None
    sexual_violence: Number | None
    child: Number | None
    victims: Number | None
    listening: Number | None
    line_start: str
    line_calls: tuple[Number, ...]
    verified_on: date

    @property
    def line(self) -> str:
        """The block in one line, such as: Besoin d’aide maintenant ? 3114 · 15 · 17 · 112."""
        return f"{self.line_start} {' · '.join(number.display for number in self.line_calls)}"


def unbroken(display: str) -> str:
    """Return a number as shown: one piece, whatever the width of the screen."""
    return display.replace(" ", _NO_BREAK_SPACE)


def countries() -> tuple[str, ...]:
    """Return the codes of the countries that have a sheet, in alphabetical order (FR, BE, CH, LU, QC, UK)."""
    return tuple(sorted(path.stem.upper() for path in _SHEETS.glob("*.toml") if path.stem != _FALLBACK))


@cache
def numbers_for(country: str, lang: Lang) -> EmergencyNumbers:
    """Return the numbers of `country` (any letter case) in `lang`; an unknown country gets 112 and 3114.

    Raises SheetError when the sheet itself is wrong: a start without emergency numbers must not happen.
    """
    code = country.strip().upper()
    return _load(code if code in countries() else _FALLBACK, lang)


def check_emergency_numbers() -> tuple[EmergencyNumbers, ...]:
    """Load every sheet in every language, the fallback included; SheetError on the first fault."""
    return tuple(_load(code, lang) for code in (*countries(), _FALLBACK) for lang in get_args(Lang))


def _load(code: str, lang: Lang) -> EmergencyNumbers:
    sheet = read_sheet(_SHEETS / f"{code.lower()}.toml")
    sheet.only("country", "line_start", "in_line", "numbers")
    entries = dict(sheet.tables("numbers"))
    for name in entries:
        if name not in (*_REQUIRED, *_OPTIONAL):
            raise sheet.fault(
                f"'{name}' is not a number we show; write one of {', '.join((*_REQUIRED, *_OPTIONAL))}."
            )
    shown = {name: _number(entry, lang) for name, entry in entries.items() if entry.confidence() != "low"}
    for name in (*_REQUIRED, *sheet.texts("in_line", at_least=2)):
        if name not in shown:
            raise sheet.fault(f"the number '{name}' is missing or unverified; write [numbers.{name}].")
    return EmergencyNumbers(
        country=sheet.text("country"),
        general=shown["general"],
        medical=shown["medical"],
        police=shown["police"],
        silent=shown.get("silent"),
        suicide=shown["suicide"],
        fire=shown.get("fire"),
        women=shown.get("women"),
        sexual_violence=shown.get("sexual_violence"),
        child=shown.get("child"),
        victims=shown.get("victims"),
        listening=shown.get("listening"),
        line_start=sheet.words("line_start", lang),
        line_calls=tuple(shown[name] for name in sheet.texts("in_line")),
        verified_on=min(entry.day("verified_on") for entry in entries.values()),
    )


def _number(entry: Entry, lang: Lang) -> Number:
    entry.only("label", "display", "href", "source", "verified_on", "confidence")
    entry.text("source")
    href = entry.text("href")
    if not href.startswith(("tel:", "sms:")) or not href[4:].lstrip("+").isdigit():
        raise entry.fault('write href = "tel:..." or "sms:..." followed by figures only.')
    labels = {each: entry.words("label", each) for each in LANGS}
    return Number(label=labels[lang], display=unbroken(entry.text("display")), href=href)


__all__ = [
    "EmergencyNumbers",
    "Number",
    "SheetError",
    "check_emergency_numbers",
    "countries",
    "numbers_for",
    "unbroken",
]
