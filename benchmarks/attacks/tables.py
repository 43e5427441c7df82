"""What a reader holds: the figures of every window as arrays, and the subtractions that they allow.

A table has a figure for some units and none for others. Havre's comes out of the release itself; a naive
one shows every unit that passes its own rule. The reader's arithmetic is the same for both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.attacks.organisations import MEASURES, Flags, History, Ints
from reporting.cells import COLUMNS, Cells, Published, subtree_totals
from reporting.disclosure import Need, choose_families
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import compile_cells

FREE = -1
"""The block of a unit that stands in no published group."""


@dataclass(frozen=True)
class Tables:
    """The tables of one organisation, [window, column, unit]: which figures are shown, and the figures.

    Column 0 counts those who took part, the others those who declared each measure; a figure that is not
    shown is 0 in `figures` and means nothing.
    """

    hierarchy: Hierarchy
    shown: Flags
    figures: Ints

    @cached_property
    def parents(self) -> Ints:
        """The position of the unit above each unit; -1 above a root."""
        return np.array(self.hierarchy.parent_positions, dtype=np.int64)

    @cached_property
    def block(self) -> Ints:
        """[window, column, unit]: the nearest shown unit, itself or above; FREE where there is none."""
        home = np.where(self.shown, np.arange(len(self.hierarchy)), FREE)
        for unit in self._by_depth:
            above = self.parents[unit]
            home[..., unit] = np.where(self.shown[..., unit], home[..., unit], home[..., above])
        return home

    @cached_property
    def above(self) -> Ints:
        """[window, column, unit]: the nearest shown unit strictly above; FREE where there is none."""
        over = np.full(self.shown.shape, FREE, dtype=np.int64)
        under_one = self.parents >= 0
        over[..., under_one] = self.block[..., self.parents[under_one]]
        return over

    @cached_property
    def remainders(self) -> Ints:
        """[window, column, unit]: each shown figure less the nearest shown ones below it; 0 elsewhere."""
        return self.left_of(self.figures)

    @cached_property
    def people(self) -> Ints:
        """[window, column, unit]: how many took part in each remainder of `remainders`."""
        heads = np.broadcast_to(self.figures[:, :1], self.figures.shape)
        return self.left_of(np.where(self.shown, heads, 0))

    def left_of(self, figures: Ints) -> Ints:
        """The same subtraction on any figures of the shown groups."""
        left = np.where(self.shown, figures, 0)
        windows, columns, units = np.nonzero(self.shown & (self.above >= 0))
        over = self.above[windows, columns, units]
        np.subtract.at(left, (windows, columns, over), figures[windows, columns, units])
        return left

    @cached_property
    def _by_depth(self) -> list[Ints]:
        depths = np.array(self.hierarchy.depths)
        return [np.flatnonzero(depths == depth) for depth in range(1, int(depths.max()) + 1)]


def totals(hierarchy: Hierarchy, own: Ints) -> Ints:
    """The sums of `own` (units along the last axis) over each unit and all that is under it."""
    summed = own.copy()
    for position in range(len(hierarchy) - 1, -1, -1):
        parent = hierarchy.parent_positions[position]
        if parent >= 0:
            summed[..., parent] += summed[..., position]
    return summed


def havre(history: History, policy: Policy) -> Tables:
    """What a thief of the releases store reads: the exact cells that `compile_cells` released."""
    shape = (history.windows, len(COLUMNS), len(history.hierarchy))
    shown, figures = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
    for window in range(history.windows):
        cells = compile_cells(
            history.hierarchy, history.tally(window), policy, secret=secret(history, window)
        )
        _read(history.hierarchy, cells, shown[window], figures[window])
    return Tables(history.hierarchy, shown, figures)


def secret(history: History, window: int) -> bytes:
    """The chance that settles the ties of a release: from the seed, for the same table to be made again."""
    return hashlib.sha256(f"{history.seed} {window}".encode()).digest()


def _read(hierarchy: Hierarchy, cells: Cells, shown: Flags, figures: Ints) -> None:
    for number, column in enumerate(COLUMNS):
        for position, unit in enumerate(hierarchy.units):
            cell = cells[unit, column]
            if isinstance(cell, Published):
                shown[number, position] = True
                figures[number, position] = cell.contributors if cell.affected is None else cell.affected


def at_least(history: History, k: int) -> Tables:
    """The naive rule of survey products: every group with at least k answers is shown, with every
    measure."""
    summed = totals(history.hierarchy, history.counts)
    return Tables(history.hierarchy, np.repeat(summed[:, :1] >= k, 1 + MEASURES, axis=1), summed)


def without_margin(history: History, k: int, t: int) -> Tables:
    """Havre's own choice of groups, but with no colluding contributor allowed for."""
    hierarchy = history.hierarchy
    shape = (history.windows, len(COLUMNS), len(hierarchy))
    shown, figures = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
    for window in range(history.windows):
        tally = history.tally(window)
        families = choose_families(hierarchy, tally, Need(k, 0), Need(k, t))
        chosen = (families.contributors, *(families.measures[slug] for slug in COLUMNS[1:]))
        own: list[Sequence[int]] = [tally.contributors, *(tally.affected[slug] for slug in COLUMNS[1:])]
        for column, family in enumerate(chosen):
            shown[window, column] = [unit in family for unit in hierarchy.units]
            figures[window, column] = subtree_totals(hierarchy, own[column])
    return Tables(hierarchy, shown, np.where(shown, figures, 0))


def truth(tables: Tables, counts: Ints) -> Ints:
    """The remainders again, from the hidden counts of each unit and not by subtraction."""
    size = len(tables.hierarchy)
    found = np.zeros((*tables.block.shape[:2], size + 1), dtype=np.int64)
    windows, columns, _ = np.indices(tables.block.shape)
    np.add.at(found, (windows, columns, tables.block), counts)  # FREE falls into the extra last place
    return found[..., :size]
