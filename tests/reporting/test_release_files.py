"""The files of `havre release`: read generously where nothing is in doubt, refused with the place and the
mend where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_checker import THE_TWELVE
from release_worlds import World, contributions_of, simulated, worlds

from reporting.files import FileProblem, read_contributions, read_units, report_lines, write_whole
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.release import cell_as_json, compile_cells, policy_as_json
from reporting.tally import tally_contributions

UNITS = "unit,parent\nall,\na,all\nb,all\n"
TREE = Hierarchy({"all": None, "a": "all", "b": "all"})


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return tmp_path / "units.csv"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return tmp_path / "contributions.csv"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        UNITS,
        UNITS.replace("\n", "\r\n"),
        UNITS.replace("\n", "\r"),
        "\ufeff" + UNITS,
        UNITS.rstrip("\n"),
        UNITS + "\n\n  \n",
        'unit,parent\n"a","all"\n"all",""\nb,"all"\n',
        " Unit , PARENT \n a , all \nall,\n\tb,all\n",
    ],
)
def test_the_units_of_a_spreadsheet_are_read(units: Path, content: str) -> None:
    assert read_units(write(units, content)) == TREE


def test_names_keep_their_commas_quotes_lines_and_accents(units: Path) -> None:
    content = 'unit,parent\n"Soins, nuit",\n"le ""pôle""","Soins, nuit"\n"deux\nlignes","Soins, nuit"\n'
    content += 'de\u0301po\u0302t,"Soins, nuit"\n'
    hierarchy = read_units(write(units, content))
    assert set(hierarchy.units) == {"Soins, nuit", 'le "pôle"', "deux\nlignes", "d\u00e9p\u00f4t"}


def test_several_roots_are_read_as_trees_side_by_side(units: Path) -> None:
    assert read_units(write(units, "unit,parent\nnorth,\nsouth,\na,north\n")).roots == ("north", "south")


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        ("", None, None, "the file is empty. Begin it with the header unit,parent"),
        ("unit,parent\n", None, None, "there is no unit"),
        ("unit;parent\nall;\n", 1, 1, "the header is not unit,parent"),
        ("unit\nall\n", 1, 2, "the header is not unit,parent"),
        ("unit,boss\nall,\n", 1, 2, "the header is not unit,parent"),
        ("unit,parent,name\nall,,All\n", 1, 3, "the header is not unit,parent"),
        ("all,\na,all\n", 1, 1, "the header is not unit,parent"),
        ("unit,parent\nall\n", 2, 2, "1 column instead of 2"),
        ("unit,parent\nall,\na,all,3\n", 3, 3, "3 columns instead of 2"),
        ("unit,parent\nall,\n,all\n", 3, 1, "the unit is empty"),
        ("unit,parent\nall,\n,\n", 3, 1, "the unit is empty"),
        ("unit,parent\nall,\na,all\n\na,all\n", 5, 1, "the unit 'a' is already on line 3"),
        ("unit,parent\nall,\na,nowhere\n", 3, 2, "placed under 'nowhere', which is not a unit"),
        ("unit,parent\nall,\na,a\n", 3, 2, "the unit 'a' is placed under itself"),
        ("unit,parent\nall,\nc,b\nb,c\n", 4, 2, "in a circle: 'b' under 'c' under 'b'"),
        ('unit,parent\nall,\n"a,all\n', 3, None, "cannot be read as CSV"),
        ('unit,parent\n"deux\nlignes",\n"a"b,all\n', 4, None, "cannot be read as CSV"),
        (b"unit,parent\nall,\nd\xe9p\xf4t,all\n", 3, 1, "not UTF-8"),
        (b"unit,parent\nall,\nb,d\xe9p\xf4t\n", 3, 2, "not UTF-8"),
        ("unit,parent\nall,\n".encode("utf-16"), 1, 1, "not UTF-8"),
    ],
)
def test_units_that_cannot_be_read_are_told_where_and_how_to_mend(
    units: Path, content, line, column, said
) -> None:
    with pytest.raises(FileProblem) as caught:
        read_units(write(units, content))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert said in str(caught.value)
    assert str(caught.value).startswith("units.csv")
    assert (
        str(caught.value).count(". ") + str(caught.value).endswith(".") >= 2
    )  # what is wrong, then the mend


