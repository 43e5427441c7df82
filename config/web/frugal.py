"""What the employee app does without: sessions, cookies, unbounded bodies."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.wrappers import Response

LARGEST_BODY = 64 * 1024
"""The largest form that is read, in bytes: a long message, twice over, and the largest sealed state."""

MOST_FIELDS = 40
"""More fields than the longest form has."""


class NoSession(SessionInterface):
    """No session is ever opened or saved, so that no cookie can be set by accident."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Return nothing: Flask then refuses any use of a session."""
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save nothing."""


def without_sessions(app: Flask) -> None:
    """Take sessions away from `app` and bound what it reads."""
    app.session_interface = NoSession()
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, MAX_FORM_PARTS=MOST_FIELDS
    )
