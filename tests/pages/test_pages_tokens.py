"""The colours: body text AAA, every border and ring 3:1, by day and by the lamp."""

from __future__ import annotations

import re

import pytest

from config.web.design import STATIC_DIRECTORY

TOKENS = (STATIC_DIRECTORY / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken", "accent-soft", "alert-soft")


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _block(start: str) -> dict[str, str]:
    after = TOKENS[TOKENS.index(start) :]
    return _colours(after[: after.index("}")])


LIGHT = _block(":root {")
DARK = _block(':root[data-theme="dark"] {')
DARK_BY_PREFERENCE = _block(':root:not([data-theme="light"]) {')


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_dark_room_is_the_same_by_preference_and_by_choice() -> None:
    assert DARK == DARK_BY_PREFERENCE


@pytest.mark.parametrize("room", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "ink-quiet", "accent", "alert"])
def test_text_is_aaa_on_every_ground(room: dict[str, str], ground: str, text: str) -> None:
    assert _contrast(room[text], room[ground]) >= 7


@pytest.mark.parametrize("room", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_are_aaa(room: dict[str, str]) -> None:
    assert _contrast(room["accent-ink"], room["accent"]) >= 7
    assert _contrast(room["alert-ink"], room["alert"]) >= 7


@pytest.mark.parametrize("room", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mark", ["line", "focus"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_borders_and_focus_rings_are_seen(room: dict[str, str], mark: str, ground: str) -> None:
    assert _contrast(room[mark], room[ground]) >= 3
