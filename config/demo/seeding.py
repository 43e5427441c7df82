"""Making the simulated organisation: invitations, credentials, contributions and releases by the real path.

Nothing is written into a store behind the back of the code that writes there in earnest: invitations are
exchanged, contributions pass through `Counting`, windows are closed by `Closing`. The folder is made beside
its place and takes it when it is whole, so that a start that was interrupted is simply made again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from config.demo.purses import DemoBroken, Purses, invite
from config.demo.simulation import PAST_WINDOWS, Declaration, declarations
from config.installation import Installation, create_installation
from config.settings import Settings
from config.unit_keys import MakeKey, new_key
from reporting.accounts import Role
from signals.contributions.windows import Window

ORGANISATION = Path(__file__).parent / "organisation.toml"
ACCOUNTS_FILE = "demo-accounts.json"
MANAGED_UNIT = "plateau-particuliers"
INVITED_UNIT = "plateau-professionnels"

_ACCOUNTS: tuple[tuple[str, Role, str | None], ...] = (
    ("rh", Role.HR, None),
    ("psychologue", Role.PSYCHOLOGIST, None),
    ("elue", Role.REPRESENTATIVE, None),
    ("responsable", Role.MANAGER, MANAGED_UNIT),
    ("administration", Role.ADMINISTRATOR, None),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo with its secrets in clear: of a simulated organisation, on this machine only."""

    name: str
    role: str
    password: str
    totp_secret: str


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demo: those of the installation, in files of a folder under its data directory."""
    return _in_folder(settings, settings.data_dir / "demo")


def is_made(settings: Settings) -> bool:
    """Whether the demo of these (demo) settings exists whole."""
    return (settings.data_dir / ACCOUNTS_FILE).is_file()


def make_demo(
    settings: Settings,
    now: datetime,
    tell: Callable[[str], None] = lambda _line: None,
    make_key: MakeKey = new_key,
) -> None:
    """Make the demo at `settings.data_dir` with windows up to `now`; some fifteen seconds. `tell` hears how
    far it is.
    """
    building = settings.data_dir.with_name(f".{settings.data_dir.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(mode=0o700, parents=True)
    shutil.copyfile(ORGANISATION, building / "organisation.toml")
    _fill(_in_folder(settings, building), now, tell, make_key)
    for path in sorted(building.rglob("*")):
        _to_disk(path)
    _to_disk(building)
    building.rename(settings.data_dir)
    _to_disk(settings.data_dir.parent)


def remove_demo(settings: Settings) -> None:
    """Remove the demo of these (demo) settings, so that it can be made again."""
    if settings.data_dir.exists():
        leaving = settings.data_dir.with_name(f".{settings.data_dir.name}.leaving")
        shutil.rmtree(leaving, ignore_errors=True)
        settings.data_dir.rename(leaving)
        shutil.rmtree(leaving)


def read_accounts(settings: Settings) -> tuple[DemoAccount, ...]:
    """The accounts of the demo; raise DemoBroken when their file cannot be read."""
    try:
        written = json.loads((settings.data_dir / ACCOUNTS_FILE).read_text(encoding="utf-8"))
        return tuple(DemoAccount(**account) for account in written)
    except (OSError, ValueError, TypeError):
        raise DemoBroken(
            f"The demo in {settings.data_dir} cannot be read: run `havre demo --fresh` to make it again."
        ) from None


def new_invitation(installation: Installation, unit: str, now: datetime) -> str:
    """Have one more person of `unit` invited and return the rest of the link: the code, and the digest of
    the key list which the browser compares with the one that it is shown.
    """
    installation.prepare_keys(now)
    code = invite(installation, {unit: 1}, now)[unit][0]
    term = installation.settings.calendar.term_at(now)
    return f"{code}.{(installation.key_records.list().newest_of(term) or '')[:16]}"


def _fill(settings: Settings, now: datetime, tell: Callable[[str], None], make_key: MakeKey) -> None:
    current = settings.calendar.window_at(now)
    first = current
    for _ in range(PAST_WINDOWS):
        first = Window(first.start - timedelta(weeks=first.weeks), first.weeks)
    start = first.starts_at(settings.zone)
    # Not durable: a machine that stops now leaves a folder that is made again.
    with create_installation(settings, start, durable=False, make_key=make_key) as installation:
        accounts = [installation.accounts.add(name, role, unit, start) for name, role, unit in _ACCOUNTS]
        purses = Purses(installation)
        window = first
        for number in range(PAST_WINDOWS + 1):
            _contribute(purses, settings, window, number, now)
            if window < current:
                installation.closing.close_window(window, window.ends_at(settings.zone))
                tell(f"  {window} released")
            window = window.next
        installation.prepare_keys(now)
        installation.publish_counts(now)
        installation.purge(now)
    _write_accounts(
        settings.data_dir / ACCOUNTS_FILE,
        [
            DemoAccount(made.account.name, made.account.role.value, made.password, made.totp_secret)
            for made in accounts
        ],
    )


def _contribute(purses: Purses, settings: Settings, window: Window, number: int, now: datetime) -> None:
    starts, ends = window.starts_at(settings.zone), window.ends_at(settings.zone)
    for declaration in declarations(number):
        instant = _instant(declaration, starts, ends)
        if instant > now:
            return
        purses.contribute(declaration.person, declaration.measures, instant)


def _instant(declaration: Declaration, starts: datetime, ends: datetime) -> datetime:
    return starts + declaration.moment * (ends - starts)


def _in_folder(settings: Settings, folder: Path) -> Settings:
    places = {"data_dir": folder, "organisation_file": folder / "organisation.toml", "postgres": None}
    return settings.model_copy(update=places)


def _write_accounts(path: Path, accounts: list[DemoAccount]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, indent=1)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
