"""`havre staff`: serve the app of HR, psychologists, managers and administrators."""

from __future__ import annotations

from pathlib import Path

import click

from config.cli.failures import EXPECTED, said
from config.keys import staff_session_key
from config.organisation import read_organisation
from config.postgres import Part, tcp_ports
from config.serving import Served, Wall, serve
from config.settings import SETTINGS_FILE, load_settings
from config.stores import open_releases, store_folders


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
        open_releases(settings, Part.STAFF).dispose()
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
                writable=tuple(folder.absolute() for folder in store_folders(settings, Part.STAFF)),
                readable=tuple(path.absolute() for path in readable if path.exists()),
                ports=tcp_ports(settings),
            ),
            failures=EXPECTED,
        )
        serve(served, settings, ready=lambda address: click.echo(f"Staff app: {address}"))
