"""The QR codes that our pages draw: read back from the screen by somebody else's reader."""

from __future__ import annotations

import pytest
from qr_reading import qr_text

pytestmark = pytest.mark.browser

SIGNS = "https://havre.example/fr/pass#production~2026-W40-13w~aZ09_-"
LENGTHS = (1, 17, 18, 106, 154, 155, 230, 231, 458, 700, 718, 719, 1003, 1273)
"""Both ends of the range, the last and the first byte of some versions, and the length of a pass."""

DRAW = """async (text) => {
  const { qrPicture } = await import("/pages/qr.js");
  document.getElementById("main").replaceChildren(qrPicture(text, "le code"));
}"""


def written(length: int) -> str:
    return (SIGNS * (length // len(SIGNS) + 1))[:length]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_length_is_read_from_the_screen(open_window, employee, scheme: str) -> None:
    page = open_window(scheme=scheme, size={"width": 640, "height": 800}).page
    page.goto(f"{employee.address}/fr/help")
    for length in LENGTHS:
        page.evaluate(DRAW, written(length))
        assert qr_text(page.locator("#main svg")) == written(length), length


def test_what_is_not_ascii_is_read_as_it_was_written(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/help")
    page.evaluate(DRAW, "laissez-passer de l’équipe « été »")
    assert qr_text(page.locator("#main svg")) == "laissez-passer de l’équipe « été »"


def test_what_is_too_long_is_refused_with_a_sentence(open_window, employee) -> None:
    page = open_window().page
    page.goto(f"{employee.address}/fr/help")
    refusal = page.evaluate(
        """async () => {
          const { qrMatrix } = await import("/pages/qr.js");
          try { qrMatrix("x".repeat(1274)); return ""; } catch (error) { return error.message; }
        }"""
    )
    assert refusal == "A QR code of ours holds 1273 bytes, not 1274."
