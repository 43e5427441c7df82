"""What a form of the staff app may send, and where it stays while it is read: in memory, never on a disk.

A sheet of invitations holds addresses. Werkzeug would lay a large file down in the temporary folder, where
it could outlive the request; here it is read in memory and gone with the request.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Flask, Request, request

LARGEST_FORM = 512 * 1024
"""The largest form of typed fields, in bytes: a number for each of some thousands of units."""

LARGEST_SHEET = 8 * 1024 * 1024
"""The largest sheet, in bytes: 100,000 addresses of 80 signs."""

_OTHER_FIELDS = 8


class InMemoryRequest(Request):
    """A request whose files are kept in memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Werkzeug's hook for where a file goes while it is received."""
        return BytesIO()


def install_uploads(app: Flask, units: int, sheet_endpoint: str) -> None:
    """Bound what `app` reads; only `sheet_endpoint` takes a sheet, with a field for each of `units` units.

    To be called before anything reads a form, and after the door: a stranger never makes us read a sheet.
    """
    app.request_class = InMemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=units + _OTHER_FIELDS,
    )

    @app.before_request
    def _make_room() -> None:
        if request.endpoint == sheet_endpoint:
            request.max_content_length = LARGEST_SHEET
