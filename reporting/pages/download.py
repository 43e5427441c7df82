"""An export as an answer: a file with a name, in the two formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from flask import Response, g

from reporting.exports import Row, to_csv, to_json
from reporting.pages.desk import House
from reporting.release import Release

Format = Literal["csv", "json"]

_BYTE_ORDER_MARK = "\ufeff"


def download(rows: Iterable[Row], release: Release, house: House, written: Format, name: str) -> Response:
    """Return the file `name`.csv or `name`.json.

    French spreadsheets separate columns with a semicolon, and need the mark to read accents.
    """
    if written == "json":
        body = to_json(rows, release, house.name, house.simulated)
        kind = "application/json"
    else:
        body = _BYTE_ORDER_MARK + to_csv(rows, ";" if g.locale == "fr" else ",")
        kind = "text/csv"
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    simulated = "-simulated" if house.simulated else ""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{simulated}.{written}"'
    return response
