"""`havre invite`: write the invitations of an approved change to a file that only its owner can read."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import open_installation
from config.invitation_sheet import links_sheet, read_invitees, with_codes
from config.inviting import (
    CannotInvite,
    carry_out,
    change_to_carry_out,
    invitees_without_address,
    published_digest,
)
from config.settings import load_settings
from signals.contributions.windows import Calendar, Window, parse_window


@click.command("invite")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
@click.option(
    "--change", "change_id", help="The change to carry out, when several wait (`havre roster list`)."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The file of links; never overwritten."
)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.pass_obj
def command(
    data_dir: Path | None, *, sheet: Path | None, change_id: str | None, out: Path, lang: str
) -> None:
    """Make the invitations of an approved change of the roster, once.

    Without SHEET the file holds codes by unit, to be handed out on paper. SHEET is a CSV with the header
    unit,address and one row per person; each unit must have as many people as were approved.

    Each invitation is good once, for one person, until the end of the term. Neither the code nor the address
    is stored: the file is their only copy. Send the links, then destroy it.
    """
    now = datetime.now(UTC)
    with said(CannotInvite), open_installation(load_settings(data_dir)) as installation:
        calendar = installation.settings.calendar
        change = change_to_carry_out(installation.rosters, change_id, now)
        term = parse_window(change.term)
        digest = published_digest(installation.key_records.list(), change)
        if sheet is None:
            invitees = invitees_without_address(change)
        else:
            invitees = read_invitees(sheet, installation.organisation.unit_names, change.people)
        # Asked before anything is used up: a store that is away now would cost the change.
        before = installation.intake.invited(term)
        written = with_codes(invitees)
        page = f"{installation.settings.invitation_address}/{lang}/invitation"
        with links_sheet(out, written, page, digest):
            carry_out(installation.rosters, installation.intake, change, written, now)
    click.echo(f"{len(invitees)} invitations for the term {term} are in {out}, which only you can read.")
    if calendar.term_at(now) < term:
        click.echo(f"They are good from {_first_day(calendar, term)} on, when that term begins.")
    for name, new in sorted(Counter(one.unit for one in invitees).items()):
        if before.get(name):
            click.echo(
                f"Note: {name} had {before[name]} invitations in this term and now has {before[name] + new}."
            )


def _first_day(calendar: Calendar, term: Window) -> str:
    """The first day of the first window that counts for `term`."""
    window = calendar.window_at(term.starts_at(calendar.zone))
    return (window if window.start >= term.start else window.next).start.isoformat()
