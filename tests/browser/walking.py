"""Going through the employee app with the keyboard alone, and looking at what the focus shows on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page
from watching import comes_to

_INSIDE = """(() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.width > 0;
})()"""

_FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  // A small box may leave its ring to the label around it.
  const rings = [it, it.closest("label")].filter(Boolean).map((each) => getComputedStyle(each));
  const style = rings.find((each) => each.outlineStyle !== "none") ?? rings[0];
  const box = it.getBoundingClientRect();
  const seen = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return Boolean(top) && (it.contains(top) || top.contains(it) || top.closest("label")?.control === it);
  };
  const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]];
  return {
    words: (it.getAttribute("aria-label") || it.textContent || it.id).trim().slice(0, 60),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    ring: style.outlineColor,
    points: points.filter(([x, y]) => seen(box.left + box.width * x, box.top + box.height * y)).length,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus is: `points` of five on the thing itself are in sight; `outline` is the ring."""

    words: str
    outline: float
    ring: str
    inside: bool
    points: int


def focused(page: Page) -> Stop | None:
    """What has the focus; None when nothing has."""
    # The page may be a few frames late in coming to where the focus went.
    inside = comes_to(page, True, _INSIDE)
    found = page.evaluate(_FOCUSED)
    return Stop(**found, inside=inside) if found else None


def stops(page: Page, most: int = 150) -> Iterator[Stop]:
    """Every stop of the Tab key, once, from the top of the page to its end."""
    page.evaluate(
        """() => {
          window.scrollTo(0, 0);
          document.querySelectorAll("[data-seen]").forEach((it) => it.removeAttribute("data-seen"));
          document.body.tabIndex = -1;
          document.body.focus();
          document.body.removeAttribute("tabindex");
        }"""
    )
    for _ in range(most):
        page.keyboard.press("Tab")
        over = page.evaluate(
            """() => {
              const it = document.activeElement;
              const over = it === document.body || it.dataset.seen === "yes";
              it.dataset.seen = "yes";
              return over;
            }"""
        )
        stop = None if over else focused(page)
        if stop is None:
            return
        yield stop


def tab_until(page: Page, selector: str, *, back: bool = False, most: int = 60) -> None:
    """Press Tab until the focus is on `selector`."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard never reached {selector}")
