"""Wait for what a locator cannot see, inside the page, under the policy that the page keeps."""

from __future__ import annotations

from playwright.sync_api import Page

PATIENCE_MS = 10_000


def comes_to(page: Page, value: object, promise: str) -> bool:
    """Whether `promise`, an expression of JavaScript, comes to `value` before patience ends.

    Not `wait_for_function`: it evaluates its text anew at each look, which the policy of our pages
    forbids, so that it works only when the first look succeeds.
    """
    return page.evaluate(
        f"""async (value) => {{
          const end = performance.now() + {PATIENCE_MS};
          while ((await {promise}) !== value) {{
            if (performance.now() > end) return false;
            await new Promise((next) => requestAnimationFrame(next));
          }}
          return true;
        }}""",
        value,
    )
