"""What moved, by how much, and how sure: pure functions on the released counts.

For one group and one measure a release gives n people who declared it among N who took part. Decisions, and
why:

- **Interval of a share**: Wilson's score interval at 95 %. It keeps its promise for small N and near 0 or 100
  %, where the usual plus-or-minus does not (Brown, Cai and DasGupta, Statistical Science 2001).
- **Baseline**: the windows published just before, put together, as many as make a quarter (13 weeks):
  thirteen windows of one week, three of four weeks, one of thirteen. One window alone would let one odd month
  decide; years of windows would call "new" what has been known for long. Only windows within twice that
  length are looked at; a withheld window is a gap.
- **Change**: the difference of the two shares, with Newcombe's hybrid score interval at 95 % (method 10,
  Statistics in Medicine 1998), and the probability that the share is really on that side of the baseline
  (Jeffreys prior on each share).
- **False alarms**: one Fisher exact test per series, and Benjamini-Hochberg over every series of the release
  at once (scipy.stats.false_discovery_control): of the changes announced, at most one in ten is expected to
  be noise. Fisher's test is valid whatever N is, and the same people in two windows only make it more
  cautious.
- **Noise**: a figure to which noise was added (reporting/noise.py) varies by more than chance. It counts for
  as many people as would vary as much by chance alone (`Point.weight`), in every formula above, so intervals
  widen, probabilities fall and announcements become rarer. The variance of the noise is known exactly; that
  of the share follows from it to the first order. Figures that were put back where they are safe vary a
  little less than this says, and lean towards the middle.
- **Size**: a change under 5 points is never announced, however sure: it is under the step at which figures
  are shown.

What this does not know: who chose to take part. The people of two windows may differ, and no link between
windows exists.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from scipy import special, stats

CONFIDENCE = 0.95
FALSE_DISCOVERY_RATE = 0.10
SMALLEST_CHANGE = 0.05
QUARTER_WEEKS = 13

Z = float(stats.norm.ppf(0.5 + CONFIDENCE / 2))

Series = TypeVar("Series", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Point:
    """One published cell: `affected` people declared the measure among `contributors` who took part.

    The variances of the noise in the two counts are in people squared; 0 when the counts are exact.
    """

    affected: int
    contributors: int
    affected_noise: float = 0.0
    contributors_noise: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be a count of people among people."""
        if self.contributors <= 0 or not 0 <= self.affected <= self.contributors:
            raise ValueError(f"{self.affected} of {self.contributors} is not a share of people.")
        if self.affected_noise < 0 or self.contributors_noise < 0:
            raise ValueError("A variance is not negative.")

    @property
    def share(self) -> float:
        """The share, between 0 and 1."""
        return self.affected / self.contributors

    @property
    def weight(self) -> float:
        """How many people's exact figure would vary as much as this one, by chance and noise together."""
        noise = (self.affected_noise + self.share**2 * self.contributors_noise) / self.contributors**2
        if noise == 0.0:
            return float(self.contributors)
        # Nobody, or everybody, among a few could be one person more or less.
        share = min(max(self.share, 0.5 / self.contributors), 1 - 0.5 / self.contributors)
        chance = share * (1 - share)
        return min(float(self.contributors), chance / (chance / self.contributors + noise))

    @property
    def declared(self) -> float:
        """The part of `weight` that declared the measure."""
        return float(self.affected) if self.weight == self.contributors else self.share * self.weight


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds, `low` <= `high`."""

    low: float
    high: float


class Direction(StrEnum):
    """Which way a share went. Whether that is good news depends on the pole of the measure."""

    UP = "up"
    DOWN = "down"


class Missing(StrEnum):
    """Why no change can be said."""

    WITHHELD_NOW = "withheld_now"
    NO_BASELINE = "no_baseline"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of shares, latest minus baseline, with its 95 % interval; `p_value` is Fisher's,
    two-sided."""

    latest: Point
    baseline: Point
    interval: Interval
    p_value: float

    @property
    def difference(self) -> float:
        """The latest share minus that of the baseline."""
        return self.latest.share - self.baseline.share

    @property
    def direction(self) -> Direction:
        """The side on which the difference lies."""
        return Direction.UP if self.difference >= 0 else Direction.DOWN

    @property
    def probability(self) -> float:
        """How probable it is that the share really lies on that side (computed when asked for)."""
        higher = probability_higher(self.latest, self.baseline)
        return higher if self.direction is Direction.UP else 1.0 - higher


