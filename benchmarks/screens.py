"""The pictures of docs/screens: one fixed conversation, phone and desktop, light and dark, in both languages.

Run with `make screens` (`python -m benchmarks.screens [FOLDER]`); needs Debian's chromium. The employee app
runs in this process, on an installation that is thrown away. The script knows no sentence of Havre's and no
label: it writes, and touches the first quick reply where the person would not write.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.palette_png import as_palette_png
from config.employee_app import build_from_settings
from config.installation import create_installation
from config.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SCREENS = ROOT / "docs" / "screens"
CHROMIUM = Path("/usr/bin/chromium")
LARGEST = 250_000
"""No picture weighs more, in bytes: they are looked at on a train, and kept in the repository."""
COLOURS = (256, 64, 24)
"""How many colours a picture may have, as long as it weighs too much."""

ORGANISATION = """
[organisation]
name = "Ateliers du Nord"
country = "FR"
simulated = true
dpo_contact = "dpo@ateliers.example"

[[unit]]
id = "production"
name = "Production"
"""


@dataclass(frozen=True, slots=True)
class Chip:
    """The first quick reply on screen whose id begins with one of `ids`; where there is none, `otherwise` is
    written."""

    ids: tuple[str, ...]
    otherwise: str


Turn = str | Chip


@dataclass(frozen=True, slots=True)
class Device:
    """A window, and how many dots of the picture make one of the page."""

    width: int
    height: int
    dots: int
    touch: bool


DEVICES: Mapping[str, Device] = {
    "phone": Device(390, 844, 2, touch=True),
    "desktop": Device(1280, 900, 1, touch=False),
}
THEMES = ("light", "dark")
CONVERSATION: Mapping[str, Sequence[Turn]] = {
    "fr": (
        "Journée pourrie. Mon chef m’a reprise devant toute l’équipe, pour un dossier qu’il m’a fait lâcher.",
        "J’étais en colère, et en même temps j’avais honte. Ça fait trois mois.",
        Chip(("wish.cause", "move.cause"), "J’aimerais y voir plus clair."),
        Chip(("often.weekly",), "Chaque semaine."),
        Chip(("helps.walk",), "Marcher un peu."),
        "Ma collègue Nadia me soutient.",
        Chip(("picture.right",), "C’est bien ça."),
        "Je voudrais souffler un peu, j’ai cinq minutes.",
        Chip(("step.",), "Le premier."),
        "Merci, je vais m’arrêter là pour ce soir.",
    ),
    "en": (
        "Awful day. My boss told me off in front of the whole team, over a file he had told me to drop.",
        "I was angry, and ashamed at the same time. It has been three months.",
        Chip(("wish.cause", "move.cause"), "I would like to see more clearly."),
        Chip(("often.weekly",), "Every week."),
        Chip(("helps.walk",), "A little walk."),
        "My colleague Nadia supports me.",
        Chip(("picture.right",), "That is it."),
        "I would like to breathe a little, I have five minutes.",
        Chip(("step.",), "The first one."),
        "Thank you, I will stop here for tonight.",
    ),
}


class Quiet(WSGIRequestHandler):
    """A server that writes no line about requests, as the real one does not."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


def main(folder: Path = SCREENS) -> None:
    """Write every picture of the conversation into `folder` and say what each weighs."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, opened() as browser:
        for lang in CONVERSATION:
            for name, device in DEVICES.items():
                for theme in THEMES:
                    picture = folder / f"conversation-{lang}-{name}-{theme}.png"
                    with window(browser, device, theme) as page:
                        converse(page, address, lang)
                        picture.write_bytes(whole_page(page, browser))
                    weight = picture.stat().st_size
                    print(f"{picture.name}: {weight / 1000:.0f} kB")
                    if weight > LARGEST:
                        raise SystemExit(
                            f"{picture}: more than {LARGEST / 1000:.0f} kB; shorten the conversation."
                        )


@contextmanager
def served() -> Iterator[str]:
    """The address of an employee app on loopback, on a new installation that goes away at the end."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(data_dir=Path(place))
        (Path(place) / "organisation.toml").write_text(ORGANISATION, encoding="utf-8")
        create_installation(settings, datetime.now(UTC), durable=False).close()
        app = build_from_settings(settings)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@contextmanager
def opened() -> Iterator[Browser]:
    """Debian's chromium."""
    if not CHROMIUM.exists():
        raise SystemExit("The pictures need a browser: install it with `apt-get install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, device: Device, theme: str) -> Iterator[Page]:
    """A window of this size and theme, in which nothing moves."""
    context = browser.new_context(
        viewport={"width": device.width, "height": device.height},
        device_scale_factor=device.dots,
        has_touch=device.touch,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def converse(page: Page, address: str, lang: str) -> None:
    """Start, and take every turn of the fixed conversation."""
    page.goto(f"{address}/{lang}/")
    page.locator(".start button").first.click()
    page.locator("#log").wait_for()
    for turn in CONVERSATION[lang]:
        take(page, turn)


def take(page: Page, turn: Turn) -> None:
    """Touch the quick reply or write, and wait for what comes back."""
    replies = page.locator(".exchange")
    before = replies.count()
    text = turn
    if isinstance(turn, Chip):
        wanted = ", ".join(f'#chips button[value^="{each}"]:not([formaction])' for each in turn.ids)
        chips = page.locator(wanted)
        text = "" if chips.count() else turn.otherwise
        if not text:
            chips.first.click()
    if text:
        box = page.locator("#text")
        if not box.is_visible():
            page.locator(".box-fold summary").click()
        box.fill(str(text))
        box.press("Enter")
    replies.nth(before).wait_for()
    page.locator("#talk:not([aria-busy])").wait_for()


def whole_page(page: Page, browser: Browser) -> bytes:
    """The page from top to bottom in one window as tall as it, so that nothing sticks in the middle."""
    size = page.viewport_size or {"width": 0, "height": 0}
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate("document.activeElement?.blur()")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(tall, size["height"])})
    picture = page.screenshot(animations="disabled")
    for colours in COLOURS:
        light = as_palette_png(picture, browser, colours)
        if len(light) <= LARGEST:
            return light
    raise SystemExit(f"A picture weighs more than {LARGEST / 1000:.0f} kB; shorten the conversation.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENS)
