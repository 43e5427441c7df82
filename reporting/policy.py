"""The thresholds under which nothing is published. An installation can raise them and never lower them."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.disclosure import Need

POLICY_VERSION = 2
"""The version of the rule by which a release is made; it changes when the same counts could give another
release. Version 1 publishes the most groups, and a unit in which nobody took part as a zero; version 2
publishes the largest groups first (reporting/worth.py) and withholds an empty unit (reporting/cells.py), so
that a reader who knows the rule learns nothing from what is withheld."""

KNOWN_VERSIONS = (1, 2)
"""The versions that can be made, read and verified. An installation makes the newest only."""

DEFAULT_K = 10
"""The fewest distinct people behind a published figure (design, section 6)."""

DEFAULT_T = 3
"""The fewest people on each side of a published share: those who declared the measure, those who did
not."""

DEFAULT_COALITION = 1
"""How many contributors are assumed to pool what they know of themselves."""


class PolicyRefused(ValueError):
    """The thresholds are lower than the defaults, or not whole numbers; the message says which."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule's version and its thresholds: `k` people, `t` on each side, whatever `coalition` people
    subtract.

    Raises PolicyRefused when a threshold is lower than its default.
    """

    version: int = POLICY_VERSION
    k: int = DEFAULT_K
    t: int = DEFAULT_T
    coalition: int = DEFAULT_COALITION

    def __post_init__(self) -> None:
        """Refuse an unknown version and thresholds lower than the defaults."""
        if type(self.version) is not int or self.version not in KNOWN_VERSIONS:
            known = " and ".join(str(version) for version in KNOWN_VERSIONS)
            raise PolicyRefused(f"Policy version {self.version!r} is not known; versions {known} are.")
        for name, value, least in (
            ("k", self.k, DEFAULT_K),
            ("t", self.t, DEFAULT_T),
            ("coalition", self.coalition, DEFAULT_COALITION),
        ):
            if type(value) is not int or value < least:
                raise PolicyRefused(
                    f"{name} = {value!r} is not allowed: the least is {least}, "
                    "and an installation can only raise it."
                )

    @property
    def hides_empty_units(self) -> bool:
        """Whether a unit in which nobody took part is withheld like one in which too few did."""
        return self.version >= 2

    @property
    def prefers_the_largest(self) -> bool:
        """Whether the largest groups are published first, and not the most groups."""
        return self.version >= 2

    @property
    def contributors_need(self) -> Need:
        """What a remainder of contributors must hold: k people besides the coalition."""
        return Need(people=self.k + self.coalition, side=0)

    @property
    def measure_need(self) -> Need:
        """What a remainder of a measure must hold: the same, and t people on each side besides the
        coalition."""
        return Need(people=self.k + self.coalition, side=self.t + self.coalition)
