"""`havre account add|disable`: who may open the staff app."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import open_installation
from config.settings import load_settings
from reporting.accounts import AccountRefused, Role


@click.group("account")
def command() -> None:
    """Add or disable the accounts of the staff app."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", help="The unit of a manager (its id in the organisation file).")
@click.pass_obj
def add(data_dir: Path | None, name: str, role: str, unit: str | None) -> None:
    """Add the account NAME and show its password and its one-time code secret, this once."""
    with said(), open_installation(load_settings(data_dir)) as installation:
        names = installation.organisation.unit_names
        if unit is not None and unit not in names:
            raise AccountRefused(f"There is no unit '{unit}': write one of {', '.join(sorted(names))}.")
        made = installation.accounts.add(name, Role(role), unit, datetime.now(UTC))
        issuer = f"Havre {installation.organisation.name}"
    click.echo(f"Account      {made.account.name} ({made.account.role.value})")
    click.echo(f"Password     {made.password}")
    click.echo(f"TOTP secret  {made.totp_secret}")
    click.echo(f"TOTP address {made.provisioning_uri(issuer)}")
    click.echo("Give these to the person by two different ways; they are not shown again.")


@command.command("disable")
@click.argument("name")
@click.pass_obj
def disable(data_dir: Path | None, name: str) -> None:
    """Let the account NAME sign in no more, from its next click on."""
    with said(), open_installation(load_settings(data_dir)) as installation:
        installation.accounts.disable(name, datetime.now(UTC))
    click.echo(f"{name} can no longer sign in.")
