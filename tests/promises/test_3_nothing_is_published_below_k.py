"""Promise 3: no figure, and no subtraction of figures, is about fewer than k people beside a colluding one.

From the released file alone, as a stranger would: subtract every published group from the nearest published
group around it, and look at what remains.
"""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from config.cli.release import command
from signals.contributions.measures import MEASURES

K, T, COALITION = 10, 3, 1
SLUGS = [measure.slug for measure in MEASURES]


def write_organisation(folder: Path, draw: random.Random) -> dict[str, str]:
    """A random tree of units and a random crowd that took part; returns each unit's parent."""
    parents = {"u0": ""}
    for number in range(1, draw.randint(8, 60)):
        parents[f"u{number}"] = f"u{draw.randrange(max(0, number - 12), number)}"
    with (folder / "units.csv").open("w", newline="", encoding="utf-8") as sheet:
        csv.writer(sheet).writerows([("unit", "parent"), *parents.items()])
    with (folder / "contributions.csv").open("w", newline="", encoding="utf-8") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(("contributor", "unit", "measure"))
        person = 0
        for unit in parents:
            for _ in range(draw.choice((0, 2, 5, 9, 12, 25, 60))):
                person += 1
                writer.writerow((f"p{person}", unit, ""))
                for slug in SLUGS:
                    if draw.random() < draw.choice((0.02, 0.3, 0.6, 0.97)):
                        writer.writerow((f"p{person}", unit, slug))
    return parents


def remainders(parents: dict[str, str], published: dict[str, int]) -> dict[str, int]:
    """What is left of each published unit once the nearest published units below it are subtracted."""
    left = dict(published)
    for unit, count in published.items():
        above = parents[unit]
        while above and above not in published:
            above = parents[above]
        if above:
            left[above] -= count
    return left


@pytest.mark.parametrize("seed", range(25))
def test_no_subtraction_comes_to_a_small_group(seed: int, tmp_path: Path) -> None:
    parents = write_organisation(tmp_path, random.Random(seed))
    out = tmp_path / "release.json"
    words = ["--units", "units.csv", "--contributions", "contributions.csv", "--out", "release.json"]
    words = [str(tmp_path / word) if "." in word else word for word in words]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 0, done.output
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    assert len(cells) == len(parents) * (len(SLUGS) + 1)
    shown = [cell for cell in cells if cell["status"] == "published"]
    for slug in ["contributors", *SLUGS]:
        mine = [cell for cell in shown if cell["measure"] == slug]
        people = remainders(parents, {cell["unit"]: cell["contributors"] for cell in mine})
        assert all(count == 0 or count >= K + COALITION for count in people.values()), slug
        if slug != "contributors":
            affected = remainders(parents, {cell["unit"]: cell["affected"] for cell in mine})
            for unit, count in people.items():
                if count:
                    assert T + COALITION <= affected[unit] <= count - T - COALITION, (slug, unit)
    for cell in cells:
        if cell["status"] == "withheld":
            assert cell["contributors"] is None
            assert cell["affected"] is None
            assert cell["reason"]


def test_thresholds_can_only_be_raised(tmp_path: Path) -> None:
    write_organisation(tmp_path, random.Random(1))
    sheets = ["--units", str(tmp_path / "units.csv"), "--contributions", str(tmp_path / "contributions.csv")]
    out = tmp_path / "release.json"
    for lowered in (["--k", "9"], ["--t", "2"], ["--coalition", "0"]):
        done = CliRunner().invoke(command, [*sheets, "--out", str(out), *lowered])
        assert done.exit_code != 0
        assert not out.exists()
