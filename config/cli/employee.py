"""`havre employee`: serve the app that employees talk to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from config.cli.failures import EXPECTED, said
from config.database import open_for_reading, open_store
from config.keys import credential_key
from config.organisation import read_organisation
from config.readiness import require_ready
from config.serving import Served, Wall, serve
from config.settings import SETTINGS_FILE, load_settings


@click.command("employee")
@click.option(
    "--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Serving processes."
)
@click.pass_obj
def command(data_dir: Path | None, workers: int) -> None:
    """Serve the employee app until Ctrl-C (HAVRE_EMPLOYEE_HOST, HAVRE_EMPLOYEE_PORT say where).

    The serving process can write in the folders of the two stores and of its own keys and nowhere else: the
    kernel refuses, so that no message can reach another file even by mistake.
    """
    with said():
        settings = load_settings(data_dir)
        # What the app needs is looked at first: a missing store is said at once, not after the model is
        # loaded.
        organisation = read_organisation(settings.organisation_path)
        open_store(settings.intake_path).dispose()
        open_for_reading(settings.releases_path).dispose()
        credential_key(settings.employee_keys)
        require_ready(organisation, settings.organisation_path, datetime.now(settings.zone).date())
        readable = (settings.organisation_path, settings.data_dir / SETTINGS_FILE)
        # SQLite needs to write beside a store in order to read it: its shared index of the write-ahead log.
        writable = (settings.intake_path.parent, settings.releases_path.parent, settings.employee_keys)
        served = Served(
            name="employee",
            module="config.employee_app",
            host=settings.employee_host,
            port=settings.employee_port,
            port_setting="employee_port",
            workers=workers,
            wall=Wall(
                writable=tuple(path.absolute() for path in writable),
                readable=tuple(path.absolute() for path in readable if path.exists()),
            ),
            failures=EXPECTED,
        )
        serve(served, settings, ready=lambda address: click.echo(f"Employee app: {address}"))
