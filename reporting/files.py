"""A release from two CSV files and without any database: reading them, and writing the report.

Whatever is wrong with a file is said in one sentence with the file, the line, the column and the mend, and
then nothing is written. A contributor's identifier is never repeated in a sentence.
"""

from __future__ import annotations

import csv
import json
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reporting.cells import COLUMNS, CONTRIBUTORS, Cells, Published, WithheldReason
from reporting.disclosure import Tally
from reporting.hierarchy import Hierarchy, HierarchyError
from reporting.policy import Policy
from reporting.release import policy_as_json
from reporting.tally import ContributorInTwoUnits, tally_contributions

UNITS_HEADER = ("unit", "parent")
"""The columns of a units file; a unit without a parent is a root."""

CONTRIBUTIONS_HEADER = ("contributor", "unit", "measure")
"""The columns of a contributions file, a row for each measure declared; an empty measure: took part,
declared nothing."""


class FileProblem(Exception):
    """Something in a file has to be mended; the message is a whole sentence or two, and says where and how.

    `line` is counted from 1; `column` too, and is None when the whole line is at fault; both are None for
    the whole file.
    """

    def __init__(self, path: Path, line: int | None, column: int | None, sentence: str) -> None:
        """Join the place and the sentence; the sentence ends with the mend."""
        place = [path.name]
        if line is not None:
            place.append(f"line {line}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {sentence}")
        self.path = path
        self.line = line
        self.column = column


def read_units(path: Path) -> Hierarchy:
    """The hierarchy of a file `unit,parent`, in any order; raises FileProblem, or OSError when it cannot be
    opened."""
    parents: dict[str, str | None] = {}
    lines: dict[str, int] = {}
    for line, (unit, parent) in _rows(path, UNITS_HEADER):
        if not unit:
            raise FileProblem(path, line, 1, "the unit is empty. Write its name, or remove the line.")
        if unit in lines:
            sentence = f"the unit '{unit}' is already on line {lines[unit]}. Keep one of the two lines."
            raise FileProblem(path, line, 1, sentence)
        lines[unit] = line
        parents[unit] = parent or None
    try:
        return Hierarchy(parents)
    except HierarchyError as error:
        if not error.units:
            sentence = "there is no unit in it. Write one line per unit below the header."
            raise FileProblem(path, None, None, sentence) from None
        mend = "Write in this column the unit directly above it, or nothing when there is none."
        raise FileProblem(path, lines[error.units[0]], 2, f"{_lowered(str(error))} {mend}") from None


def read_contributions(path: Path, hierarchy: Hierarchy) -> Tally:
    """The counts of a file `contributor,unit,measure`, read row by row; the same row twice counts once.

    Raises FileProblem (also when one contributor is in two units), or OSError when the file cannot be
    opened.
    """
    try:
        return tally_contributions(hierarchy, _contributions(path, hierarchy))
    except ContributorInTwoUnits as error:
        raise _in_two_units(path, error) from None


def _contributions(path: Path, hierarchy: Hierarchy) -> Iterator[tuple[str, str, str]]:
    units = hierarchy.parents
    measures = frozenset(COLUMNS[1:])
    for line, (contributor, unit, measure) in _rows(path, CONTRIBUTIONS_HEADER):
        if not contributor:
            raise FileProblem(
                path, line, 1, "the contributor is empty. Write who contributed, or remove the line."
            )
        if unit not in units:
            what = f"'{unit}' is not a unit of the units file" if unit else "the unit is empty"
            raise FileProblem(path, line, 2, f"{what}. Write a unit of that file, or add this one there.")
        if not measure:
            yield contributor, unit, CONTRIBUTORS
        elif measure in measures:
            yield contributor, unit, measure
        else:
            mend = f"Write one of {', '.join(COLUMNS[1:])}, or nothing when the contributor declares nothing."
            raise FileProblem(path, line, 3, f"'{measure}' is not a measure. {mend}")


def _in_two_units(path: Path, error: ContributorInTwoUnits) -> FileProblem:
    """Find the two rows by reading the file again: remembering every line would cost more than this rare
    second look."""
    found: dict[str, int] = {}
    if path.is_file():
        for line, (contributor, unit, _) in _rows(path, CONTRIBUTIONS_HEADER):
            if contributor == error.contributor:
                found.setdefault(unit, line)
            if error.second in found:
                break
    first, second = found.get(error.first), found.get(error.second)
    where = "elsewhere in the file" if first is None else f"on line {first}"
    sentence = (
        f"the contributor is in the unit '{error.second}' here and in '{error.first}' {where}. "
        "Give each contributor one unit."
    )
    return FileProblem(path, second, None if second is None else 2, sentence)


