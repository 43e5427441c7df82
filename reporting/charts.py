"""Charts as values: Plotly figures written as plain JSON, one measure of one group per chart.

A chart shows rounded figures only. A line joins windows that follow each other; the band is the 95 % interval
rounded outward; a withheld window is a hatched column, never a point at zero and never bridged by the line.
Colours are safe for the common colour-blindnesses (orange and blue, never red against green), and risk and
resource also differ by their line and their marker. No pie, no gauge, no legend to decode: the last point is
labelled. Nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporting.rounding import End, RoundedShare
from reporting.showing.board import Trend
from reporting.showing.figures import Figure
from signals.contributions.measures import Pole

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; `surface` is the ground they are read on."""

    surface: str
    ink: str
    grid: str
    risk: str
    resource: str
    hatch: str

    def of(self, pole: Pole) -> str:
        """The colour of a pole."""
        return self.risk if pole is Pole.RISK else self.resource


PALETTES: Mapping[str, Palette] = {
    "light": Palette("#fcf8ef", "#2a2620", "#d9cfba", "#a04a00", "#0b5c8a", "#8b8069"),
    "dark": Palette("#24211c", "#ece3d2", "#3c372e", "#f0a35e", "#7cc0ea", "#827863"),
    "print": Palette("#ffffff", "#111111", "#bbbbbb", "#a04a00", "#0b5c8a", "#777777"),
}
"""One palette per theme; the grounds are those of the design tokens."""

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The few words a chart holds, in the language of the page."""

    windows: Sequence[str]
    withheld: str
    about: str
    less_than: str
    more_than: str

    def share(self, share: RoundedShare) -> str:
        """A share as the chart says it."""
        template = {End.ABOUT: self.about, End.LESS_THAN: self.less_than, End.MORE_THAN: self.more_than}
        return template[share.end].format(percent=share.percent)


def trend_figures(trend: Trend, words: ChartWords) -> dict[str, Json]:
    """Return the same figure for each theme."""
    return {theme: trend_figure(trend, words, palette) for theme, palette in PALETTES.items()}


def trend_figure(trend: Trend, words: ChartWords, palette: Palette) -> Json:
    """Return one Plotly figure: `data` and `layout`."""
    colour = palette.of(trend.measure.pole)
    data = [*_bands(trend, words, colour), _gaps(trend, words, palette), _line(trend, words, colour)]
    return {"data": data, "layout": _layout(trend, words, palette, colour)}


def _bands(trend: Trend, words: ChartWords, colour: str) -> list[Json]:
    """One closed band for each run of windows that follow each other; a lone window gets a bar of error."""
    bands: list[Json] = []
    for run in _runs(trend):
        figures = [figure for _, figure in run]
        names = [words.windows[index] for index, _ in run]
        lows = [figure.interval.low for figure in figures]
        highs = [figure.interval.high for figure in figures]
        bands.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [*names, *reversed(names)],
                "y": [*highs, *reversed(lows)],
                "fill": "toself",
                "fillcolor": _translucent(colour),
                "line": {"width": 1 if len(run) > 1 else 6, "color": _translucent(colour)},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    return bands


def _gaps(trend: Trend, words: ChartWords, palette: Palette) -> Json:
    """The withheld windows, as hatched columns over the whole height."""
    missing = [
        words.windows[index]
        for index, point in enumerate(trend.points)
        if not isinstance(point.figure, Figure)
    ]
    return {
        "type": "bar",
        "x": missing,
        "y": [100] * len(missing),
        "width": 0.5,
        "marker": {
            "color": palette.surface,
            "line": {"width": 0},
            "pattern": {"shape": "/", "size": 8, "solidity": 0.12, "fgcolor": palette.hatch},
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _line(trend: Trend, words: ChartWords, colour: str) -> Json:
    risk = trend.measure.pole is Pole.RISK
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(words.windows),
        "y": [
            point.figure.share.drawn_at if isinstance(point.figure, Figure) else None
            for point in trend.points
        ],
        "connectgaps": False,
        "line": {"color": colour, "width": 2.5, "dash": "solid" if risk else "dash"},
        "marker": {"color": colour, "size": 9, "symbol": "circle" if risk else "diamond"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(trend: Trend, words: ChartWords, palette: Palette, colour: str) -> Json:
    axis = {"fixedrange": True, "zeroline": False, "color": palette.ink}
    return {
        "paper_bgcolor": palette.surface,
        "plot_bgcolor": palette.surface,
        "font": {"family": FONT, "size": 14, "color": palette.ink},
        "margin": {"l": 56, "r": 24, "t": 16, "b": 36},
        "height": 240,
        "showlegend": False,
        "bargap": 0,
        "xaxis": {
            **axis,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(words.windows),
            "range": [-0.5, len(words.windows) - 0.5],
            "showgrid": False,
        },
        "yaxis": {
            **axis,
            "range": [0, 104],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": [words.about.format(percent=percent) for percent in (0, 25, 50, 75, 100)],
            "gridcolor": palette.grid,
        },
        "annotations": [*_last_label(trend, words, colour), *_gap_labels(trend, words, palette)],
    }


def _last_label(trend: Trend, words: ChartWords, colour: str) -> list[Json]:
    """The share of the last published window, written next to its point."""
    for index in range(len(trend.points) - 1, -1, -1):
        figure = trend.points[index].figure
        if isinstance(figure, Figure):
            high = figure.share.drawn_at > 80
            return [
                {
                    "x": index,
                    "y": figure.share.drawn_at,
                    "text": words.share(figure.share),
                    "showarrow": False,
                    "xanchor": "center",
                    "yshift": -20 if high else 20,
                    "font": {"color": colour, "size": 16},
                }
            ]
    return []


def _gap_labels(trend: Trend, words: ChartWords, palette: Palette) -> list[Json]:
    return [
        {
            "x": index,
            "y": 50,
            "text": words.withheld,
            "textangle": -90,
            "showarrow": False,
            "bgcolor": palette.surface,
            "font": {"color": palette.ink, "size": 13},
        }
        for index, point in enumerate(trend.points)
        if not isinstance(point.figure, Figure)
    ]


def _runs(trend: Trend) -> list[list[tuple[int, Figure]]]:
    """The published windows, cut at every withheld one."""
    runs: list[list[tuple[int, Figure]]] = [[]]
    for index, point in enumerate(trend.points):
        if isinstance(point.figure, Figure):
            runs[-1].append((index, point.figure))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _translucent(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"
