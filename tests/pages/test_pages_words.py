"""The words: whole in both languages, every key of a template written, nothing in a wrong voice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatbot.pages.rooms import PAGES_DIRECTORY, WORDS_DIRECTORY
from config.web import errors
from config.web.words import LOCALES, Words, WordsError

WORDS = Words.load([WORDS_DIRECTORY, errors.WORDS_DIRECTORY])
TEMPLATES = sorted((PAGES_DIRECTORY / "templates").rglob("*.html"))
KEY_REASONS = {f"refused_{reason}" for reason in ("list", "pinned", "remembered", "key")}
REASONS_OF_ISSUING = {"malformed", "unknown", "used", "refused", "unavailable"}
REASONS_OF_COUNTING = {"credential", "closed", "unavailable"}
NO_BREAK = "\u00a0\u202f"


def _sentences(locale: str) -> dict[str, str]:
    return {
        key: entry if isinstance(entry, str) else " ".join(entry)
        for key, entry in WORDS.entries[locale].items()
    }


def test_every_key_that_a_template_names_has_words() -> None:
    asked = {
        key
        for path in TEMPLATES
        for key in re.findall(
            r"\b(?:t|lines)\([\"']([a-z_.A-Z0-9]+)[\"']\s*[,)]", path.read_text(encoding="utf-8")
        )
    }
    assert len(asked) > 80
    assert asked <= WORDS.entries["fr"].keys()


def test_no_words_lie_unused() -> None:
    """A key is used when it is written whole, or when its beginning is and its end is chosen at run time."""
    sources = [*TEMPLATES, *PAGES_DIRECTORY.glob("*.py"), Path(errors.__file__)]
    sources += Path(errors.__file__).parent.rglob("*.html")
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    pieces = set(re.findall(r"[\"']((?:chat|web|invitation|count)\.[\w.]+)", written)) - {"chat."}

    def used(key: str) -> bool:
        names = (key, key.removeprefix("chat."))
        return any(
            name in pieces or any(piece.endswith(".") and name.startswith(piece) for piece in pieces)
            for name in names
        )

    assert [key for key in WORDS.entries["fr"] if not used(key)] == []


@pytest.mark.parametrize(
    ("script", "template"),
    [
        ("exchange", "parts/exchange_pass"),
        ("counting", "parts/counting"),
        ("own-pass", "pass"),
        ("waiting", "parts/waiting"),
    ],
)
def test_every_sentence_that_a_script_names_is_on_its_page_and_no_other(script: str, template: str) -> None:
    """A sentence is named in the script, or is a reason that the server or the checks of a key give."""
    code = (PAGES_DIRECTORY / "static" / f"{script}.js").read_text(encoding="utf-8")
    code += (
        (PAGES_DIRECTORY / "static" / "places.js").read_text(encoding="utf-8") if script == "waiting" else ""
    )
    page = (PAGES_DIRECTORY / "templates" / f"{template}.html").read_text(encoding="utf-8")
    listed = re.search(r"names = \(([^)]*)\)", page)
    assert listed
    there = set(re.findall(r'"(\w+)"', listed[1]))
    said = set(re.findall(r'(?:\b(?:say|sentence|mistyped|tell|end|refuse)\((?:steps, )?\[?)"(\w+)"', code))
    said |= set(re.findall(r'"(refused_\w+|recovery_wrong)"', code)) - {"refused_"}
    if script == "exchange":
        said = {f"refused_{each}" if each in {"signature", "list"} else each for each in said}
    assert said <= there
    reasons = {
        "exchange": {*REASONS_OF_ISSUING, "network", *KEY_REASONS},
        "counting": {*REASONS_OF_COUNTING, "network"},
        "own-pass": KEY_REASONS - {"refused_pinned"},
        "waiting": set(),
    }[script]
    assert there - said <= reasons


@pytest.mark.parametrize("locale", LOCALES)
def test_the_voice_never_shouts_scolds_or_promises(locale: str) -> None:
    wrong = re.compile(
        r"!|ne vous inquiétez pas|don't worry|tout ira bien|everything will be|positiv|en tant qu.IA|as an AI"
        r"|je comprends parfaitement|I completely understand|RPS|QVCT"
        r"|régulation émotionnelle|utilisateur|\busers?\b",
        re.IGNORECASE,
    )
    said = {key: sentence for key, sentence in _sentences(locale).items() if wrong.search(sentence)}
    assert said == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_emoji_and_no_markup(locale: str) -> None:
    odd = re.compile(r"[\U0001F000-\U0001FFFF\u2600-\u27BF<>&]")
    assert {key for key, sentence in _sentences(locale).items() if odd.search(sentence)} == set()


def test_french_is_typeset_as_french() -> None:
    for key, sentence in _sentences("fr").items():
        assert not re.search(rf"[^{NO_BREAK}\s][;:?»](?=\s|$)", sentence), (
            f"{key}: a no-break space is missing"
        )
        assert not re.search(r" [;:?»]", sentence), f"{key}: an ordinary space before a high sign"
        assert not re.search(rf"«(?![{NO_BREAK}])", sentence), f"{key}: « needs a no-break space after it"
        assert "'" not in sentence, f"{key}: a straight apostrophe"


def test_sentences_are_short_enough_for_a_headache_on_a_bus() -> None:
    for locale in LOCALES:
        for key, entry in _sentences(locale).items():
            longest = max((len(part.split()) for part in re.split(r"[.?:;]", entry)), default=0)
            assert longest <= 26, f"{locale} {key}: {longest} words in one breath"


def test_a_missing_word_in_either_language_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[x]\na = "un"\nb = "deux"\n', encoding="utf-8")
    (tmp_path / "en.toml").write_text('[x]\na = "one"\n', encoding="utf-8")
    with pytest.raises(WordsError, match=r"x\.b.*'fr'.*'en'"):
        Words.load([tmp_path])


def test_two_languages_that_take_other_values_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[x]\na = "{n} pages"\n', encoding="utf-8")
    (tmp_path / "en.toml").write_text('[x]\na = "{count} pages"\n', encoding="utf-8")
    with pytest.raises(WordsError, match="values"):
        Words.load([tmp_path])


def test_the_same_entry_in_two_rooms_stops_the_start(tmp_path: Path) -> None:
    rooms = []
    for room in ("one", "two"):
        (tmp_path / room).mkdir()
        for locale in LOCALES:
            (tmp_path / room / f"{locale}.toml").write_text('[x]\na = "b"\n', encoding="utf-8")
        rooms.append(tmp_path / room)
    with pytest.raises(WordsError, match="already"):
        Words.load(rooms)


def test_asking_for_words_that_do_not_exist_names_them() -> None:
    with pytest.raises(WordsError, match=r"nothing\.here"):
        WORDS.text("fr", "nothing.here")
