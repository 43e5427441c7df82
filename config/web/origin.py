"""Refusing forms posted from another site.

The employee app has no cookie and no session, so another site could borrow nothing; refusing its forms all
the same keeps a person from being carried into a page they did not open.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, abort, request

_OUR_FETCH_SITES = frozenset({"same-origin", "none"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def comes_from_here(asked: Request) -> bool:
    """Say whether a request was made by one of our own pages, or by the person directly.

    `Sec-Fetch-Site` decides where the browser sends it (current browsers over HTTPS or loopback). Elsewhere
    `Origin` must name our host; "null" is accepted there, for our own `no-referrer` makes browsers send it.
    """
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OUR_FETCH_SITES
    origin = asked.headers.get("Origin")
    return origin is None or origin == "null" or urlsplit(origin).netloc == asked.host


def refuse_other_sites(app: Flask) -> None:
    """Answer 403 to every unsafe request of `app` that another site makes."""

    @app.before_request
    def _refuse() -> None:
        if request.method not in _SAFE_METHODS and not comes_from_here(request):
            abort(403)
