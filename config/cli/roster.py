"""`havre roster list`: the changes of who is invited, for whoever carries them out."""

from __future__ import annotations

from pathlib import Path

import click

from config.cli.failures import said
from config.installation import open_installation
from config.settings import load_settings
from reporting.roster import RosterChange, RosterState


@click.group("roster")
def command() -> None:
    """Look at the changes of who is invited; they are proposed and approved in the staff app."""


@command.command("list")
@click.pass_obj
def list_changes(data_dir: Path | None) -> None:
    """Show every change, the newest first, with its people per unit."""
    with said(), open_installation(load_settings(data_dir)) as installation:
        changes = installation.rosters.all()
    for change in changes:
        click.echo(f"{change.id}  {change.term}  {_state(change)}")
        for unit, people in change.people.items():
            click.echo(f"    {people:>6}  {unit}")
    if not changes:
        click.echo("No change yet: human resources propose one in the staff app.")


def _state(change: RosterChange) -> str:
    """How far a change has come, and by whom."""
    said_by = [f"proposed on {change.proposed_at:%Y-%m-%d} by {change.proposed_by.name}"]
    if change.decided_by is not None and change.decided_at is not None:
        verb = "refused" if change.state is RosterState.REFUSED else "approved"
        said_by.append(f"{verb} on {change.decided_at:%Y-%m-%d} by {change.decided_by.name}")
    if change.carried_out_at is not None:
        said_by.append(f"carried out on {change.carried_out_at:%Y-%m-%d}")
    if change.state is RosterState.WITHDRAWN:
        said_by.append("withdrawn")
    return ", ".join(said_by)