RISK = THE_TWELVE[0]
HEADER = "contributor,unit,measure\n"


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        ("", None, None, "the file is empty"),
        ("contributor,unit\n", 1, 3, "the header is not contributor,unit,measure"),
        ("unit,contributor,measure\n", 1, 1, "the header is not"),
        (HEADER + "secret,a\n", 2, 3, "2 columns instead of 3"),
        (HEADER + f"secret,a,{RISK},{RISK}\n", 2, 4, "4 columns instead of 3"),
        (HEADER + f"secret;a;{RISK}\n", 2, 2, "with commas between the cells"),
        (HEADER + f",a,{RISK}\n", 2, 1, "the contributor is empty"),
        (HEADER + f"secret,,{RISK}\n", 2, 2, "the unit is empty"),
        (HEADER + f"secret,nowhere,{RISK}\n", 2, 2, "'nowhere' is not a unit"),
        (HEADER + f"secret,A,{RISK}\n", 2, 2, "'A' is not a unit"),
        (HEADER + "secret,a,joy\n", 2, 3, "'joy' is not a measure. Write one of intensity.risk, "),
        (HEADER + "secret,a,contributors\n", 2, 3, "'contributors' is not a measure"),
        (
            HEADER + f"secret,a,{RISK}\nother,a,\nsecret,b,{RISK}\n",
            4,
            2,
            "in the unit 'b' here and in 'a' on line 2",
        ),
        (HEADER + "other,b,\nsecret,a,\nsecret,a,\nsecret,b,\n", 5, 2, "and in 'a' on line 3"),
        (HEADER + 'secret,a,"\n', 2, None, "cannot be read as CSV"),
        (HEADER.encode() + b"secret,a,\nsecr\xe9t,a,\n", 3, 1, "not UTF-8"),
    ],
)
def test_contributions_that_cannot_be_read_are_told_where_and_how_to_mend(
    rows: Path, content, line, column, said
) -> None:
    with pytest.raises(FileProblem) as caught:
        read_contributions(write(rows, content), TREE)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)  # a contributor is never named
    assert str(caught.value).count(". ") + str(caught.value).endswith(".") >= 2


@settings(deadline=None, max_examples=40)
@given(worlds(most_units=10, most_people=6), st.integers(0, 99), st.integers(0, 5))
def test_reading_a_file_counts_what_the_rows_count(
    tmp_path_factory, world: World, seed: int, repeated: int
) -> None:
    contributions = contributions_of(seed, world)
    written = contributions + contributions[:repeated]
    path = tmp_path_factory.mktemp("rows") / "contributions.csv"
    lines = [f"{who},{unit},{'' if slug == 'contributors' else slug}" for who, unit, slug in written]
    write(path, HEADER + "\r\n".join(lines))
    assert read_contributions(path, world.hierarchy) == tally_contributions(world.hierarchy, contributions)


def test_one_person_written_in_two_ways_is_one(rows: Path) -> None:
    content = HEADER + f"z\u00e9,a,{RISK}\nze\u0301 ,a,\n z\u00e9, a ,{RISK} \n"
    assert sum(read_contributions(write(rows, content), TREE).contributors) == 1


def test_a_file_that_can_be_read_only_once_is_refused_too(tmp_path: Path) -> None:
    pipe = tmp_path / "contributions.csv"
    os.mkfifo(pipe)
    keeper = os.open(pipe, os.O_RDWR)  # open on both sides, so that neither waits for the other
    try:
        os.write(keeper, f"{HEADER}p,a,\np,b,\nq,joy,\n".encode())
        with pytest.raises(FileProblem, match="in the unit 'b' here and in 'a' elsewhere"):
            read_contributions(pipe, TREE)
    finally:
        os.close(keeper)


def test_the_report_holds_the_policy_and_every_cell() -> None:
    world = simulated(4, 30, 9, 0.3)
    cells = compile_cells(
        world.hierarchy, tally_contributions(world.hierarchy, contributions_of(2, world)), Policy(t=4)
    )
    report = json.loads("".join(report_lines(world.hierarchy, Policy(t=4), cells)))
    assert report == {
        "policy": policy_as_json(Policy(t=4)),
        "cells": [
            cell_as_json(unit, column, cell) for (unit, column), cell in sorted_cells(world.hierarchy, cells)
        ],
    }


def sorted_cells(hierarchy: Hierarchy, cells):
    columns = ["contributors", *THE_TWELVE]
    return sorted(
        cells.items(), key=lambda item: (hierarchy.positions[item[0][0]], columns.index(item[0][1]))
    )


def test_names_that_json_must_escape_are_escaped() -> None:
    hierarchy = Hierarchy({'le "pôle"\n\\': None})
    cells = compile_cells(hierarchy, tally_contributions(hierarchy, []), Policy())
    report = json.loads("".join(report_lines(hierarchy, Policy(), cells)))
    assert {cell["unit"] for cell in report["cells"]} == set(hierarchy.units)


def test_a_file_is_replaced_by_a_whole_one_or_not_at_all(tmp_path: Path) -> None:
    out = write(tmp_path / "release.json", "before")

    def interrupted():
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(out, interrupted())
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]
    write_whole(out, ["af", "ter"])
    assert out.read_text() == "after"
    assert list(tmp_path.iterdir()) == [out]


def test_a_new_file_has_the_usual_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    usual = write(tmp_path / "usual", "")
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "release.json")
    write_whole(link, ["x"])
    assert link.is_symlink()
    assert (tmp_path / "release.json").stat().st_mode == usual.stat().st_mode


def test_what_is_no_regular_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    keeper = os.open(pipe, os.O_RDWR)
    try:
        write_whole(pipe, ["a", "b"])
        assert os.read(keeper, 10) == b"ab"
        assert pipe.is_fifo()
    finally:
        os.close(keeper)
