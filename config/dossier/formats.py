"""How a day, a share and a number of weeks are written in each language, and a text that others wrote."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from config.dossier.citations import Lang
from config.web.words import Words


def plain(text: str) -> str:
    """A text from the organisation file, with nothing left that Markdown would read as a mark."""
    return "".join(f"\\{sign}" if sign in "\\|*`<>[]" else sign for sign in text)


def weeks(count: int, lang: Lang, words: Words) -> str:
    """Like "4 weeks"."""
    return f"{count}\u00a0{words.text(lang, 'dossier.week' if count == 1 else 'dossier.weeks')}"


def day_in(day: date, lang: Lang) -> str:
    """Like "24 November 2026"."""
    written = format_date(day, "long", locale="en_GB" if lang == "en" else "fr")
    return written.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else written


def percent(rate: float, lang: Lang, words: Words) -> str:
    """A rate from 0 to 1, like "57%"; never "0%" for a rate that is not zero."""
    value = 100 * rate
    shown = f"{value:.0f}" if value == 0 or value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")
    if shown in ("0", "100") and value not in (0, 100):
        shown = "99.9" if value > 50 else "0.01"
    return words.text(lang, "dossier.percent", value=shown.replace(".", words.text(lang, "dossier.decimal")))
