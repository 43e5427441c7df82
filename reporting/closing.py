"""Closing a window: its release exists once, its contributions not at all, whatever stops in between.

Two stores cannot share a transaction, so the order makes it safe; each step can be done again without harm:

1. seal (intake, one transaction): what arrived is settled, and no contribution enters the window any more;
2. record (releases, one transaction): the release and the row of its job, or neither, and never twice;
3. forget (intake, one transaction): the contributions and the window's key are destroyed;
4. mark the job done (releases).

A stop before 2 is committed leaves a sealed window whose contributions are all there: the next run compiles
them. A stop after leaves the row of the job: the next run compiles nothing and goes on with 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reporting.hierarchy import Hierarchy
from reporting.noise import Noise
from reporting.policy import Policy
from reporting.release import Release, compile_from_tally
from reporting.store import ChainMoved, JobState
from reporting.tally import ContributionError, tally_counts, without_forged
from signals.contributions.store import ClosingStore, WindowState
from signals.contributions.windows import Calendar, Window, parse_window

MOST_TRIES = 5
"""How often a release is compiled again because another was added meanwhile."""


class CannotClose(Exception):
    """A window cannot be closed; the sentence says why. Nothing was published and nothing was lost."""


class ReleaseKeeper(Protocol):
    """What closing needs of the releases store."""

    def latest(self) -> Release | None:
        """The newest release."""
        ...

    def add(self, release: Release) -> bool:
        """Keep a release with the row of its job; False when its window was released before."""
        ...

    def job_state(self, window: str) -> JobState | None:
        """How far a window's release has come."""
        ...

    def mark_done(self, window: str) -> None:
        """Note that a window's contributions are gone."""
        ...


@dataclass(frozen=True, slots=True)
class Closed:
    """The window is released (by this run or, `now_released` False, by an earlier one).

    `finished` is False in the one case when a copy of its contributions may still be in the write-ahead
    log, because a reader held it for long: close the window again. `forged` names the units that were left
    out, because more people were counted in them than passes issued.
    """

    window: Window
    now_released: bool
    finished: bool
    forged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Organigram:
    """The units as they stand when a window is released."""

    hierarchy: Hierarchy
    unit_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes windows between the two stores, with the units, the policy and the calendar of the day; without
    `noise` the figures are exact.
    """

    intake: ClosingStore
    releases: ReleaseKeeper
    organigram: Organigram
    policy: Policy
    calendar: Calendar
    noise: Noise | None = None

    def due(self, now: datetime) -> tuple[Window, ...]:
        """The windows that are over at `now` and not yet released and forgotten, oldest first.

        A window in which nobody took part, or during which nothing ran, is due like any other: the series
        has no hole. Raises CannotClose when the length of windows was changed after the first one was
        opened.
        """
        known = self.intake.windows()
        for window in known:
            if window.weeks != self.calendar.weeks:
                raise CannotClose(
                    f"Windows of this installation last {window.weeks} weeks ({window} exists) and the "
                    f"settings say {self.calendar.weeks}: put window_weeks = {window.weeks} back."
                )
        if not known:
            return ()
        ended = self.calendar.ended_between(min(known), now)
        return tuple(window for window in ended if not self._is_over(window, known))

    def close_due(self, now: datetime) -> tuple[Closed, ...]:
        """Close every window that is due, oldest first."""
        return tuple(self.close_window(window, now) for window in self.due(now))

    def close_window(self, window: Window, now: datetime) -> Closed:
        """Release `window` and forget its contributions, exactly once; call it again after any interruption.

        Raises CannotClose when the window is not over, when an older one is due first (the chain goes forward
        only), or when the two stores do not tell the same story (one was put back from an old backup).
        """
        if now < window.ends_at(self.calendar.zone):
            raise CannotClose(f"The window {window} is not over: it ends on {window.end.isoformat()}.")
        older = [due for due in self.due(now) if due < window]
        if older:
            raise CannotClose(f"The window {older[0]} is due before {window}: close it first.")
        state = self.intake.seal(window)
        recorded = self.releases.job_state(window.id)
        if recorded is None and state is WindowState.RELEASED:
            raise CannotClose(
                f"The window {window} was released and its release is missing: put back the last backup of "
                "the releases store. Its contributions were destroyed: it cannot be compiled again."
            )
        counts, forged = self._counts(window) if recorded is None else ({}, frozenset[str]())
        now_released = recorded is None and self._record(window, counts)
        if state is not WindowState.RELEASED:
            self.intake.forget(window)
        finished = self.intake.truncate_log()
        if finished and recorded is not JobState.DONE:
            self.releases.mark_done(window.id)
        return Closed(window, now_released, finished, forged if now_released else frozenset())

    def _counts(self, window: Window) -> tuple[Mapping[tuple[str, str], int], frozenset[str]]:
        counts = self.intake.counts(window)
        term = self.calendar.term_at(window.starts_at(self.calendar.zone))
        if not self.intake.invited(term):
            # Its invitations are purged, or there never were any: nothing to compare with.
            return counts, frozenset()
        return without_forged(counts, self.intake.issued(term))

    def _record(self, window: Window, counts: Mapping[tuple[str, str], int]) -> bool:
        for _ in range(MOST_TRIES):
            latest = self.releases.latest()
            if latest is not None and parse_window(latest.window) >= window:
                if self.releases.job_state(window.id) is not None:
                    return False
                raise CannotClose(f"The window {window} is older than the newest release, {latest.window}.")
            try:
                return self.releases.add(self._compile(window, counts, latest))
            except ChainMoved:
                continue
        raise CannotClose(f"The window {window} could not be added to the chain of releases: try again.")

    def _compile(
        self, window: Window, counts: Mapping[tuple[str, str], int], latest: Release | None
    ) -> Release:
        # A unit may leave the organisation file during a window. What was declared in it can then be shown
        # under no name, and keeping it for later would keep it for ever: it goes with the window.
        hierarchy = self.organigram.hierarchy
        known = {place: people for place, people in counts.items() if place[0] in hierarchy}
        try:
            tally = tally_counts(hierarchy, known)
        except ContributionError as error:
            raise CannotClose(f"The window {window} cannot be released. {error}") from None
        return compile_from_tally(
            window.id,
            hierarchy,
            tally,
            self.policy,
            None if latest is None else latest.digest,
            unit_names=self.organigram.unit_names,
            noise=self.noise,
        )

    def _is_over(self, window: Window, known: Mapping[Window, WindowState]) -> bool:
        if known.get(window) is not WindowState.RELEASED:
            return False
        return self.releases.job_state(window.id) is JobState.DONE
