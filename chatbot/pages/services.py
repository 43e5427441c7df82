"""What the employees' pages are given: everything they use comes through here, nothing is global."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chatbot.conversation.turn import Companion
from chatbot.sealing import Sealer
from signals.contributions.counting import Counted, NotCounted
from signals.contributions.issuing import InvitationRefused, Invited, Signed
from signals.contributions.measures import Measure
from signals.contributions.store import IssuingStore
from signals.contributions.windows import Calendar


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


class Issuing(Protocol):
    """The two acts of issuing a pass, and where invitations are looked up."""

    @property
    def store(self) -> IssuingStore:
        """The invitations."""

    @property
    def calendar(self) -> Calendar:
        """The terms they are for."""

    def look(self, code: str, now: datetime) -> Invited | InvitationRefused:
        """Say what an invitation is good for; nothing is used up."""

    def sign(self, code: str, blinded: bytes, now: datetime) -> Signed | InvitationRefused:
        """Sign a blinded message and use the invitation up; the same message again gets the same answer."""


class Counting(Protocol):
    """The act of counting."""

    def contribute(self, token: str, measures: frozenset[Measure], now: datetime) -> Counted | NotCounted:
        """Count `measures` for the holder of the pass `token`."""


class UnitCounts(Protocol):
    """How many passes there are in a unit and term, as of a day (written 2026-11-22)."""

    @property
    def term(self) -> str:
        """The term, as the id of its window."""

    @property
    def unit(self) -> str:
        """The unit."""

    @property
    def invited(self) -> int:
        """How many invitations were made."""

    @property
    def issued(self) -> int:
        """How many of them were exchanged for a pass."""

    @property
    def as_of(self) -> str:
        """The day of the two figures."""


class RosterLine(Protocol):
    """How many people of a unit a change of the roster is about."""

    @property
    def unit(self) -> str:
        """The unit."""

    @property
    def people(self) -> int:
        """How many."""


class RosterChange(Protocol):
    """One change of who is invited: the day, the lines, and the two roles that answer for it."""

    @property
    def day(self) -> str:
        """The day it was decided, written 2026-11-22."""

    @property
    def term(self) -> str:
        """The term it is for."""

    @property
    def lines(self) -> Sequence[RosterLine]:
        """How many people in which unit."""

    @property
    def proposed_role(self) -> str:
        """The role of who proposed it."""

    @property
    def approved_role(self) -> str:
        """The role of who approved it."""


class Record(Protocol):
    """What everybody may know about the passes: the same for everybody."""

    @property
    def key_list(self) -> Sequence[str]:
        """The exact text of each entry of the key list, oldest first."""

    @property
    def counts(self) -> Sequence[UnitCounts]:
        """Units and terms."""

    @property
    def changes(self) -> Sequence[RosterChange]:
        """Changes of the roster."""


class PublicRecord(Protocol):
    """Where the public record is read."""

    def read(self) -> Record:
        """Return the record as it stands."""

    def written(self) -> bytes:
        """Return it as JSON, the same bytes for everybody."""


class Speech(Protocol):
    """The words of the pages, by locale and key."""

    def text(self, locale: str, key: str, **values: object) -> str:
        """Return one sentence."""


@dataclass(frozen=True, slots=True)
class PageServices:
    """The collaborators of the pages.

    `calendar` gives the windows, `least_people` the fewest people that a published figure is about (the
    installation's k), `clock` the time with its zone.
    """

    companion: Companion
    sealer: Sealer
    issuing: Issuing
    counting: Counting
    record: PublicRecord
    organisation: Organisation
    words: Speech
    calendar: Calendar
    least_people: int
    clock: Callable[[], datetime]
