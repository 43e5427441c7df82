"""`havre purge`: delete what is past its retention, as the worker does every day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import open_installation
from config.settings import load_settings


@click.command("purge")
@click.pass_obj
def command(data_dir: Path | None) -> None:
    """Delete the invitations of past terms, audit entries over a year old, and the keys of past days."""
    with said(), open_installation(load_settings(data_dir)) as installation:
        invitations, entries = installation.purge(datetime.now(UTC))
    click.echo(
        f"Deleted {invitations} invitations of past terms and {entries} audit entries over a year old."
    )
