"""How often people may be made to wait for a model: never in a crowd, and not for one that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AT_ONCE = 2
"""Calls under way at the same time: most threads of a process stay free, for a danger among others."""

FAILURES = 3
"""Failures in a row after which the model is left alone for a while."""

PAUSE_SECONDS = 60.0


class Patience:
    """Shared by the threads of one process; counts calls and kinds of failure, and knows nothing of texts."""

    __slots__ = ("_clock", "_failures", "_kinds", "_lock", "_rest_until", "_under_way")

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start rested; `clock` gives seconds that never go back (time.monotonic)."""
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way = 0
        self._failures = 0
        self._rest_until = clock()
        self._kinds: set[str] = set()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Take one of the places, without waiting for it; yields whether the model may be asked now."""
        with self._lock:
            free = self._under_way < AT_ONCE and self._clock() >= self._rest_until
            self._under_way += free
        try:
            yield free
        finally:
            with self._lock:
                self._under_way -= free

    def failed(self) -> None:
        """Note a call without an answer; after FAILURES in a row nobody waits for PAUSE_SECONDS."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._rest_until = self._clock() + PAUSE_SECONDS

    def worked(self) -> None:
        """Note an answer in time."""
        with self._lock:
            self._failures = 0

    def is_new(self, kind: str) -> bool:
        """Say whether this kind of failure is heard of for the first time."""
        with self._lock:
            new = kind not in self._kinds
            self._kinds.add(kind)
        return new
