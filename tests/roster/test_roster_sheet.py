"""The sheet of a roster: its people per unit, and a fault that says where and never repeats an address."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.roster_sheet import MOST_PEOPLE, Fault, Sheet, SheetFault, read_sheet, whole_number

UNITS = ("nord", "sud", "tout")


def people(text: str) -> dict[str, int]:
    sheet = read_sheet(text.encode(), UNITS)
    assert isinstance(sheet, Sheet), sheet
    return dict(sheet.people)


def fault(content: str | bytes) -> tuple[Fault, int]:
    found = read_sheet(content.encode() if isinstance(content, str) else content, UNITS)
    assert isinstance(found, SheetFault), found
    return found.kind, found.line


def test_counts_and_addresses_say_the_same_people() -> None:
    assert people("unit,count\nnord,2\nsud,1\n") == {"nord": 2, "sud": 1}
    assert people("unit,address\nsud,c@x\nnord,a@x\nnord,b@x\n") == {"nord": 2, "sud": 1}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(sign: str) -> None:
    lines = ["\ufeffUnit,Count", ' nord , "1 200" ', "", "sud,3", "nord,1", ",", ""]
    assert people("\r\n".join(lines).replace(",", sign).replace(' "', '"').replace('" ', '"')) == {
        "nord": 1201,
        "sud": 3,
    }


def test_an_address_with_the_other_separator_is_one_cell() -> None:
    sheet = read_sheet(b'unit;address\nnord;"Weil, Anne"\n', UNITS)
    assert isinstance(sheet, Sheet)
    assert [(one.unit, one.address) for one in sheet.invitees] == [("nord", "Weil, Anne")]


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        ("", Fault.HEADER, 1),
        ("people\n", Fault.HEADER, 1),
        ("nord,2\n", Fault.HEADER, 1),
        ("unit,count\n", Fault.NOBODY, 0),
        ("unit,count\n\n,\n", Fault.NOBODY, 0),
        ("unit,count\nnord\n", Fault.CELLS, 2),
        ("unit,count\nnord,1,2\n", Fault.CELLS, 2),
        ("unit,count\nnord,1\nest,1\n", Fault.UNIT, 3),
        ("unit,count\nnord,0\n", Fault.COUNT, 2),
        ("unit,count\nnord,-1\n", Fault.COUNT, 2),
        ("unit,count\nnord,1.5\n", Fault.COUNT, 2),
        ("unit,count\nnord,²\n", Fault.COUNT, 2),
        ("unit,count\nnord,\n", Fault.COUNT, 2),
        (f"unit,count\nnord,{MOST_PEOPLE + 1}\n", Fault.COUNT, 2),
        (f"unit,count\nnord,{MOST_PEOPLE}\nsud,1\n", Fault.TOO_MANY, 3),
        ("unit,address\nnord,\n", Fault.ADDRESS_MISSING, 2),
        ("unit,address\nnord,a@x\nsud,A@X\n", Fault.ADDRESS_TWICE, 3),
        ('unit,address\nnord,"a\n', Fault.CSV, 2),
        ("unit,count\nnord,1é\n".encode("latin-1"), Fault.ENCODING, 0),
    ],
)
def test_a_fault_says_where_it_is(content: str | bytes, kind: Fault, line: int) -> None:
    assert fault(content) == (kind, line)


def test_nothing_that_is_printed_repeats_an_address() -> None:
    sheet = read_sheet(b"unit,address\nnord,canary@x\n", UNITS)
    swapped = read_sheet(b"unit,address\ncanary@x,nord\n", UNITS)
    assert "canary" not in f"{sheet!r}{sheet}{swapped!r}{swapped}"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(UNITS), st.integers(1, 500)), min_size=1, max_size=12))
def test_the_people_of_a_sheet_are_the_sum_of_its_rows_in_any_order(rows: list[tuple[str, int]]) -> None:
    def written(ordered: list[tuple[str, int]]) -> str:
        return "unit,count\n" + "".join(f"{unit},{count}\n" for unit, count in ordered)

    expected: Counter[str] = Counter()
    for unit, count in rows:
        expected[unit] += count
    assert people(written(rows)) == people(written(rows[::-1])) == dict(expected)
    addresses = "".join(
        f"{unit},{unit}{number}@x\n" for unit, many in expected.items() for number in range(many)
    )
    if expected.total() < 500:
        assert people("unit,address\n" + addresses) == dict(expected)


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=60))
def test_whatever_is_sent_is_answered(content: bytes) -> None:
    assert isinstance(read_sheet(content, UNITS), Sheet | SheetFault)
    assert isinstance(read_sheet(b"unit,address\n" + content, UNITS), Sheet | SheetFault)


def test_numbers_are_read_as_people_write_them() -> None:
    assert [whole_number(each) for each in ("12", " 1 200 ", "1\u202f200", "007")] == [12, 1200, 1200, 7]
    assert [whole_number(each) for each in ("", "-1", "1,5", "douze", "9" * 9, "١")] == [None] * 6
