"""`havre employee`: serve the app that employees talk to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from config.cli.failures import EXPECTED, said
from config.evaluation import require_loopback
from config.generation import generation_ports, server_for
from config.organisation import read_organisation
from config.postgres import Part, tcp_ports
from config.readiness import require_ready
from config.serving import Served, Wall, serve
from config.settings import SETTINGS_FILE, load_settings
from config.stores import open_intake, open_releases, store_folders


@click.command("employee")
@click.option(
    "--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Serving processes."
)
@click.pass_obj
def command(data_dir: Path | None, workers: int) -> None:
    """Serve the employee app until Ctrl-C (HAVRE_EMPLOYEE_HOST, HAVRE_EMPLOYEE_PORT say where).

    The serving process can write in the folders of the two stores (when they are files) and of its own keys
    and nowhere else: the kernel refuses, so that no message can reach another file even by mistake.
    """
    with said():
        settings = load_settings(data_dir)
        require_loopback(settings)
        # What the app needs is looked at first: a missing store is said at once, not after the model is
        # loaded.
        organisation = read_organisation(settings.organisation_path)
        open_intake(settings, Part.EMPLOYEE).dispose()
        open_releases(settings, Part.EMPLOYEE).dispose()
        require_ready(organisation, settings.organisation_path, datetime.now(settings.zone).date())
        generation = settings.chatbot.generation
        server_for(generation)
        keys = () if generation.api_key_file is None else (generation.api_key_file,)
        own = settings.signals.encoder
        models = (path for path in (own.directory, own.labels) if path is not None)
        readable = (settings.organisation_path, settings.data_dir / SETTINGS_FILE, *keys, *models)
        # SQLite needs to write beside a store in order to read it: its shared index of the write-ahead log.
        writable = (*store_folders(settings, Part.EMPLOYEE), settings.employee_keys)
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
                ports=(*tcp_ports(settings), *generation_ports(generation)),
            ),
            failures=EXPECTED,
        )
        serve(served, settings, ready=lambda address: click.echo(f"Employee app: {address}"))
