"""`havre migrate`: bring the stores to the version of this Havre."""

from __future__ import annotations

from pathlib import Path

import click

from config.cli.failures import said
from config.postgres_server import PostgresRefused
from config.postgres_setup import migrate_postgres
from config.settings import load_settings
from config.store_versions import HEADS, Store
from config.stores import store_files, upgrade_file


@click.command("migrate")
@click.option(
    "--postgres",
    metavar="URL",
    help="An administrator's address of the PostgreSQL database, used now and not kept.",
)
@click.pass_obj
def command(data_dir: Path | None, postgres: str | None) -> None:
    """Bring both stores to the version of this Havre, with what they hold.

    Stop the apps and the worker and make a backup before: a store is not brought back to an older version.
    Stores of this version stay as they are.
    """
    with said():
        settings = load_settings(data_dir)
        if settings.postgres is None:
            for store, path in store_files(settings).items():
                upgrade_file(path, store)
        elif postgres is None:
            raise PostgresRefused(
                "The tables belong to a role that nobody logs in as: run `havre migrate --postgres` with an "
                "administrator's address."
            )
        else:
            migrate_postgres(settings, postgres)
    versions = ", ".join(f"{store.value} {HEADS[store]}" for store in Store)
    click.echo(f"The stores are of the version of this Havre: {versions}.")
