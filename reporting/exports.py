"""CSV and JSON of what is on the screen, and nothing else.

Exports are written from the same rounded values as the pages (`reporting.showing`), so a file can never hold
more than the page it was taken from. A withheld cell is a row with its reason, never an empty number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping

from reporting.release import CONTRIBUTORS, Release, noise_as_json
from reporting.rounding import End, RoundedPeople, RoundedShare
from reporting.showing.board import Overview, UnitTrends, WindowFigure
from reporting.showing.figures import Figure, ShownChange, ShownMove, ShownPeople, ShownSteady
from reporting.showing.visible import Hidden
from signals.contributions.measures import MEASURES

Value = str | int | None
Row = Mapping[str, Value]

COLUMNS: tuple[str, ...] = (
    "window",
    "unit",
    "unit_name",
    "measure",
    "status",
    "reason",
    "people_about",
    "share_percent",
    "interval_low",
    "interval_high",
    "change",
    "change_points",
    "change_low",
    "change_high",
    "sureness",
)
"""The columns of both exports; `share_percent` is a number, or "<10" or ">90" for a coded share."""

SHOWN = "published"
NOT_SHOWN = "withheld"

_RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def share_text(share: RoundedShare) -> str:
    """Write a rounded share: "25", "<10" or ">90"."""
    match share.end:
        case End.ABOUT:
            return str(share.percent)
        case End.LESS_THAN:
            return f"<{share.percent}"
        case End.MORE_THAN:
            return f">{share.percent}"


def overview_rows(overview: Overview) -> Iterator[Row]:
    """The rows of the overview: per unit, its people then each measure. Intervals are not on that page."""
    for line in overview.rows:
        place = _place(overview.release.window, line.unit, line.name)
        yield _row(place, CONTRIBUTORS, **_people(line.people))
        for measure in MEASURES:
            change = line.changes[measure]
            moved = _change(change) if isinstance(change, ShownMove) else {}
            yield _row(place, measure.slug, **_figure(line.figures[measure]), **moved)


def unit_rows(trends: UnitTrends) -> Iterator[Row]:
    """The rows of the page of a unit: per window, its people then each measure with its interval."""
    series = {measure: trends.trends[measure].points for measure in MEASURES}
    for index, point in enumerate(series[MEASURES[0]]):
        place = _place(point.window, trends.unit, trends.name)
        yield _row(place, CONTRIBUTORS, **_people(point.people))
        for measure in MEASURES:
            latest = index == len(series[measure]) - 1
            change = _change(trends.trends[measure].change) if latest else {}
            yield _row(place, measure.slug, **_point(series[measure][index]), **change)


def to_csv(rows: Iterable[Row], delimiter: str) -> str:
    """Write rows as CSV with a header; text that a spreadsheet would run as a formula is quoted first."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_guarded(row[column]) for column in COLUMNS])
    return written.getvalue()


def to_json(rows: Iterable[Row], release: Release, organisation: str, simulated: bool) -> str:
    """Write rows as JSON with the policy they were published under, the noise (null: none) and whether they
    are simulated."""
    policy = release.policy
    return json.dumps(
        {
            "organisation": organisation,
            "simulated": simulated,
            "window": release.window,
            "policy": {
                "version": policy.version,
                "k": policy.k,
                "t": policy.t,
                "coalition": policy.coalition,
            },
            "noise": noise_as_json(release.noise),
            "digest": release.digest,
            "rounding": {"people": 5, "share_points": 5, "coded_below": 10, "coded_above": 90},
            "rows": [{column: row[column] for column in COLUMNS if row[column] is not None} for row in rows],
        },
        ensure_ascii=False,
        indent=1,
    )


def _guarded(value: Value) -> Value:
    """Quote text that begins like a formula (OWASP, CSV injection); numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_RISKY_STARTS):
        return f"'{value}"
    return value


def _place(window: str, unit: str, name: str) -> dict[str, Value]:
    return {"window": window, "unit": unit, "unit_name": name}


def _row(place: Mapping[str, Value], measure: str, **values: Value) -> Row:
    empty: dict[str, Value] = dict.fromkeys(COLUMNS)
    return {**empty, **place, "measure": measure, **values}


def _people(people: ShownPeople) -> dict[str, Value]:
    match people:
        case Hidden(reason=reason):
            return {"status": NOT_SHOWN, "reason": reason}
        case RoundedPeople(about=about):
            return {"status": SHOWN, "people_about": about}


def _figure(figure: Figure | Hidden) -> dict[str, Value]:
    match figure:
        case Hidden(reason=reason):
            return {"status": NOT_SHOWN, "reason": reason}
        case Figure(share=share):
            return {"status": SHOWN, "share_percent": share_text(share)}


def _point(point: WindowFigure) -> dict[str, Value]:
    figure = point.figure
    if isinstance(figure, Hidden):
        return _figure(figure)
    interval = figure.interval
    return {**_figure(figure), "interval_low": interval.low, "interval_high": interval.high}


def _change(change: ShownChange) -> dict[str, Value]:
    match change:
        case ShownMove(direction=direction, points=points, interval=interval, sureness=sureness):
            return {
                "change": direction.value,
                "change_points": points,
                "change_low": interval.low,
                "change_high": interval.high,
                "sureness": sureness.value,
            }
        case ShownSteady(interval=interval):
            return {"change": "steady", "change_low": interval.low, "change_high": interval.high}
        case _:
            return {"change": "not_enough"}
