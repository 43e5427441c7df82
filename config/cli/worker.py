"""`havre worker`: release windows when they end, rotate keys, purge."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from config.cli.failures import said
from config.confinement import forbid_core_dumps
from config.installation import open_installation
from config.settings import load_settings
from config.worker import run_worker


@click.command("worker")
@click.pass_obj
def command(data_dir: Path | None) -> None:
    """Run the worker until SIGTERM or Ctrl-C; what it missed while it was off is done first."""
    with said():
        settings = load_settings(data_dir)
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(name)s: %(message)s")
        # The scheduler tells of every run of every job; the jobs tell what matters.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        forbid_core_dumps()
        with open_installation(settings) as installation:
            run_worker(installation)
