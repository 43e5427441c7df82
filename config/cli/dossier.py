"""`havre dossier`: write the paper work before the first use, from the configuration that runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

import click

from config.cli.failures import said
from config.dossier.attack_table import AttackTableBroken, read_attack_table
from config.dossier.citations import Lang
from config.dossier.folder import FolderRefused, write_folder
from config.dossier.kept import ColumnUnsaid
from config.dossier.model_figures import FiguresUnread
from config.dossier.pages import write_documents
from config.dossier.values import Facts
from config.organisation import read_organisation
from config.settings import load_settings
from reporting.models import ReleasesModel
from signals.contributions.models import IntakeModel


@click.command("dossier")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The new folder; nothing is overwritten."
)
@click.pass_obj
def command(data_dir: Path | None, *, lang: str, out: Path) -> None:
    """Write the register entry, the DPIA, the note to employees, the council's file and the AI Act note.

    Everything is taken from the organisation file, the settings, the models of the stores and the attack
    table; run it again when one of them changes. It needs no store, so it can come before `havre init`.
    """
    with said(AttackTableBroken, FiguresUnread, ColumnUnsaid, FolderRefused):
        settings = load_settings(data_dir)
        facts = Facts(
            settings=settings,
            organisation=read_organisation(settings.organisation_path),
            stores={"intake": IntakeModel.metadata, "releases": ReleasesModel.metadata},
            attacks=read_attack_table(),
            today=datetime.now(settings.zone).date(),
        )
        files = write_documents(facts, cast(Lang, lang))
        write_folder(out, files)
    first, *others = files
    click.echo(f"{out}: {first} says who does what with the {len(others)} other files.")
    if facts.attacks is None:
        click.echo("The attack table has not been run (`make attack`): the DPIA says so and is not complete.")
