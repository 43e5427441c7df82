"""`havre demo`: a simulated organisation to look at, both apps and the worker, until Ctrl-C."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from config.cli.failures import said
from config.demo.purses import DemoBroken
from config.demo.running import Child, ChildStopped, check_alive, start_child, stop_children, wait_until_ready
from config.demo.seeding import (
    INVITED_UNIT,
    demo_settings,
    is_made,
    make_demo,
    new_invitation,
    read_accounts,
    remove_demo,
)
from config.installation import open_installation
from config.listening import take_port
from config.settings import Settings, load_settings
from reporting.accounts import current_code

LOOK_SECONDS = 0.5
"""How often the demo looks whether its processes are alive."""


class _Stopped(Exception):
    """Somebody asked the demo to stop."""


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Make the simulated organisation again, up to today.")
@click.pass_obj
def command(data_dir: Path | None, *, fresh: bool) -> None:
    """Start the demo of a simulated organisation and print how to enter it; Ctrl-C stops everything.

    The first time it is made (some ten seconds): nearly a thousand simulated people, six released windows.
    It lives in the folder `demo` of the data directory and touches nothing else there.
    """
    started = time.monotonic()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, _stop)
    children: tuple[Child, ...] = ()
    with said(ChildStopped, DemoBroken):
        try:
            settings = demo_settings(load_settings(data_dir))
            _check_ports(settings)
            _make_if_needed(settings, fresh=fresh)
            for name, address in _apps(settings):
                children = (*children, start_child(name, settings.data_dir, address))
            wait_until_ready(children)
            # Last, because nobody waits for it: it would only take processor time from the two apps.
            children = (*children, start_child("worker", settings.data_dir, None))
            click.echo("\n".join(_way_in(settings)))
            click.echo(f"\nStarted in {time.monotonic() - started:.1f} s. Ctrl-C stops everything.")
            while True:
                time.sleep(LOOK_SECONDS)
                check_alive(children)
        except _Stopped:
            click.echo("\nStopping the demo.")
        finally:
            _ignore_further_signals()
            stop_children(children)


def _check_ports(settings: Settings) -> None:
    """Say that a port is taken before anything is made; the apps take theirs for good afterwards."""
    take_port(settings.employee_host, settings.employee_port, "employee_port").close()
    take_port(settings.staff_host, settings.staff_port, "staff_port").close()


def _make_if_needed(settings: Settings, *, fresh: bool) -> None:
    if fresh:
        remove_demo(settings)
    if not is_made(settings):
        remove_demo(settings)
        click.echo("Making the simulated organisation, once:")
        make_demo(settings, datetime.now(UTC), click.echo)


def _apps(settings: Settings) -> tuple[tuple[str, tuple[str, int]], ...]:
    return (
        ("employee", (settings.employee_host, settings.employee_port)),
        ("staff", (settings.staff_host, settings.staff_port)),
    )


def _way_in(settings: Settings) -> list[str]:
    """The addresses, the accounts and one fresh invitation."""
    now = datetime.now(UTC)
    with open_installation(settings) as installation:
        code = new_invitation(installation, INVITED_UNIT, now)
        organisation = installation.organisation
    lines = [
        "",
        f"{organisation.name}: a simulated organisation; nobody in it exists.",
        "",
        f"  Employee app  {settings.invitation_address}/",
        f"  Invitation    {settings.invitation_address}/fr/invitation#{code}",
        f"                (good once, for somebody of « {organisation.unit_names[INVITED_UNIT]} »)",
        f"  Staff app     http://{settings.staff_host}:{settings.staff_port}/",
        "",
        f"  {'Account':<16}{'Role':<15}{'Password':<25}{'TOTP secret':<34}Code now",
    ]
    for account in read_accounts(settings):
        code = current_code(account.totp_secret, now)
        lines.append(
            f"  {account.name:<16}{account.role:<15}{account.password:<25}{account.totp_secret:<34}{code}"
        )
    return lines


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _Stopped


def _ignore_further_signals() -> None:
    """Let a second, impatient Ctrl-C not leave half of the processes behind."""
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, signal.SIG_IGN)
