"""An independent reader of a release: it takes the cells as written in a file, subtracts, and reports what
is too small.

Written from the definition of design section 6 and sharing nothing with the package: it imports none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, object]

THE_TWELVE = [
    f"{dimension}.{pole}"
    for pole in ("risk", "resource")
    for dimension in (
        "intensity",
        "emotional_demands",
        "autonomy",
        "social_relations",
        "value_conflict",
        "insecurity",
    )
]


def everything_under(parents: Mapping[str, str | None], unit: str) -> set[str]:
    """The units strictly under `unit`, found by climbing from each one."""
    under = set()
    for other in parents:
        above = parents[other]
        while above is not None:
            if above == unit:
                under.add(other)
                break
            above = parents[above]
    return under


def nearest_published_under(parents: Mapping[str, str | None], published: set[str], unit: str) -> list[str]:
    """The maximal published proper descendants of `unit`."""
    found = []
    for other in published:
        above = parents[other]
        while above is not None and above not in published:
            above = parents[above]
        if other != unit and above == unit:
            found.append(other)
    return found


def remainders_of(
    parents: Mapping[str, str | None], figures: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """What subtraction leaves of each published (people, affected)."""
    left = {}
    for unit, (people, affected) in figures.items():
        inside = [figures[other] for other in nearest_published_under(parents, set(figures), unit)]
        left[unit] = (people - sum(n for n, _ in inside), affected - sum(a for _, a in inside))
    return left


def faults(
    parents: Mapping[str, str | None], policy: Mapping[str, int], cells: Sequence[Row]
) -> Iterator[str]:
    """Every way in which the written release breaks the rule; nothing when it is safe."""
    k, t, c = policy["k"], policy["t"], policy["coalition"]
    empty_may_show = policy["version"] == 1
    written: dict[tuple[object, object], Row] = {}
    for row in cells:
        place = (row["unit"], row["measure"])
        if place in written:
            yield f"{place} is written twice"
        written[place] = row
    columns = ["contributors", *THE_TWELVE]
    if set(written) != {(unit, column) for unit in parents for column in columns}:
        yield "a cell is missing or in excess"
        return
    crowd: dict[str, int] = {}
    for column in columns:
        figures: dict[str, tuple[int, int]] = {}
        for unit in parents:
            row = written[unit, column]
            if row["status"] == "withheld":
                if row["contributors"] is not None or row["affected"] is not None:
                    yield f"{unit} {column}: a count inside a withheld cell"
                if row["reason"] not in {
                    "too_few_contributors",
                    "too_few_on_one_side",
                    "would_reveal_a_group",
                }:
                    yield f"{unit} {column}: no reason"
                continue
            if row["status"] != "published" or row["reason"] is not None:
                yield f"{unit} {column}: neither published nor withheld"
                continue
            people = row["contributors"]
            assert isinstance(people, int)
            if people == 0 and not empty_may_show:
                yield f"{unit} {column}: a group told to be of nobody"
            if column == "contributors":
                crowd[unit] = people
                figures[unit] = (people, 0)
                if row["affected"] is not None:
                    yield f"{unit}: people affected by nothing"
                continue
            affected = row["affected"]
            assert isinstance(affected, int)
            figures[unit] = (people, affected)
            if crowd.get(unit) != people:
                yield f"{unit} {column}: published where the contributors are not, or with another number"
        for unit, (people, affected) in remainders_of(parents, figures).items():
            if people == affected == 0:
                continue
            # c people who pool what they know of themselves take themselves out of every count
            if people - c < k:
                yield f"{unit} {column}: a group of {people} by subtraction"
            if column != "contributors" and (affected - c < t or people - affected - c < t):
                yield f"{unit} {column}: {affected} of {people} by subtraction"


def reasons_told_by(parents: Mapping[str, str | None], cells: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The reason of every withheld cell, worked out from which cells are published and from no figure."""
    shown = {(row["unit"], row["measure"]) for row in cells if row["status"] == "published"}
    told = {}
    for unit in parents:
        under = everything_under(parents, unit)
        for column in ["contributors", *THE_TWELVE]:
            if (unit, column) in shown:
                continue
            whole = (unit, "contributors") in shown
            looked_at = column if whole else "contributors"
            if any((other, looked_at) in shown for other in under):
                told[unit, column] = "would_reveal_a_group"
            else:
                told[unit, column] = "too_few_on_one_side" if whole else "too_few_contributors"
    return told
