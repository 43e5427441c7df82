"""`havre window close`: release the windows that are over, as the worker does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import forged_sentence, open_installation
from config.settings import load_settings


@click.group("window")
def command() -> None:
    """Close the counting windows that are over."""


@command.command("close")
@click.pass_obj
def close(data_dir: Path | None) -> None:
    """Release every window that is over, oldest first, and destroy its contributions.

    Safe to run at any time, again after an interruption, and beside the worker: each window is released once.
    """
    with said(), open_installation(load_settings(data_dir)) as installation:
        now = datetime.now(UTC)
        due = installation.closing.due(now)
        for window in due:
            closed = installation.close_window(window, now)
            if not closed.finished:
                raise click.ClickException(
                    f"The window {window} is released, but the intake store is being read: run this again."
                )
            click.echo(f"The window {window} is released; its contributions and its key are destroyed.")
            if closed.forged:
                click.echo(forged_sentence(closed), err=True)
        current = installation.settings.calendar.window_at(now)
    if not due:
        click.echo(f"Nothing to close: the current window, {current}, ends on {current.end.isoformat()}.")
