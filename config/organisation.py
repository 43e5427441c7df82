"""The organisation file: the units people belong to, and the organisation's own contacts.

`organisation.toml` is written by hand:

    [organisation]
    name = "Ateliers du Nord"
    country = "FR"
    dpo_contact = "dpo@ateliers.example"
    cse_opinion_on = 2026-11-03

    [[unit]]
    id = "production"
    name = "Production"

    [[unit]]
    id = "atelier-1"
    name = "Atelier 1"
    parent = "production"

and, for each contact of its own, a [[contact]] (referrals/contacts.py says what is in it). Everything wrong
in it is said in one sentence that names the file, the place, and what to write.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, cast, get_args

from referrals.contacts import OrganisationContact, read_contacts
from referrals.sheets import SheetError
from reporting.hierarchy import Hierarchy, HierarchyError, UnitsInACircle, UnknownParent
from signals.contributions.unit_ids import is_unit_id

Country = Literal["FR", "BE", "CH", "LU", "QC", "UK"]
"""Where the organisation is: which emergency numbers and which referrals are shown first."""

_TABLES = {"organisation", "unit", "contact"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class OrganisationError(Exception):
    """The organisation file cannot be used; the sentence says where and what to write."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, under `parent` or under none."""

    id: str
    name: str
    parent: str | None


@dataclass(frozen=True)
class Organisation:
    """What the organisation file says."""

    name: str
    simulated: bool
    country: Country
    dpo_contact: str | None
    units: tuple[Unit, ...]
    contacts: tuple[OrganisationContact, ...]
    cse_opinion_on: date | None = None
    """The day on which the works council gave its opinion; where none exists, on which the employees were
    consulted."""

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The units as a hierarchy (`read_organisation` has checked that they form one)."""
        return Hierarchy({unit.id: unit.parent for unit in self.units})

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """The name of each unit."""
        return {unit.id: unit.name for unit in self.units}


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of the file: where it stands, and what is written in it."""

    file: Path
    title: str
    written: Mapping[str, object]

    def error(self, mend: str) -> OrganisationError:
        return OrganisationError(f"{self.file}, {self.title}: {mend}")

    def allow(self, *keys: str) -> None:
        for key in self.written:
            if key not in keys:
                raise self.error(f"'{key}' means nothing here; write one of {', '.join(keys)}.")

    def text(self, key: str) -> str:
        value = self.optional_text(key)
        if value is None:
            raise self.error(f'{key} is missing; write {key} = "...".')
        return value

    def optional_text(self, key: str) -> str | None:
        value = self.written.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(f'{key} must be a text on one line; write {key} = "...".')
        return value.strip()

    def flag(self, key: str) -> bool:
        value = self.written.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key} must be true or false, without quotes.")
        return value

    def optional_day(self, key: str) -> date | None:
        value = self.written.get(key)
        if value is None:
            return None
        # TOML has days of its own; one in quotes is what people write as often.
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self.error(f"{key} is {value}, a day that does not exist; mend it.") from None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(
                f"{key} must be a day, the year first; write {key} = 2026-11-03. It is the day on which the "
                "works council (CSE) gave its opinion or, where none exists, on which the employees were "
                "consulted."
            )
        return value


def read_organisation(path: Path) -> Organisation:
    """Read the organisation file at `path`; raise OrganisationError when it cannot be used."""
    written = _toml(path)
    for title in written:
        if title not in _TABLES:
            raise OrganisationError(
                f"{path}: '{title}' is no part of this file; write [organisation], [[unit]] or [[contact]]."
            )
    head = _Place(path, "[organisation]", _table(path, written))
    head.allow("name", "simulated", "country", "dpo_contact", "cse_opinion_on")
    country = head.text("country") if "country" in head.written else "FR"
    if country not in get_args(Country):
        raise head.error(f"country is '{country}'; write one of {', '.join(get_args(Country))}.")
    organisation = Organisation(
        name=head.text("name"),
        simulated=head.flag("simulated"),
        country=cast(Country, country),
        dpo_contact=head.optional_text("dpo_contact"),
        units=_units(path, written.get("unit", [])),
        contacts=_contacts(path, written.get("contact", [])),
        cse_opinion_on=head.optional_day("cse_opinion_on"),
    )
    _check_hierarchy(path, organisation)
    return organisation


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OrganisationError(
            f"There is no organisation file at {path}: write one (docs/operations says how)."
        ) from None
    except PermissionError:
        raise OrganisationError(f"{path} cannot be read: give it to the account that runs Havre.") from None
    except UnicodeDecodeError:
        raise OrganisationError(f"{path} is not in UTF-8: save it again in that encoding.") from None
    except tomllib.TOMLDecodeError as error:
        raise OrganisationError(f"{path} is not valid TOML: {error}. Mend that line.") from None
    except OSError as error:
        raise OrganisationError(f"{path} cannot be read: {error.strerror}.") from None


def _table(path: Path, written: Mapping[str, object]) -> Mapping[str, object]:
    head = written.get("organisation")
    if not isinstance(head, dict):
        raise OrganisationError(f"{path}: the part [organisation] is missing; write it first, with a name.")
    return head


def _units(path: Path, written: object) -> tuple[Unit, ...]:
    if not isinstance(written, list) or not written:
        raise OrganisationError(
            f"{path}: no unit is named; write at least one [[unit]] with an id and a name."
        )
    units: dict[str, Unit] = {}
    for number, entry in enumerate(written, start=1):
        if not isinstance(entry, dict):
            raise OrganisationError(f"{path}: write each unit under its own [[unit]].")
        place = _Place(path, f"[[unit]] number {number}", entry)
        place.allow("id", "name", "parent")
        unit = Unit(place.text("id"), place.text("name"), place.optional_text("parent"))
        if not is_unit_id(unit.id):
            raise place.error(
                f"id is '{unit.id}'; write 1 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first."
            )
        if unit.id in units:
            raise place.error(f"id '{unit.id}' is taken by another unit; give each its own.")
        units[unit.id] = unit
    return tuple(units.values())


def _contacts(path: Path, written: object) -> tuple[OrganisationContact, ...]:
    if not isinstance(written, list) or not all(isinstance(entry, dict) for entry in written):
        raise OrganisationError(f"{path}: write each contact under its own [[contact]].")
    try:
        return read_contacts(written, path)
    except SheetError as error:
        raise OrganisationError(str(error)) from None


def _check_hierarchy(path: Path, organisation: Organisation) -> None:
    try:
        len(organisation.hierarchy)
    except UnknownParent as error:
        raise OrganisationError(
            f"{path}: {error} Write the id of a unit as parent, or add that unit."
        ) from None
    except UnitsInACircle as error:
        raise OrganisationError(f"{path}: {error} Take away the parent of one of them.") from None
    except HierarchyError as error:
        raise OrganisationError(f"{path}: {error}") from None