@dataclass(frozen=True, slots=True)
class Moved:
    """The series has changed, false alarms being controlled over all the series judged together."""

    change: Change
    adjusted: float


@dataclass(frozen=True, slots=True)
class Steady:
    """No change can be told from the ordinary play of chance. It does not say that nothing changed."""

    change: Change


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Nothing to compare, and why."""

    reason: Missing


Outcome = Moved | Steady | NotEnough


def share_interval(point: Point) -> Interval:
    """Return Wilson's 95 % interval of a share."""
    n, share = point.weight, point.share
    centre = share + Z * Z / (2 * n)
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    low = 0.0 if point.affected == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if point.affected == point.contributors else min(1.0, (centre + spread) / scale)
    return Interval(low, high)


def difference_interval(latest: Point, baseline: Point) -> Interval:
    """Return Newcombe's 95 % interval of `latest.share - baseline.share`, for two independent groups."""
    now, before = share_interval(latest), share_interval(baseline)
    difference = latest.share - baseline.share
    low = difference - math.hypot(latest.share - now.low, before.high - baseline.share)
    high = difference + math.hypot(now.high - latest.share, baseline.share - before.low)
    return Interval(max(-1.0, low), min(1.0, high))


_SLICES = 500
_MIDPOINTS = (np.arange(_SLICES) + 0.5) / _SLICES


def probability_higher(latest: Point, baseline: Point) -> float:
    """Return the probability that the latest share is the higher one, each share having a Jeffreys prior.

    A deterministic sum over 500 equally probable slices of the latest share; right to three decimals.
    """
    now = special.betaincinv(latest.declared + 0.5, latest.weight - latest.declared + 0.5, _MIDPOINTS)
    before = special.betainc(baseline.declared + 0.5, baseline.weight - baseline.declared + 0.5, now)
    return float(np.mean(before))


def baseline_length(weeks: int) -> int:
    """Return how many windows of `weeks` weeks make the quarter that serves as the baseline; at least one."""
    return max(1, round(QUARTER_WEEKS / weeks))


def baseline_of(earlier: Sequence[Point | None], weeks: int) -> Point | None:
    """Put together the most recent published points of `earlier` (oldest first); None when there is none.

    At most `baseline_length(weeks)` points, all within the last twice as many windows.
    """
    length = baseline_length(weeks)
    recent = [point for point in earlier[-2 * length :] if point is not None][-length:]
    if not recent:
        return None
    return Point(
        sum(point.affected for point in recent),
        sum(point.contributors for point in recent),
        math.fsum(point.affected_noise for point in recent),
        math.fsum(point.contributors_noise for point in recent),
    )


def change_between(latest: Point, baseline: Point) -> Change:
    """Measure the change from `baseline` to `latest`, alone (no correction for the other series)."""
    table = np.array([_whole_people(latest), _whole_people(baseline)])
    return Change(
        latest=latest,
        baseline=baseline,
        interval=difference_interval(latest, baseline),
        p_value=min(1.0, float(stats.fisher_exact(table).pvalue)),
    )


def _whole_people(point: Point) -> tuple[int, int]:
    """Those who declared and those who did not, of the point's weight, in whole people for Fisher's test."""
    people = math.floor(point.weight)
    declared = min(people, round(point.share * people))
    return declared, people - declared


def judge(series: Mapping[Series, Sequence[Point | None]], weeks: int) -> dict[Series, Outcome]:
    """Judge every series of a release together; each is oldest first, its last point the window judged.

    A None is a window in which the cell was withheld, or did not exist. All the series that have a baseline
    enter one Benjamini-Hochberg correction, so that looking at more groups does not make more false alarms.
    """
    outcomes: dict[Series, Outcome] = {}
    changes: dict[Series, Change] = {}
    for key, points in series.items():
        latest = points[-1] if points else None
        baseline = baseline_of(points[:-1], weeks)
        if latest is None:
            outcomes[key] = NotEnough(Missing.WITHHELD_NOW)
        elif baseline is None:
            outcomes[key] = NotEnough(Missing.NO_BASELINE)
        else:
            changes[key] = change_between(latest, baseline)
    if changes:
        adjusted = stats.false_discovery_control([change.p_value for change in changes.values()])
        for (key, change), value in zip(changes.items(), adjusted, strict=True):
            moved = value <= FALSE_DISCOVERY_RATE and abs(change.difference) >= SMALLEST_CHANGE
            outcomes[key] = Moved(change, float(value)) if moved else Steady(change)
    return outcomes
