"""`havre init`: create the stores and the keys of an installation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from config.cli.failures import said
from config.installation import create_installation
from config.organisation import read_organisation
from config.postgres_setup import settle_on_postgres
from config.readiness import NotReady, ready_for_real_use, sentence_for
from config.settings import load_settings

TEMPLATE = Path(__file__).parent / "organisation_template.toml"
"""What is written in the place of an organisation file that does not exist yet."""


@click.command("init")
@click.option(
    "--postgres",
    metavar="URL",
    help="Keep the stores in this PostgreSQL database: an administrator's address, used now and not kept.",
)
@click.pass_obj
def command(data_dir: Path | None, postgres: str | None) -> None:
    """Create the two stores and the keys in the data directory; what exists already stays as it is.

    Without an organisation file, an example is written first for you to fill in. With --postgres, the
    database must exist (`createdb`); three roles are made in it, each with the rights that its part needs,
    and their passwords are written in the folder of keys. The settings then say where the database is.
    """
    with said():
        settings = load_settings(data_dir)
        path = settings.organisation_path
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
            raise click.ClickException(
                f"There was no organisation file, so an example is now at {path}: "
                "put your units in it, then run `havre init` again."
            )
        read_organisation(path)
        if postgres is not None:
            settings, told = settle_on_postgres(settings, postgres)
            for sentence in told:
                click.echo(f"Note: {sentence}", err=True)
        with create_installation(settings, datetime.now(UTC)) as installation:
            organisation = installation.organisation
    today = datetime.now(settings.zone).date()
    click.echo(
        f"{organisation.name}: {len(organisation.units)} units, stores and keys in {settings.data_dir}."
    )
    click.echo(
        "Next: `havre account add`, `havre invite`, then `havre employee`, `havre staff`, `havre worker`."
    )
    if isinstance(found := ready_for_real_use(organisation, today), NotReady):
        click.echo(f"Before real use (`havre dossier` helps): {sentence_for(found, path)}")
