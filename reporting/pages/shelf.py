"""Which releases an account may read: all for a psychologist, the signed ones for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.accounts import Role
from reporting.release import Release
from reporting.showing.history import History, history_until
from reporting.store import ReleaseReader


@dataclass(frozen=True, slots=True)
class Shelf:
    """`every` holds all releases; `signed` those that may be shown to all (the same, when none needs a
    signature)."""

    every: ReleaseReader
    signed: ReleaseReader

    def releases(self, role: Role) -> tuple[Release, ...]:
        """The releases that `role` may read, oldest first."""
        return (self.every if role is Role.PSYCHOLOGIST else self.signed).all()

    def history(self, role: Role, window: str | None) -> History | None:
        """The releases up to `window` (the latest when None); None when `role` has no such release to
        read."""
        return history_until(self.releases(role), window)

    def waiting(self, role: Role) -> bool:
        """Whether a release exists that `role` may not read yet."""
        return len(self.every.all()) > len(self.releases(role))
