"""The ledger: all releases in order, each checked by itself and against those before it.

A breach means that the ledger cannot be trusted, or that a reader could learn what was withheld; a note is
what whoever compares releases has to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reporting.inspection import breaches
from reporting.noise import NoiseTerms
from reporting.release import Release
from signals.contributions.windows import Window, parse_window


class FindingKind(StrEnum):
    """What can be found about a release."""

    CHAIN_BROKEN = "chain_broken"
    """It does not carry the digest of the release before: one was altered, dropped, added or moved."""
    WINDOW_RELEASED_TWICE = "window_released_twice"
    """Another release is about the same window: what each withholds, the other may give away."""
    WINDOWS_OVERLAP = "windows_overlap"
    """Its window shares days with an earlier one, so one person's week is in two releases."""
    WINDOW_OUT_OF_ORDER = "window_out_of_order"
    """Its window is before that of an earlier release."""
    WINDOW_UNREADABLE = "window_unreadable"
    """Its window's id is that of no window, so that it can be compared with none."""
    WINDOW_LENGTH_CHANGED = "window_length_changed"
    """Its window is longer or shorter than the first one, which locked the length."""
    THRESHOLDS_LOWERED = "thresholds_lowered"
    """A threshold, or the version of the rule, is lower than in an earlier release."""
    UNSAFE = "unsafe"
    """Its own cells break its policy."""
    HIERARCHY_CHANGED = "hierarchy_changed"
    """Units were added, removed or moved since the release before: a note, for whoever compares the two."""
    NOISE_CHANGED = "noise_changed"
    """Its figures were drawn under other terms than those of the release before: a note too."""

    @property
    def is_breach(self) -> bool:
        """Whether it puts the ledger in doubt, rather than being a note."""
        return self not in (FindingKind.HIERARCHY_CHANGED, FindingKind.NOISE_CHANGED)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found about the release of `window`, the `place`-th of the ledger (from 0); `sentence` has
    no figure."""

    kind: FindingKind
    place: int
    window: str
    sentence: str


def verify_chain(releases: Sequence[Release]) -> tuple[Finding, ...]:
    """Everything found in the releases, given from the first to the last; empty when there is nothing to
    say.

    Never raises on what a release contains. Each is checked from its cells alone (reporting/inspection.py),
    then for its place in the chain, its window and its thresholds against all the earlier ones.
    """
    findings: list[Finding] = []
    for place, release in enumerate(releases):
        earlier = releases[:place]
        for kind, sentence in (
            *_alone(release),
            *_in_chain(release, earlier),
            *_windows(release, earlier),
            *_thresholds(release, earlier),
            *_hierarchies(release, earlier),
            *_noises(release, earlier),
        ):
            findings.append(Finding(kind, place, release.window, sentence))
    return tuple(findings)


_Found = Iterator[tuple[FindingKind, str]]


def _alone(release: Release) -> _Found:
    for breach in breaches(release.hierarchy, release.policy, release.cells):
        yield FindingKind.UNSAFE, f"'{breach.unit}', {breach.column}: {breach.sentence}"


def _in_chain(release: Release, earlier: Sequence[Release]) -> _Found:
    if not earlier and release.previous is not None:
        yield FindingKind.CHAIN_BROKEN, "It follows a release that the ledger does not hold."
    elif earlier and release.previous != earlier[-1].digest:
        sentence = f"It does not follow the release of {earlier[-1].window} as the ledger holds it."
        yield FindingKind.CHAIN_BROKEN, sentence


def _weeks(window: str) -> Window | None:
    try:
        return parse_window(window)
    except ValueError:
        return None


def _windows(release: Release, earlier: Sequence[Release]) -> _Found:
    if any(other.window == release.window for other in earlier):
        yield FindingKind.WINDOW_RELEASED_TWICE, "An earlier release is about the same window."
        return
    weeks = _weeks(release.window)
    if weeks is None:
        yield (
            FindingKind.WINDOW_UNREADABLE,
            f"'{release.window}' is no window that the calendar has; one is written like 2026-W45-4w.",
        )
        return
    readable = [(other.window, known) for other in earlier if (known := _weeks(other.window)) is not None]
    for window, known in readable:
        if weeks.start < known.end and known.start < weeks.end:
            yield FindingKind.WINDOWS_OVERLAP, f"Its window shares days with {window}."
        elif weeks.start < known.start:
            yield FindingKind.WINDOW_OUT_OF_ORDER, f"Its window is before {window}, released earlier."
    if readable and readable[0][1].weeks != weeks.weeks:
        sentence = f"The length of the window was locked by {readable[0][0]}."
        yield FindingKind.WINDOW_LENGTH_CHANGED, sentence


def _thresholds(release: Release, earlier: Sequence[Release]) -> _Found:
    for name in ("version", "k", "t", "coalition"):
        highest = max((getattr(other.policy, name) for other in earlier), default=0)
        now = getattr(release.policy, name)
        if now < highest:
            yield FindingKind.THRESHOLDS_LOWERED, f"{name} went down from {highest} to {now}."


def _hierarchies(release: Release, earlier: Sequence[Release]) -> _Found:
    if not earlier:
        return
    before, now = earlier[-1].hierarchy.parents, release.hierarchy.parents
    added, removed = sorted(now.keys() - before.keys()), sorted(before.keys() - now.keys())
    moved = sorted(unit for unit in now.keys() & before.keys() if now[unit] != before[unit])
    for what, units in (("added", added), ("removed", removed), ("moved", moved)):
        if units:
            yield FindingKind.HIERARCHY_CHANGED, f"Units {what}: {', '.join(units)}."


def _noises(release: Release, earlier: Sequence[Release]) -> _Found:
    if earlier and release.noise != earlier[-1].noise:
        yield (
            FindingKind.NOISE_CHANGED,
            f"{_said(earlier[-1].noise)} before, {_said(release.noise).lower()} now.",
        )


def _said(terms: NoiseTerms | None) -> str:
    if terms is None:
        return "Exact figures"
    return f"Noise of scale {terms.scale:g} ({terms.mechanism})"
