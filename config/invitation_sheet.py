"""The two sheets of `havre invite`: who is invited (read), and the one-time links to send (written once,
0600).

Read: a CSV with the header `unit,address`, one row per person. Written: `unit,address,code,link`. The links
are the only place where an address and a code stand together: send them, then destroy the file. A link
carries the code and the beginning of the key list's digest behind a `#`, so that they reach no server and no
log: the browser keeps them to itself, and looks whether the keys that it is shown are the ones of the link.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reporting.roster_sheet import MOST_PEOPLE, Fault, Invitee, SheetFault, read_sheet
from signals.contributions.invitations import FreshCode, draw_code

DIGEST_SIGNS = 16
"""How many signs of the key list's digest stand in a link: 64 bits, more than anybody can match by trying."""

_FAULTS: Mapping[Fault, str] = {
    Fault.ENCODING: "{path} is not in UTF-8: save it again in that encoding.",
    Fault.CSV: "{path}, line {line}: this is not CSV; a quotation mark may not be closed.",
    Fault.HEADER: "{path}, line {line}: write the header unit,address.",
    Fault.CELLS: "{path}, line {line}: write two values, unit and address.",
    Fault.UNIT: (
        "{path}, line {line}, column unit: '{unit}' is not a unit of the organisation file; "
        "write one of {units}."
    ),
    Fault.ADDRESS_MISSING: "{path}, line {line}, column address: the address is missing.",
    Fault.ADDRESS_TWICE: (
        "{path}, line {line}, column address: the address is written twice; keep one row per person."
    ),
    Fault.TOO_MANY: "{path}, line {line}: at most {most} invitations at once; split the sheet.",
    Fault.NOBODY: "{path} invites nobody: write one row per person.",
}


class SheetRefused(Exception):
    """A sheet cannot be read or written; the sentence names the file, the line, the column and the mend."""


@dataclass(frozen=True, slots=True)
class WrittenInvitation:
    """One line of the sheet of links."""

    invitee: Invitee
    code: FreshCode


def read_invitees(path: Path, units: Collection[str], approved: Mapping[str, int]) -> tuple[Invitee, ...]:
    """Read who is invited; raise SheetRefused at the first row that cannot be used, and when the people of a
    unit are not as many as were `approved`.
    """
    read = read_sheet(path.read_bytes(), units)
    if isinstance(read, SheetFault):
        raise SheetRefused(_sentence(path, read, units))
    if not read.invitees:
        raise SheetRefused(_sentence(path, SheetFault(Fault.HEADER, 1), units))
    for unit in sorted({*read.people, *approved}):
        here, agreed = read.people.get(unit, 0), approved.get(unit, 0)
        if here != agreed:
            raise SheetRefused(
                f"{path} invites {here} people of {unit}, and {agreed} were approved: mend the sheet, or "
                "have its numbers proposed and approved."
            )
    return read.invitees


def _sentence(path: Path, fault: SheetFault, units: Collection[str]) -> str:
    # A sheet of counts is no sheet of people: its header is the fault, whatever its numbers are.
    sentence = _FAULTS.get(fault.kind, _FAULTS[Fault.HEADER])
    line = fault.line if fault.kind in _FAULTS else 1
    return sentence.format(
        path=path, line=line, unit=fault.unit, units=", ".join(sorted(units)), most=MOST_PEOPLE
    )


def with_codes(invitees: Iterable[Invitee]) -> tuple[WrittenInvitation, ...]:
    """Give each of `invitees` a fresh code."""
    return tuple(WrittenInvitation(invitee, draw_code()) for invitee in invitees)


@contextmanager
def links_sheet(path: Path, written: Iterable[WrittenInvitation], page: str, digest: str) -> Iterator[None]:
    """Write the links (`page` is the address before the `#`, `digest` that of the key list) beside `path`;
    they take that name if all goes well.

    What is done inside the `with` comes between: the file appears only when the invitations are in the
    store, and a store that refused leaves no file. Raises SheetRefused when there is something at `path`
    already, or when it cannot take that name in the end; the draft then stays, for it is the only copy.
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
                link = f"{page}#{code}.{digest[:DIGEST_SIGNS]}"
                rows.writerow((one.invitee.unit, one.invitee.address, code, link))
            file.flush()
            os.fsync(file.fileno())
        yield
    except BaseException:
        draft.unlink()
        raise
    try:
        # A link never replaces a file.
        path.hardlink_to(draft)
    except OSError as error:
        raise SheetRefused(
            f"The invitations are made, but the file could not be named {path} ({error.strerror}): the links "
            f"are in {draft}; take them from there, there is no other copy."
        ) from None
    draft.unlink()
