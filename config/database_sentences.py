"""One sentence for an error of either database, without any value that was bound."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from config.database import sqlite_sentence
from config.postgres import postgres_sentence


def database_sentence(error: DBAPIError) -> str:
    """What a person can do about `error`."""
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_sentence(error.orig)
    if isinstance(error.orig, psycopg.Error):
        return postgres_sentence(error.orig)
    return f"The database refused: {type(error.orig).__name__}."
