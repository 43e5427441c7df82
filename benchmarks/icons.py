"""The icons of the installed app, drawn again from their one drawing: `python -m benchmarks.icons`.

Needs Debian's chromium. The drawing is chatbot/pages/static/icon.svg; the pictures lie beside it.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.palette_png import as_palette_png
from benchmarks.screens import ROOT, opened

STATIC = ROOT / "chatbot" / "pages" / "static"
SIDES = (180, 192, 512)
"""What a phone's home screen (180), Android and a desktop ask for."""


def main(folder: Path = STATIC) -> None:
    """Write icon-SIDE.png for every side."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    with opened() as browser:
        for side in SIDES:
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(f"<body style='margin:0'>{drawing}</body>")
            (folder / f"icon-{side}.png").write_bytes(as_palette_png(page.screenshot(), browser))
            page.close()


if __name__ == "__main__":
    main()
