"""How long a release takes: the choice of the families from 1,000 to 100,000 units, then the whole command.

Run with `python -m benchmarks.disclosure`. The families are chosen for the contributors and twelve
measures; time is processor time of one core. The command is timed by the wall, with the start of Python and
the writing of the file (acceptance: 10,000 units in under 2 seconds; 1,000,000 contributions in under 60
seconds and 1 GiB).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import machine
from reporting.cells import COLUMNS, CONTRIBUTORS
from reporting.disclosure import Forest, Losses, Tally, choose, choose_families
from reporting.hierarchy import Hierarchy
from reporting.policy import Policy
from reporting.worth import largest_first, lots

SHAPES = ("wide", "binary", "random", "chain", "star")


def organisation(shape: str, units: int, seed: int = 1) -> Hierarchy:
    draw = random.Random(seed)
    shapes: dict[str, Callable[[int], int]] = {
        "wide": lambda number: (number - 1) // 8,
        "binary": lambda number: (number - 1) // 2,
        "random": draw.randrange,
        "chain": lambda number: number - 1,
        "star": lambda number: 0,
    }
    above = shapes[shape]
    return Hierarchy(
        {f"u{number:06d}": f"u{above(number):06d}" if number else None for number in range(units)}
    )


def tally(units: int, crowd: float, seed: int = 1) -> Tally:
    """About `crowd` people in each unit, exponentially spread; each measure declared at its own rate."""
    draw = random.Random(seed)
    people = [int(draw.expovariate(1 / crowd)) for _ in range(units)]
    affected = {}
    for slug in COLUMNS[1:]:
        rate = draw.choice((0.05, 0.15, 0.3, 0.5))
        affected[slug] = [sum(draw.random() < rate for _ in range(count)) for count in people]
    return Tally(people, affected)


def losses_of(hierarchy: Hierarchy) -> Losses:
    """The largest groups first, as an installation publishes them."""
    return lambda slug: largest_first(hierarchy.depths, lots(b"a lot", slug or CONTRIBUTORS, len(hierarchy)))


def bench_preferences() -> None:
    """What it costs that a reader who knows the rule learns nothing: over 300 simulated organisations."""
    policy, shown = Policy(), {"most groups": [0, 0, 0], "largest first": [0, 0, 0]}
    for seed in range(300):
        draw = random.Random(seed)
        hierarchy = organisation("random", draw.choice((5, 10, 20, 40, 80)), seed)
        counted = tally(len(hierarchy), draw.uniform(4, 20), seed)
        for name, losses in (("most groups", None), ("largest first", losses_of(hierarchy))):
            families = choose_families(
                hierarchy, counted, policy.contributors_need, policy.measure_need, losses
            )
            shown[name][0] += len(families.contributors)
            shown[name][1] += sum(map(len, families.measures.values()))
            shown[name][2] += hierarchy.units[0] in families.contributors
    print("\nWhat is published of 300 simulated organisations, by the order of preference")
    print(f"{'preference':16}{'groups':>9}{'figures of measures':>22}{'whole organisation':>21}")
    for name, (groups, measures, wholes) in shown.items():
        print(f"{name:16}{groups:9,}{measures:22,}{wholes / 300:21.0%}")


def bench_families() -> None:
    policy = Policy()
    print("\nFamilies of the contributors and twelve measures, about 12 contributors in each unit")
    print(f"{'shape':8}{'units':>9}{'seconds':>10}{'us per unit':>13}{'published':>11}{'steps per unit':>16}")
    for shape in SHAPES:
        for units in (1_000, 10_000, 100_000):
            hierarchy, counted = organisation(shape, units), tally(units, 12)
            start = time.process_time()
            families = choose_families(
                hierarchy, counted, policy.contributors_need, policy.measure_need, losses_of(hierarchy)
            )
            seconds = time.process_time() - start
            forest, lost = Forest(hierarchy.parent_positions), losses_of(hierarchy)(None)
            steps = choose(forest, lost, counted.contributors, [0] * units, policy.contributors_need).steps
            published = len(families.contributors) + sum(map(len, families.measures.values()))
            print(
                f"{shape:8}{units:9,}{seconds:10.3f}{seconds / units * 1e6:13.1f}"
                f"{published / (len(COLUMNS) * units):11.0%}{steps / units:16.1f}"
            )


def write_files(folder: Path, shape: str, units: int, people: int) -> int:
    """The two files of the command; about 2.7 rows for each contributor. Returns the number of rows."""
    draw = random.Random(units + people)
    hierarchy = organisation(shape, units)
    parents = hierarchy.parents.items()
    (folder / "units.csv").write_text("unit,parent\n" + "".join(f"{u},{p or ''}\n" for u, p in parents))
    rows: list[str] = []
    for person in range(people):
        unit = draw.choice(hierarchy.units)
        declared = draw.sample(COLUMNS[1:], min(12, int(draw.expovariate(1 / 2.2) + 0.5)))
        rows.extend(f"p{person:07d},{unit},{slug}\n" for slug in declared or [""])
    draw.shuffle(rows)
    (folder / "contributions.csv").write_text("contributor,unit,measure\n" + "".join(rows))
    return len(rows)


_COMMAND = """
from config.cli.release import command
command(standalone_mode=False)
with open("/proc/self/status") as status:  # the peak of this program alone, not of the one that started it
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def bench_command() -> None:
    print("\nThe command, from the start of Python to the written file")
    print(f"{'shape':8}{'units':>9}{'rows':>11}{'seconds':>10}{'MiB':>7}")
    for shape, units, people in (
        *((shape, 10_000, 75_000) for shape in SHAPES),
        ("wide", 10_000, 380_000),
        ("wide", 100_000, 380_000),
    ):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            rows = write_files(folder, shape, units, people)
            files = [f"--units={folder}/units.csv", f"--contributions={folder}/contributions.csv"]
            start = time.perf_counter()
            run = subprocess.run(
                [sys.executable, "-c", _COMMAND, *files, f"--out={folder}/release.json"],
                cwd=Path(__file__).resolve().parent.parent,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
                text=True,
            )
            seconds = time.perf_counter() - start
            print(f"{shape:8}{units:9,}{rows:11,}{seconds:10.2f}{int(run.stdout) / 1024:7.0f}")


if __name__ == "__main__":
    print(machine())
    bench_preferences()
    bench_families()
    bench_command()
