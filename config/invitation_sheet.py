"""The two sheets of `havre invite`: who is invited (read), and the one-time links to send (written once,
0600).

Read: a CSV with a header, `unit,address` (one row per person) or `unit,count` (so many codes to hand out on
paper). Written: `unit,address,code,link`. The links are the only place where an address and a code stand
together: send them, then destroy the file.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from signals.contributions.invitations import FreshCode, draw_code

MOST_AT_ONCE = 100_000
"""The most invitations one sheet may ask for."""


class SheetRefused(Exception):
    """A sheet cannot be read or written; the sentence names the file, the line, the column and the mend."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite in `unit`; `address` is empty for a code on paper."""

    unit: str
    address: str


@dataclass(frozen=True, slots=True)
class WrittenInvitation:
    """One line of the sheet of links."""

    invitee: Invitee
    code: FreshCode


def read_invitees(path: Path, units: Collection[str]) -> tuple[Invitee, ...]:
    """Read who is invited; raise SheetRefused at the first row that cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_invitees(path, csv.reader(file, strict=True), units))
    except UnicodeDecodeError:
        raise SheetRefused(f"{path} is not in UTF-8: save it again in that encoding.") from None
    except csv.Error as error:
        raise SheetRefused(f"{path} is not a CSV file: {error}.") from None


def _invitees(path: Path, rows: Iterator[list[str]], units: Collection[str]) -> Iterator[Invitee]:
    header = [name.strip().lower() for name in next(rows, [])]
    if header not in (["unit", "address"], ["unit", "count"]):
        raise SheetRefused(f"{path}, line 1: write the header unit,address or unit,count.")
    seen: set[str] = set()
    total = 0
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(row) != 2:
            raise SheetRefused(f"{path}, line {number}: write two values, {header[0]} and {header[1]}.")
        unit, value = row[0].strip(), row[1].strip()
        if unit not in units:
            raise SheetRefused(
                f"{path}, line {number}, column unit: '{unit}' is not a unit of the organisation file; "
                f"write one of {', '.join(sorted(units))}."
            )
        if header[1] == "address":
            if not value or value.lower() in seen:
                fault = "is written twice; keep one row per person" if value else "is missing"
                raise SheetRefused(f"{path}, line {number}, column address: the address {fault}.")
            seen.add(value.lower())
            wanted = [Invitee(unit, value)]
        else:
            wanted = [Invitee(unit, "")] * _count(path, number, value)
        total += len(wanted)
        if total > MOST_AT_ONCE:
            raise SheetRefused(
                f"{path}, line {number}: at most {MOST_AT_ONCE} invitations at once; split the sheet."
            )
        yield from wanted


def _count(path: Path, number: int, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= MOST_AT_ONCE):
        raise SheetRefused(
            f"{path}, line {number}, column count: write a whole number from 1 to {MOST_AT_ONCE}."
        )
    return int(value)


def with_codes(invitees: Iterable[Invitee]) -> tuple[WrittenInvitation, ...]:
    """Give each of `invitees` a fresh code."""
    return tuple(WrittenInvitation(invitee, draw_code()) for invitee in invitees)


@contextmanager
def links_sheet(path: Path, written: Iterable[WrittenInvitation], page: str) -> Iterator[None]:
    """Write the links (`page` is the address before the code) beside `path`; they take that name if all
    goes well.

    What is done inside the `with` comes between: the file appears only when the invitations are in the
    store, and a store that refused leaves no file. Raises SheetRefused when there is something at `path`
    already.
    """
    if path.exists() or path.is_symlink():
        raise SheetRefused(f"{path} exists already and is not overwritten: choose another name.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("unit", "address", "code", "link"))
            for one in written:
                code = one.code.written
                rows.writerow((one.invitee.unit, one.invitee.address, code, f"{page}/{code}"))
            file.flush()
            os.fsync(file.fileno())
        yield
        path.hardlink_to(draft)
    except FileExistsError:
        raise SheetRefused(f"{path} exists already and is not overwritten: choose another name.") from None
    finally:
        draft.unlink()
