"""One real browser for all the tests of a process that need one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from postgres_mode import (
    ON_POSTGRES,
    database_of_the_module,
    database_of_the_session,
    database_of_the_test,
)

__all__ = ["database_of_the_module", "database_of_the_session", "database_of_the_test"]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, once for all tests of a process."""
    if not CHROMIUM.exists():
        pytest.fail("These tests need a browser: install it with `apt-get install chromium`.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL (HAVRE_TEST_STORES=postgres), leave out the tests that are about SQLite's files."""
    about_files = [item for item in items if ON_POSTGRES and item.get_closest_marker("sqlite_only")]
    if about_files:
        config.hook.pytest_deselected(items=about_files)
        items[:] = [item for item in items if item not in about_files]