def _rows(path: Path, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its line number, its cells tidied; empty lines are passed
    over."""
    line = 1
    try:
        # 'utf-8-sig' passes over the mark with which spreadsheets begin a file; the csv module reads every
        # line ending.
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            _check_header(path, next(reader, None), header)
            last = reader.line_num
            line = last + 1
            for row in reader:
                last = reader.line_num
                cells = _tidy(row)
                if len(cells) == len(header):
                    yield line, cells
                elif any(cells):
                    raise _wrong_width(path, line, cells, header)
                line = last + 1
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except csv.Error as error:
        mend = "Close every quote, and double the quotes inside a quoted cell."
        raise FileProblem(path, line, None, f"the line cannot be read as CSV ({error}). {mend}") from None


def _tidy(row: list[str]) -> list[str]:
    """The cells without spaces around them, accents composed: one identifier written in two ways is one."""
    cells = [cell.strip() for cell in row]
    if "".join(cells).isascii():  # nearly every row, and then there is no accent to compose
        return cells
    return [unicodedata.normalize("NFC", cell) for cell in cells]


def _check_header(path: Path, row: list[str] | None, header: Sequence[str]) -> None:
    expected = ",".join(header)
    if row is None:
        raise FileProblem(path, None, None, f"the file is empty. Begin it with the header {expected}.")
    cells = [cell.lower() for cell in _tidy(row)]
    if cells == list(header):
        return
    differing = (
        number for number, (cell, name) in enumerate(zip(cells, header, strict=False), 1) if cell != name
    )
    column = next(differing, min(len(cells), len(header)) + 1)
    sentence = f"the header is not {expected}. Write it on the first line, with commas between the columns."
    raise FileProblem(path, 1, column, sentence)


def _wrong_width(path: Path, line: int, cells: list[str], header: Sequence[str]) -> FileProblem:
    columns = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
    sentence = (
        f"{columns} instead of {len(header)}. Write {','.join(header)}, with commas between the cells, "
        "and between quotes a cell that itself has a comma."
    )
    return FileProblem(path, line, min(len(cells), len(header)) + 1, sentence)


def _not_utf8(path: Path) -> FileProblem:
    mend = "Save the file again as 'CSV UTF-8'."
    if path.is_file():
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    column = line[: error.start].count(b",") + 1
                    return FileProblem(path, number, column, f"the text is not UTF-8. {mend}")
    return FileProblem(path, None, None, f"the text is not UTF-8. {mend}")


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def report_lines(hierarchy: Hierarchy, policy: Policy, cells: Cells) -> Iterator[str]:
    """The report as JSON text, a piece for each unit and a line for each cell: {"policy": ..., "cells":
    [...]}.

    The same cells as `release.cell_as_json` writes; put together by hand because there can be very many.
    """
    reasons = {
        reason: f'"status":"withheld","contributors":null,"affected":null,"reason":"{reason.value}"}}'
        for reason in WithheldReason
    }
    yield f'{{"policy":{json.dumps(policy_as_json(policy), separators=(",", ":"))},"cells":['
    comma = "\n"
    for unit in hierarchy.units:
        name = json.dumps(unit, ensure_ascii=False)
        lines = []
        for column in COLUMNS:
            cell = cells[unit, column]
            if isinstance(cell, Published):
                affected = "null" if cell.affected is None else cell.affected
                counts = f'"contributors":{cell.contributors},"affected":{affected}'
                rest = f'"status":"published",{counts},"reason":null}}'
            else:
                rest = reasons[cell.reason]
            lines.append(f'{{"unit":{name},"measure":"{column}",{rest}')
        yield comma + ",\n".join(lines)
        comma = ",\n"
    yield "\n]}\n"


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write a file that is there complete or not at all: an older one stays untouched until then. Raises
    OSError.

    What is no regular file (a pipe, /dev/stdout) cannot be replaced and is written to directly.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("w", encoding="utf-8") as out:
            out.writelines(pieces)
        return
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.urandom(4).hex()}.partial")
    try:
        with partial.open("x", encoding="utf-8", newline="\n") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
