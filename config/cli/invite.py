"""`havre invite`: write one-time invitations to a file that only its owner can read."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import Installation, open_installation
from config.invitation_sheet import (
    Invitee,
    SheetRefused,
    WrittenInvitation,
    links_sheet,
    read_invitees,
    with_codes,
)
from config.settings import load_settings
from reporting.audit import AuditEvent
from signals.contributions.store import Invitation
from signals.contributions.windows import Window


@click.command("invite")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
@click.option("--unit", help="In place of a SHEET: the unit to invite in.")
@click.option("--count", type=click.IntRange(1, 100_000), help="In place of a SHEET: how many invitations.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The file of links; never overwritten."
)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.pass_obj
def command(
    data_dir: Path | None, *, sheet: Path | None, unit: str | None, count: int | None, out: Path, lang: str
) -> None:
    """Make invitations for the people of SHEET, a CSV with the header unit,address or unit,count.

    Each is good once, for one person, until the end of the term. Neither the code nor the address is
    stored: the file is their only copy. Send the links, then destroy it.
    """
    if (sheet is None) == (unit is None or count is None):
        raise click.UsageError("Give a SHEET, or --unit and --count.")
    now = datetime.now(UTC)
    with said(), open_installation(load_settings(data_dir)) as installation:
        units = installation.organisation.unit_names
        if sheet is not None:
            invitees = read_invitees(sheet, units)
        elif unit is not None and unit in units:
            invitees = (Invitee(unit, ""),) * (count or 0)
        else:
            raise SheetRefused(f"There is no unit '{unit}': write one of {', '.join(sorted(units))}.")
        if not invitees:
            raise SheetRefused(f"{sheet} invites nobody: write one row per person or per unit.")
        term = installation.settings.calendar.term_at(now)
        before = installation.intake.invited(term)
        page = f"{installation.settings.invitation_address}/{lang}/invitation"
        _write(installation, with_codes(invitees), term, out, page)
    click.echo(f"{len(invitees)} invitations for the term {term} are in {out}, which only you can read.")
    for name, new in sorted(Counter(one.unit for one in invitees).items()):
        if before.get(name):
            click.echo(
                f"Note: {name} had {before[name]} invitations in this term and now has {before[name] + new}."
            )


def _write(
    installation: Installation, written: tuple[WrittenInvitation, ...], term: Window, out: Path, page: str
) -> None:
    with links_sheet(out, written, page):
        installation.intake.add_invitations(
            Invitation(one.code.hash, one.invitee.unit, term) for one in written
        )
        units = len({one.invitee.unit for one in written})
        detail = f"{len(written)} invitations, {units} units, {term}"
        installation.audit.record(AuditEvent.INVITATIONS_MADE, None, datetime.now(UTC), detail)
