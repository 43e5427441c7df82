"""A release: the figures of one window that are safe to publish, frozen, and chained to the release before.

Its canonical JSON is the same bytes on every machine for the same release; the SHA-256 of these bytes is
its digest, and the next release carries it. A release that was altered, dropped or put in another place
breaks the chain (reporting/ledger.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from reporting.cells import COLUMNS, CONTRIBUTORS, Cell, Cells, Published, Withheld, WithheldReason, lay_out
from reporting.disclosure import Tally, choose_families
from reporting.hierarchy import Hierarchy
from reporting.inspection import breaches
from reporting.policy import Policy
from reporting.tally import tally_contributions

__all__ = [
    "COLUMNS",
    "CONTRIBUTORS",
    "Cell",
    "Cells",
    "Policy",
    "Published",
    "Release",
    "ReleaseUnreadable",
    "UnsafeRelease",
    "Withheld",
    "WithheldReason",
    "compile_cells",
    "compile_release",
]

_FORMAT = 1

_REASONS = frozenset(reason.value for reason in WithheldReason)


class UnsafeRelease(RuntimeError):
    """The figures chosen failed the second look: a mistake in this program, and the reason why nothing is
    published."""


class ReleaseUnreadable(ValueError):
    """The text is not the JSON of a release; the message says where it goes wrong."""


@dataclass(frozen=True)
class Release:
    """What is published of one window, for every unit of the hierarchy and every column.

    `window` is the window's id, `previous` the digest of the release before (None for the first),
    `unit_names` the units as people read them. Raises ValueError when a cell or a name is missing or in
    excess.
    """

    window: str
    policy: Policy
    hierarchy: Hierarchy
    unit_names: Mapping[str, str]
    cells: Cells
    previous: str | None

    def __post_init__(self) -> None:
        """Check that nothing is missing or in excess, and freeze the mappings."""
        if set(self.unit_names) != set(self.hierarchy.units):
            raise ValueError("A release names every unit of its hierarchy, and no other.")
        if len(self.cells) != len(self.hierarchy) * len(COLUMNS) or any(
            (unit, column) not in self.cells for unit in self.hierarchy.units for column in COLUMNS
        ):
            raise ValueError("A release has one cell for every unit and every column, and no other.")
        object.__setattr__(self, "unit_names", MappingProxyType(dict(self.unit_names)))
        object.__setattr__(self, "cells", MappingProxyType(dict(self.cells)))

    def __hash__(self) -> int:
        """Equal releases have equal digests; the mappings have no hash."""
        return hash(self.digest)

    def cell(self, unit: str, column: str) -> Cell:
        """The cell of a unit and a column; KeyError when there is no such unit or column."""
        return self.cells[unit, column]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The canonical JSON: keys sorted, no space, units and columns in the order of the hierarchy and of
        COLUMNS."""
        content = {
            "format": _FORMAT,
            "window": self.window,
            "previous": self.previous,
            "policy": policy_as_json(self.policy),
            "units": [
                {"unit": unit, "parent": self.hierarchy.parents[unit], "name": self.unit_names[unit]}
                for unit in self.hierarchy.units
            ],
            "cells": [
                cell_as_json(unit, column, self.cells[unit, column])
                for unit in self.hierarchy.units
                for column in COLUMNS
            ],
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Release:
        """The release written by `to_json`; raises ReleaseUnreadable when the text is anything else."""
        try:
            release = _read(json.loads(text))
            _ = release.digest  # what cannot be written as UTF-8 cannot be in a chain
        except ReleaseUnreadable:
            raise
        except KeyError as error:
            raise ReleaseUnreadable(f"The release lacks {error}.") from None
        except (ValueError, RecursionError) as error:
            raise ReleaseUnreadable(f"The release cannot be read: {str(error).rstrip('.')}.") from None
        return release


def compile_release(
    window: str,
    hierarchy: Hierarchy,
    contributions: Iterable[tuple[Hashable, str, str]],
    policy: Policy,
    previous: str | None,
    *,
    unit_names: Mapping[str, str] | None = None,
) -> Release:
    """The release of a window's contributions (contributor, unit, measure's slug or CONTRIBUTORS).

    `previous` is the digest of the release before. Without `unit_names` a unit is called by its id. Pure:
    the same contributions, in any order, make the same release. Raises ContributionError, and UnsafeRelease
    rather than ever returning an unsafe release.
    """
    cells = compile_cells(hierarchy, tally_contributions(hierarchy, contributions), policy)
    names = {unit: unit for unit in hierarchy.units} if unit_names is None else unit_names
    return Release(window, policy, hierarchy, names, cells, previous)


def compile_cells(hierarchy: Hierarchy, tally: Tally, policy: Policy) -> Cells:
    """The cells which the policy allows to publish; raises UnsafeRelease if they fail the second look."""
    families = choose_families(hierarchy, tally, policy.contributors_need, policy.measure_need)
    cells = lay_out(hierarchy, tally, families)
    for breach in breaches(hierarchy, policy, cells):
        raise UnsafeRelease(
            f"Nothing is published: the second look refused '{breach.unit}', {breach.column}. "
            f"{breach.sentence} This is a mistake in Havre; please report it."
        )
    return cells


def policy_as_json(policy: Policy) -> dict[str, int]:
    """The policy as it is written in files."""
    return {"version": policy.version, "k": policy.k, "t": policy.t, "coalition": policy.coalition}


def cell_as_json(unit: str, column: str, cell: Cell) -> dict[str, str | int | None]:
    """A cell as it is written in files: a withheld one has a reason and no count, a published one the
    opposite."""
    if isinstance(cell, Published):
        return {
            "unit": unit,
            "measure": column,
            "status": "published",
            "contributors": cell.contributors,
            "affected": cell.affected,
            "reason": None,
        }
    return {
        "unit": unit,
        "measure": column,
        "status": "withheld",
        "contributors": None,
        "affected": None,
        "reason": cell.reason.value,
    }


def _read(content: object) -> Release:
    written = _object(content, {"format", "window", "previous", "policy", "units", "cells"})
    if written["format"] != _FORMAT:
        raise ReleaseUnreadable(f"The format {written['format']!r} is not known; this is format {_FORMAT}.")
    thresholds = _object(written["policy"], {"version", "k", "t", "coalition"})
    policy = Policy(**{name: _count(value) for name, value in thresholds.items()})
    parents: dict[str, str | None] = {}
    names: dict[str, str] = {}
    for entry in _list(written["units"]):
        row = _object(entry, {"unit", "parent", "name"})
        unit = _text(row["unit"])
        if unit in parents:
            raise ReleaseUnreadable(f"The unit '{unit}' stands there twice.")
        parents[unit] = None if row["parent"] is None else _text(row["parent"])
        names[unit] = _text(row["name"])
    cells: dict[tuple[str, str], Cell] = {}
    for entry in _list(written["cells"]):
        row = _object(entry, {"unit", "measure", "status", "contributors", "affected", "reason"})
        place = (_text(row["unit"]), _text(row["measure"]))
        if place in cells:
            raise ReleaseUnreadable(f"The cell of '{place[0]}', {place[1]}, stands there twice.")
        cells[place] = _cell(row)
    previous = None if written["previous"] is None else _text(written["previous"])
    return Release(_text(written["window"]), policy, Hierarchy(parents), names, cells, previous)


def _cell(row: Mapping[str, object]) -> Cell:
    if row["status"] == "published" and row["reason"] is None:
        affected = None if row["measure"] == CONTRIBUTORS else _count(row["affected"])
        if affected == row["affected"]:
            return Published(_count(row["contributors"]), affected)
    if row["status"] == "withheld" and row["contributors"] is None and row["affected"] is None:
        reason = _text(row["reason"])
        if reason in _REASONS:
            return Withheld(WithheldReason(reason))
    raise ReleaseUnreadable(
        f"The cell of '{row['unit']}', {row['measure']}, is neither published nor withheld."
    )


def _object(value: object, keys: set[str]) -> dict[str, object]:
    if not isinstance(value, dict) or value.keys() != keys:
        raise ReleaseUnreadable(f"An object with the keys {', '.join(sorted(keys))} was expected.")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ReleaseUnreadable("A list was expected.")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ReleaseUnreadable(f"A text was expected where {value!r} stands.")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ReleaseUnreadable(f"A count of people was expected where {value!r} stands.")
    return value
