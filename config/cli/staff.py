"""`havre staff`: serve the app of HR, psychologists, managers and administrators."""

from __future__ import annotations

from pathlib import Path

import click

from config.cli.failures import EXPECTED, said
from config.database import open_store
from config.keys import staff_session_key
from config.organisation import read_organisation
from config.serving import Served, Wall, serve
from config.settings import SETTINGS_FILE, load_settings


@click.command("staff")
@click.option(
    "--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Serving processes."
)
@click.pass_obj
def command(data_dir: Path | None, workers: int) -> None:
    """Serve the staff app until Ctrl-C (HAVRE_STAFF_HOST, HAVRE_STAFF_PORT say where).

    The serving process can open the releases store and nothing of the intake store: the kernel refuses.
    """
    with said():
        settings = load_settings(data_dir)
        read_organisation(settings.organisation_path)
        open_store(settings.releases_path).dispose()
        staff_session_key(settings.staff_keys)
        readable = (settings.organisation_path, settings.staff_keys, settings.data_dir / SETTINGS_FILE)
        served = Served(
            name="staff",
            module="config.staff_app",
            host=settings.staff_host,
            port=settings.staff_port,
            port_setting="staff_port",
            workers=workers,
            wall=Wall(
                writable=(settings.releases_path.parent.absolute(),),
                readable=tuple(path.absolute() for path in readable if path.exists()),
            ),
            failures=EXPECTED,
        )
        serve(served, settings, ready=lambda address: click.echo(f"Staff app: {address}"))
