"""`havre release`: a safe release from two CSV files, without any database."""

from __future__ import annotations

from pathlib import Path

import click

from reporting.cells import Published
from reporting.files import FileProblem, read_contributions, read_units, report_lines, write_whole
from reporting.policy import (
    DEFAULT_COALITION,
    DEFAULT_K,
    DEFAULT_T,
    KNOWN_VERSIONS,
    Policy,
    PolicyRefused,
)
from reporting.release import UnsafeRelease, compile_cells

_READABLE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command(name="release")
@click.option("--units", required=True, type=_READABLE, help="CSV file: unit,parent (a root has no parent).")
@click.option(
    "--contributions",
    required=True,
    type=_READABLE,
    help="CSV file: contributor,unit,measure (an empty measure: took part, declared nothing).",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON file to write, whole or not at all; - for the standard output.",
)
@click.option("--k", default=DEFAULT_K, show_default=True, help="Fewest people behind a figure.")
@click.option("--t", default=DEFAULT_T, show_default=True, help="Fewest people on each side of a measure.")
@click.option(
    "--coalition", default=DEFAULT_COALITION, show_default=True, help="People who may pool what they know."
)
@click.option(
    "--policy-version",
    default="1",
    type=click.Choice([str(version) for version in KNOWN_VERSIONS]),
    show_default=True,
    help="1: the most groups. 2: the largest groups first, as an installation publishes them.",
)
def command(
    *, units: Path, contributions: Path, out: Path, k: int, t: int, coalition: int, policy_version: str
) -> None:
    """Publish what is safe of the contributions, and say why the rest is withheld.

    A cell for every unit and measure. Both versions of the policy are safe from subtraction; version 2, which
    installations use, is also safe from a reader who knows the rule and concludes from what is withheld,
    for about one group in a hundred. Thresholds can only be raised. When something is wrong with a file,
    the line and the mend are said and nothing is written (exit status 1).
    """
    try:
        policy = Policy(int(policy_version), k=k, t=t, coalition=coalition)
    except PolicyRefused as error:
        raise click.UsageError(str(error)) from None
    out = Path("/dev/stdout") if str(out) == "-" else out
    if not out.parent.is_dir():
        raise click.UsageError(f"The directory of --out, '{out.parent}', does not exist; create it first.")
    if out.exists() and any(out.samefile(source) for source in (units, contributions)):
        raise click.UsageError("--out names one of the files to read; give it another name.")
    try:
        hierarchy = read_units(units)
        cells = compile_cells(hierarchy, read_contributions(contributions, hierarchy), policy)
    except (FileProblem, UnsafeRelease) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be read: {error.strerror}.") from None
    try:
        write_whole(out, report_lines(hierarchy, policy, cells))
    except OSError as error:
        mend = "Free some space or name another file with --out."
        raise click.ClickException(f"{out} cannot be written: {error.strerror}. {mend}") from None
    published = sum(isinstance(cell, Published) for cell in cells.values())
    click.echo(f"{out}: {published} of {len(cells)} cells published, in {len(hierarchy)} units.", err=True)
    if not policy.prefers_the_largest:
        click.echo(
            "Made by version 1 of the policy: use --policy-version 2 for readers who know the rule.", err=True
        )


if __name__ == "__main__":
    command()
