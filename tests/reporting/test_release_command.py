"""`havre release` as it is run: what it writes, what it refuses, and that it stays light to start."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from release_checker import THE_TWELVE, faults
from release_worlds import contributions_of, simulated

from config.cli.release import command


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the two files of a simulated organisation."""
    world = simulated(11, 60, 10, 0.3)
    with (tmp_path / "units.csv").open("w", newline="") as out:
        csv.writer(out).writerows(
            [("unit", "parent"), *((u, p or "") for u, p in world.hierarchy.parents.items())]
        )
    with (tmp_path / "contributions.csv").open("w", newline="") as out:
        rows = [
            (who, unit, "" if slug == "contributors" else slug)
            for who, unit, slug in contributions_of(1, world)
        ]
        csv.writer(out).writerows([("contributor", "unit", "measure"), *rows])
    return tmp_path


def run(folder: Path, *more: str, out: str = "release.json") -> Result:
    arguments = ["--units", f"{folder}/units.csv", "--contributions", f"{folder}/contributions.csv"]
    return CliRunner().invoke(command, [*arguments, "--out", f"{folder}/{out}", *more])


def parents_in(folder: Path) -> dict[str, str | None]:
    with (folder / "units.csv").open(newline="") as text:
        return {row["unit"]: row["parent"] or None for row in csv.DictReader(text)}


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("more", [(), ("--k", "20", "--t", "5", "--coalition", "3")])
def test_the_report_is_whole_and_safe(files: Path, more: tuple[str, ...], version: int) -> None:
    result = run(files, *more, "--policy-version", str(version))
    assert result.exit_code == 0, result.output
    report = json.loads((files / "release.json").read_text())
    parents = parents_in(files)
    assert list(faults(parents, report["policy"], report["cells"])) == []
    assert report["policy"] == {
        "version": version,
        "k": 20 if more else 10,
        "t": 5 if more else 3,
        "coalition": 3 if more else 1,
    }
    assert len(report["cells"]) == len(parents) * (1 + len(THE_TWELVE))
    assert {tuple(cell) for cell in report["cells"]} == {
        ("unit", "measure", "status", "contributors", "affected", "reason")
    }


def test_version_1_is_the_default_and_says_what_it_is_not_for(files: Path) -> None:
    assert "--policy-version 2 for readers who know the rule" in run(files).output
    assert json.loads((files / "release.json").read_text())["policy"]["version"] == 1
    assert "--policy-version" not in run(files, "--policy-version", "2", out="other.json").output


def test_the_order_of_the_rows_changes_nothing(files: Path) -> None:
    run(files, out="one.json")
    for name in ("units.csv", "contributions.csv"):
        header, *rows = (files / name).read_text().splitlines()
        (files / name).write_text("\n".join([header, *reversed(rows)]))
    run(files, out="other.json")
    assert (files / "one.json").read_bytes() == (files / "other.json").read_bytes()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--k", "9", "k = 9 is not allowed: the least is 10"),
        ("--t", "2", "t = 2 is not allowed: the least is 3"),
        ("--coalition", "0", "coalition = 0 is not allowed: the least is 1"),
        ("--k", "many", "not a valid integer"),
        ("--out", "/nowhere/at/all/release.json", "create it first"),
    ],
)
def test_options_that_are_not_allowed_are_refused(files: Path, option: str, value: str, said: str) -> None:
    result = run(files, option, value)
    assert result.exit_code == 2
    assert said in result.output
    assert not (files / "release.json").exists()


@pytest.mark.parametrize("source", ["units.csv", "contributions.csv"])
def test_a_file_to_read_is_never_written_over(files: Path, source: str) -> None:
    before = (files / source).read_bytes()
    result = run(files, out=source)
    assert result.exit_code == 2
    assert "--out names one of the files to read" in result.output
    assert (files / source).read_bytes() == before


def test_nothing_is_written_when_a_row_is_malformed(files: Path) -> None:
    (files / "release.json").write_text("before")
    with (files / "contributions.csv").open("a") as rows:
        rows.write("p,u1,joy\n")
    line = (files / "contributions.csv").read_text().count("\n")
    result = run(files)
    assert result.exit_code == 1
    assert f"contributions.csv, line {line}, column 3: 'joy' is not a measure. Write one of" in result.output
    assert (files / "release.json").read_text() == "before"
    assert sorted(path.name for path in files.iterdir()) == ["contributions.csv", "release.json", "units.csv"]


def test_a_full_disk_is_said_in_a_sentence(files: Path) -> None:
    result = run(files, "--out", "/dev/full")
    assert result.exit_code == 1
    assert "/dev/full cannot be written: No space left on device." in result.output


def test_the_report_can_go_to_the_standard_output(files: Path) -> None:
    run(files)
    sources = [f"--units={files}/units.csv", f"--contributions={files}/contributions.csv"]
    ran = subprocess.run(
        [sys.executable, "-m", "config.cli.release", *sources, "--out", "-"], capture_output=True, check=True
    )
    assert ran.stdout == (files / "release.json").read_bytes()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "units.csv' does not exist" in result.output


def test_the_command_starts_without_the_heavy_libraries() -> None:
    """Acceptance 4 counts the start of Python too: nothing that takes a tenth of a second to import."""
    heavy = ["numpy", "scipy", "sqlalchemy", "flask", "pydantic", "onnxruntime", "transformers", "plotly"]
    code = f"import sys, config.cli.release; print([name for name in {heavy!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
