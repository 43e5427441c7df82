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
from reporting.disclosure import Losses, Tally, choose_families
from reporting.hierarchy import Hierarchy
from reporting.inspection import breaches
from reporting.noise import Draw, Noise, NoiseTerms, add_noise
from reporting.policy import Policy
from reporting.tally import tally_contributions
from reporting.worth import draw_secret, largest_first, lots, most_groups

__all__ = [
    "COLUMNS",
    "CONTRIBUTORS",
    "Cell",
    "Cells",
    "Noise",
    "NoiseTerms",
    "Policy",
    "Published",
    "Release",
    "ReleaseUnreadable",
    "UnsafeRelease",
    "Withheld",
    "WithheldReason",
    "compile_cells",
    "compile_from_tally",
    "compile_release",
]

FORMATS: Mapping[int, int] = MappingProxyType({1: 1, 2: 2})
"""The format in which a release of each policy version is written: a release read from an old chain is
written again with the same bytes."""

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
    noise: NoiseTerms | None = None
    """Under which terms the figures were drawn; None when they are exact."""

    def __post_init__(self) -> None:
        """Check that nothing is missing or in excess, and freeze the mappings."""
        if self.noise is not None and FORMATS[self.policy.version] == 1:
            raise ValueError("A release of format 1 says nothing of noise, so it holds none.")
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
        content: dict[str, object] = {
            "format": FORMATS[self.policy.version],
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
        if FORMATS[self.policy.version] > 1:
            content["noise"] = noise_as_json(self.noise)
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
    noise: Noise | None = None,
    secret: bytes | None = None,
) -> Release:
    """The release of a window's contributions (contributor, unit, measure's slug or CONTRIBUTORS).

    `previous` is the digest of the release before. Without `unit_names` a unit is called by its id. The
    `secret` settles ties (reporting/worth.py); None draws one that nobody keeps. Given a secret and no
    `noise`, the same contributions, in any order, make the same release; otherwise every call draws anew, so
    keep the first release that was published. Raises ContributionError, and UnsafeRelease rather than ever
    returning an unsafe release.
    """
    tally = tally_contributions(hierarchy, contributions)
    return compile_from_tally(
        window, hierarchy, tally, policy, previous, unit_names=unit_names, noise=noise, secret=secret
    )


def compile_from_tally(
    window: str,
    hierarchy: Hierarchy,
    tally: Tally,
    policy: Policy,
    previous: str | None,
    *,
    unit_names: Mapping[str, str] | None = None,
    noise: Noise | None = None,
    secret: bytes | None = None,
) -> Release:
    """The release of a window whose people are counted already: see `compile_release`."""
    cells = compile_cells(hierarchy, tally, policy, None if noise is None else noise.draw, secret)
    names = {unit: unit for unit in hierarchy.units} if unit_names is None else unit_names
    return Release(window, policy, hierarchy, names, cells, previous, None if noise is None else noise.terms)


def compile_cells(
    hierarchy: Hierarchy,
    tally: Tally,
    policy: Policy,
    draw: Draw | None = None,
    secret: bytes | None = None,
) -> Cells:
    """The cells which the policy allows to publish, with exact figures or those that `draw` makes of them.

    Which cells they are is chosen on the exact counts; `secret` is as for `compile_release`. Raises
    UnsafeRelease if they fail the second look.
    """
    losses = losses_of(hierarchy, policy, draw_secret() if secret is None else secret)
    families = choose_families(hierarchy, tally, policy.contributors_need, policy.measure_need, losses)
    figures = tally if draw is None else add_noise(hierarchy, tally, families, policy, draw)
    cells = lay_out(hierarchy, figures, families, hides_empty_units=policy.hides_empty_units)
    for breach in breaches(hierarchy, policy, cells):
        raise UnsafeRelease(
            f"Nothing is published: the second look refused '{breach.unit}', {breach.column}. "
            f"{breach.sentence} This is a mistake in Havre; please report it."
        )
    return cells


def losses_of(hierarchy: Hierarchy, policy: Policy, secret: bytes) -> Losses:
    """What withholding each unit loses under `policy`; `secret` settles ties where the policy draws lots."""
    depths = hierarchy.depths
    if not policy.prefers_the_largest:
        losses = most_groups(depths)
        return lambda _slug: losses
    # Lots of its own for each column: one that the figures of a column gave away would tell of the others.
    return lambda slug: largest_first(depths, lots(secret, slug or CONTRIBUTORS, len(depths)))


def policy_as_json(policy: Policy) -> dict[str, int]:
    """The policy as it is written in files."""
    return {"version": policy.version, "k": policy.k, "t": policy.t, "coalition": policy.coalition}


def noise_as_json(terms: NoiseTerms | None) -> dict[str, str | float] | None:
    """The terms of a noise as they are written in files; None for exact figures."""
    if terms is None:
        return None
    return {
        "mechanism": terms.mechanism,
        "scale": terms.scale,
        "epsilon": terms.epsilon,
        "epsilon_per_year": terms.epsilon_per_year,
    }


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
    keys = {"format", "window", "previous", "policy", "units", "cells"}
    newer = isinstance(content, dict) and content.get("format") != 1
    written = _object(content, keys | {"noise"} if newer else keys)
    thresholds = _object(written["policy"], {"version", "k", "t", "coalition"})
    policy = Policy(**{name: _count(value) for name, value in thresholds.items()})
    if _count(written["format"]) != FORMATS[policy.version]:
        raise ReleaseUnreadable(
            f"A release of policy version {policy.version} has format {FORMATS[policy.version]}, "
            f"not {written['format']!r}."
        )
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
    noise = _noise(written.get("noise"))
    return Release(_text(written["window"]), policy, Hierarchy(parents), names, cells, previous, noise)


def _noise(content: object) -> NoiseTerms | None:
    if content is None:
        return None
    row = _object(content, {"mechanism", "scale", "epsilon", "epsilon_per_year"})
    scale, epsilon, year = (_real(row[name]) for name in ("scale", "epsilon", "epsilon_per_year"))
    return NoiseTerms(_text(row["mechanism"]), scale, epsilon, year)


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


def _real(value: object) -> float:
    if type(value) is not float:
        raise ReleaseUnreadable(f"A number with a decimal point was expected where {value!r} stands.")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ReleaseUnreadable(f"A count of people was expected where {value!r} stands.")
    return value
