"""From an expected failure to one sentence on the standard error and exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from config.database import StoreMissing
from config.database_sentences import database_sentence
from config.invitation_sheet import SheetRefused
from config.keys import KeyUnreadable
from config.listening import CannotListen, PortTaken
from config.organisation import OrganisationError
from config.postgres_server import PostgresRefused
from config.settings import SettingsError
from config.store_versions import StoreOutdated
from reporting.accounts import AccountRefused
from reporting.closing import CannotClose
from reporting.transactions import ReleasesUnavailable
from signals.contributions.store import IntakeUnavailable

EXPECTED = (
    AccountRefused,
    CannotClose,
    CannotListen,
    IntakeUnavailable,
    KeyUnreadable,
    OrganisationError,
    PortTaken,
    PostgresRefused,
    ReleasesUnavailable,
    SettingsError,
    SheetRefused,
    StoreMissing,
    StoreOutdated,
)
"""What can go wrong on a machine that is well programmed; each carries its sentence."""


@contextmanager
def said(*more: type[Exception]) -> Iterator[None]:
    """Let a command end with the sentence of an expected failure (`more`: its own), not with a traceback."""
    expected: tuple[type[Exception], ...] = (*EXPECTED, *more)
    try:
        yield
    except expected as error:
        raise click.ClickException(sentence(error)) from None


def sentence(error: Exception) -> str:
    """The sentence of an expected failure; for one of a store, what a person can do about it."""
    cause = error.__cause__
    if isinstance(cause, DBAPIError):
        return database_sentence(cause)
    return str(error)
