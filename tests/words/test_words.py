"""Words: the same ids in both languages, French set as French, and nothing of what Havre never says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("chatbot", "reporting", "referrals", "config")
NOT_WORDS = {
    "id",
    "source",
    "source_url",
    "url",
    "href",
    "verified_on",
    "evidence",
    "pattern",
    "patterns",
    "display",
}

Text = tuple[str, str]


def texts(value: object, path: str = "") -> Iterator[Text]:
    """Every string of a TOML value with the path of its keys, but for those that are not sentences."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_WORDS:
                yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path, value


def locale_of(path: Path) -> str | None:
    """The locale of a file of words, by its name or its folder's; None for a country's file."""
    if path.parent.name in ("data", "emergency"):
        return None
    for part in (path.stem, path.parent.name):
        if part in ("fr", "en"):
            return part
    return None


def word_files() -> list[Path]:
    """Every TOML file of words, but for what people write (rules, anchors, situations, turns of phrase) and
    what a model is refused."""
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.toml")
        if not {"rules", "turning", "anchors", "situations", "generation"} & set(path.parts)
    )


def french_texts(path: Path) -> Iterator[Text]:
    """The French strings of a file: all of a French file, those under a `fr` key of any other."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    if locale_of(path) == "fr":
        yield from texts(content)
    elif locale_of(path) is None:
        yield from (found for found in texts(content) if re.search(r"\.fr(\.|\[|$)|_fr(\.|\[|$)", found[0]))


FILES = word_files()


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in FILES if locale_of(path) == "fr"], ids=names)
def test_every_french_file_has_its_english_twin_with_the_same_keys(path: Path) -> None:
    twin = path.with_stem("en") if path.stem == "fr" else path.parent.with_name("en") / path.name
    assert twin.exists(), f"write {twin.relative_to(ROOT)}"
    french = tomllib.loads(path.read_text(encoding="utf-8"))
    english = tomllib.loads(twin.read_text(encoding="utf-8"))
    assert set(french) == set(english)


@pytest.mark.parametrize("path", FILES, ids=names)
def test_french_is_set_as_french(path: Path) -> None:
    wrong = [
        f"{key}: {text}"
        for key, text in french_texts(path)
        if re.search(r"[^\s\u00a0\u202f] [;!?»]|« | :(\s|$)|[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]|!\s*!", text)
    ]
    assert not wrong, "no-break spaces before ; : ! ? » and after «, typographic apostrophes:\n" + "\n".join(
        wrong
    )


NEVER = [
    r"comprends parfaitement",
    r"ne vous inqui[ée]tez pas",
    r"positivez",
    r"en tant qu.IA",
    r"tout ira bien",
    r"vous êtes harcel[ée]",
    r"vous faites un burn",
    r"\bcommettre un suicide|commit(?:ted)? suicide",
    r"I (?:completely|totally|perfectly) understand",
    r"don.t worry",
    r"as an AI",
    r"everything will be (?:fine|ok)",
    r"you have burnout",
    r"25 % des salariés souffrent",
]
QUOTED_AS_WRONG = ("referrals/guidance",)
"""Where the forbidden words are quoted, to tell a manager not to say them."""


@pytest.mark.parametrize("path", FILES, ids=names)
def test_nothing_that_havre_never_says(path: Path) -> None:
    if names(path).startswith(QUOTED_AS_WRONG):
        return
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    wrong = [
        f"{key}: {text}"
        for key, text in texts(content)
        for never in NEVER
        if re.search(never, text, re.IGNORECASE)
    ]
    assert not wrong, "\n".join(wrong)
