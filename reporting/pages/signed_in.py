"""Who is asking: the account behind the request, put there by the application's door
(`config.staff_sessions`)."""

from __future__ import annotations

from flask import g

from reporting.accounts import Account


class NobodySignedIn(RuntimeError):
    """A page that needs an account was reached without one: the door is not in place."""


def remember_account(account: Account | None) -> None:
    """Say who is asking, for the length of one request."""
    g.account = account


def account_or_none() -> Account | None:
    """Return the account that asks; None for a visitor."""
    found: Account | None = g.get("account")
    return found


def signed_in_account() -> Account:
    """Return the account that asks; raise NobodySignedIn when there is none."""
    found = account_or_none()
    if found is None:
        raise NobodySignedIn("No account is signed in for this request.")
    return found
