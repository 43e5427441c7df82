"""An application that keeps nothing: no session, no cookie, bounded forms, and every edge closed."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.wrappers import Response

from config.web.errors import Frame, install_errors
from config.web.headers import secure
from config.web.locale import install_locale
from config.web.origin import refuse_other_sites
from config.web.words import Words

LARGEST_BODY = 128 * 1024
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


def frugal_app(name: str, words: Words, frame: Frame) -> Flask:
    """Return an empty Flask application without sessions, with our headers, languages and error pages.

    `frame` names the template that an error page is put into.
    """
    app = Flask(name, static_folder=None)
    app.session_interface = NoSession()
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, MAX_FORM_PARTS=MOST_FIELDS
    )
    # The employee app may be installed, and keep one page: its own manifest, its own worker.
    secure(app, {"worker-src": "'self'", "manifest-src": "'self'"})
    refuse_other_sites(app)
    install_locale(app, words)
    install_errors(app, words, frame)
    return app
