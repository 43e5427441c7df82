"""What the employees' pages are given: everything they use comes through here, nothing is global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chatbot.conversation.turn import Companion
from chatbot.sealing import Sealer
from signals.contributions.counting import Counted, InvitationRefused, NotCounted, Redeemed
from signals.contributions.measures import Measure


class Organisation(Protocol):
    """What the pages say of the organisation."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def simulated(self) -> bool:
        """Whether it is a demonstration, which every page then says."""

    @property
    def country(self) -> str:
        """Which emergency numbers and resources come first."""

    @property
    def dpo_contact(self) -> str | None:
        """Who answers questions about personal data."""

    @property
    def unit_names(self) -> Mapping[str, str]:
        """The name of each unit."""


class Counting(Protocol):
    """The two acts of counting."""

    def redeem(self, invitation: str, now: datetime) -> Redeemed | InvitationRefused:
        """Exchange an invitation, once, for a credential."""

    def contribute(
        self, credential: str, measures: frozenset[Measure], now: datetime
    ) -> Counted | NotCounted:
        """Count `measures` for the holder of `credential`."""


class Speech(Protocol):
    """The words of the pages, by locale and key."""

    def text(self, locale: str, key: str, **values: object) -> str:
        """Return one sentence."""


@dataclass(frozen=True, slots=True)
class PageServices:
    """The collaborators of the pages; `clock` gives the time with its zone."""

    companion: Companion
    sealer: Sealer
    counting: Counting
    organisation: Organisation
    words: Speech
    clock: Callable[[], datetime]
