"""The sheet of a roster, a CSV with a header: `unit,count`, or `unit,address` with one row per person.

Pure: bytes come in, the people per unit come out. The addresses of a sheet serve `havre invite` alone, which
writes each beside its link; the staff app takes `people` and lets everything else go. A fault says where it
is and never repeats an address.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_PEOPLE = 100_000
"""The most people that one change of the roster may invite."""

_HEADERS = (["unit", "address"], ["unit", "count"])
_SEPARATORS = (";", "\t")


class Fault(StrEnum):
    """What can be wrong with a sheet."""

    ENCODING = "encoding"
    CSV = "csv"
    HEADER = "header"
    CELLS = "cells"
    UNIT = "unit"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_TWICE = "address_twice"
    COUNT = "count"
    TOO_MANY = "too_many"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class SheetFault:
    """The first thing wrong: `line` counts from 1, 0 when the fault is in no line; `unit` is what an UNIT
    fault read instead of a unit.
    """

    kind: Fault
    line: int = 0
    unit: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite in `unit`; `address` is empty for a code on paper."""

    unit: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """People per unit, 1 or more, and their addresses; a sheet of counts has none."""

    people: Mapping[str, int]
    invitees: tuple[Invitee, ...] = field(repr=False)


def read_sheet(content: bytes, units: Collection[str]) -> Sheet | SheetFault:
    """Read a sheet about `units`, columns separated by commas, semicolons (French spreadsheets) or tabs."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return SheetFault(Fault.ENCODING)
    header = text.partition("\n")[0]
    separator = next((sign for sign in _SEPARATORS if sign in header), ",")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    reading = _Reading(units)
    try:
        for row in rows:
            reading.take(row, rows.line_num)
        return reading.sheet()
    except csv.Error:
        return SheetFault(Fault.CSV, rows.line_num)
    except _Wrong as wrong:
        return wrong.fault


def whole_number(written: str) -> int | None:
    """The number of people that `written` says, spaces between thousands allowed; None when it says none."""
    digits = "".join(written.split())
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None


class _Wrong(Exception):
    """Reading stops here."""

    def __init__(self, kind: Fault, line: int = 0, unit: str = "") -> None:
        super().__init__()
        self.fault = SheetFault(kind, line, unit)


@dataclass(slots=True)
class _Reading:
    """A sheet read row by row."""

    units: Collection[str]
    header: list[str] | None = None
    total: int = 0
    people: Counter[str] = field(default_factory=Counter)
    invitees: list[Invitee] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def take(self, row: list[str], line: int) -> None:
        cells = [cell.strip() for cell in row]
        if self.header is None:
            self.header = [name.lower() for name in cells]
            if self.header not in _HEADERS:
                raise _Wrong(Fault.HEADER, line)
        elif any(cells):
            if len(cells) != len(self.header):
                raise _Wrong(Fault.CELLS, line)
            unit, value = cells
            self._invite(unit, value, line)

    def sheet(self) -> Sheet:
        if self.header is None:
            raise _Wrong(Fault.HEADER, 1)
        if not self.people:
            raise _Wrong(Fault.NOBODY)
        return Sheet(dict(sorted(self.people.items())), tuple(self.invitees))

    def _invite(self, unit: str, value: str, line: int) -> None:
        if unit not in self.units:
            raise _Wrong(Fault.UNIT, line, unit)
        count = 1
        if self.header == _HEADERS[0]:
            self._keep_address(unit, value, line)
        else:
            count = whole_number(value) or 0
        if not 1 <= count <= MOST_PEOPLE:
            raise _Wrong(Fault.COUNT, line)
        self.people[unit] += count
        self.total += count
        if self.total > MOST_PEOPLE:
            raise _Wrong(Fault.TOO_MANY, line)

    def _keep_address(self, unit: str, address: str, line: int) -> None:
        if not address:
            raise _Wrong(Fault.ADDRESS_MISSING, line)
        if address.lower() in self.seen:
            raise _Wrong(Fault.ADDRESS_TWICE, line)
        self.seen.add(address.lower())
        self.invitees.append(Invitee(unit, address))
