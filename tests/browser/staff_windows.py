"""The staff app in a browser: the world of the staff tests, and signing in by hand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pyotp
from playwright.sync_api import Page

sys.path.append(str(Path(__file__).resolve().parents[1] / "staff"))
staff_world = importlib.import_module("staff_world")


def sign_in(page: Page, address: str, world, role, lang: str = "fr") -> None:
    """Sign in with the keyboard alone."""
    world.clock.forward(seconds=31)  # a one-time code works once
    person = world.people[role]
    page.goto(f"{address}/{lang}/sign-in")
    page.locator("#name").focus()
    for typed in (person.account.name, person.password, pyotp.TOTP(person.totp_secret).at(world.clock.now)):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".leave").wait_for()
