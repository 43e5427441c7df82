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

from config.demo.simulation import PAST_WINDOWS, Declaration, Person, declarations, people
from config.installation import Installation, create_installation
from config.settings import Settings
from reporting.accounts import Role
from signals.contributions.counting import Counting, InvitationRefused, NotCounted
from signals.contributions.invitations import draw_code
from signals.contributions.store import Invitation
from signals.contributions.windows import Window

ORGANISATION = Path(__file__).parent / "organisation.toml"
ACCOUNTS_FILE = "demo-accounts.json"
MANAGED_UNIT = "plateau-particuliers"
INVITED_UNIT = "plateau-professionnels"

_ACCOUNTS: tuple[tuple[str, Role, str | None], ...] = (
    ("rh", Role.HR, None),
    ("psychologue", Role.PSYCHOLOGIST, None),
    ("responsable", Role.MANAGER, MANAGED_UNIT),
    ("administration", Role.ADMINISTRATOR, None),
)


class DemoBroken(Exception):
    """The demo cannot be made or read; the sentence says what happened or how to make it again."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo with its secrets in clear: of a simulated organisation, on this machine only."""

    name: str
    role: str
    password: str
    totp_secret: str


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demo: those of the installation, in a folder under its data directory."""
    return _in_folder(settings, settings.data_dir / "demo")


def is_made(settings: Settings) -> bool:
    """Whether the demo of these (demo) settings exists whole."""
    return (settings.data_dir / ACCOUNTS_FILE).is_file()


def make_demo(settings: Settings, now: datetime, tell: Callable[[str], None] = lambda _line: None) -> None:
    """Make the demo at `settings.data_dir` with windows up to `now`; about ten seconds. `tell` hears how
    far it is.
    """
    building = settings.data_dir.with_name(f".{settings.data_dir.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(mode=0o700, parents=True)
    shutil.copyfile(ORGANISATION, building / "organisation.toml")
    _fill(_in_folder(settings, building), now, tell)
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
    """Put a fresh invitation of `unit` in the store and return its code."""
    code = draw_code()
    term = installation.settings.calendar.term_at(now)
    installation.intake.add_invitations([Invitation(code.hash, unit, term)])
    return code.written


def _fill(settings: Settings, now: datetime, tell: Callable[[str], None]) -> None:
    current = settings.calendar.window_at(now)
    first = current
    for _ in range(PAST_WINDOWS):
        first = Window(first.start - timedelta(weeks=first.weeks), first.weeks)
    start = first.starts_at(settings.zone)
    # Not durable: a machine that stops now leaves a folder that is made again.
    with create_installation(settings, start, durable=False) as installation:
        purses = _Purses(installation)
        window = first
        for number in range(PAST_WINDOWS + 1):
            _contribute(purses, window, number, now)
            if window < current:
                installation.closing.close_window(window, window.ends_at(settings.zone))
                tell(f"  {window} released")
            window = window.next
        accounts = [installation.accounts.add(name, role, unit, now) for name, role, unit in _ACCOUNTS]
        installation.purge(now)
    _write_accounts(
        settings.data_dir / ACCOUNTS_FILE,
        [
            DemoAccount(made.account.name, made.account.role.value, made.password, made.totp_secret)
            for made in accounts
        ],
    )


class _Purses:
    """The credentials that simulated people hold in their browsers: one each per term."""

    def __init__(self, installation: Installation) -> None:
        self.counting: Counting = installation.counting()
        self.settings = installation.settings
        self._installation = installation
        self._held: dict[tuple[Person, Window], str] = {}
        self._codes: dict[tuple[Person, Window], str] = {}

    def credential(self, person: Person, now: datetime) -> str:
        """The credential of `person` for the term of `now`, exchanged for their invitation the first time."""
        term = self.settings.calendar.term_at(now)
        if (person, term) not in self._held:
            if (person, term) not in self._codes:
                self._invite_everybody(term)
            redeemed = self.counting.redeem(self._codes.pop((person, term)), now)
            if isinstance(redeemed, InvitationRefused):
                raise DemoBroken(f"A simulated invitation was refused: {redeemed.reason}.")
            self._held[person, term] = redeemed.credential
        return self._held[person, term]

    def _invite_everybody(self, term: Window) -> None:
        invitations = []
        for person in people():
            code = draw_code()
            self._codes[person, term] = code.written
            invitations.append(Invitation(code.hash, person.unit, term))
        self._installation.intake.add_invitations(invitations)


def _contribute(purses: _Purses, window: Window, number: int, now: datetime) -> None:
    starts, ends = window.starts_at(purses.settings.zone), window.ends_at(purses.settings.zone)
    for declaration in declarations(number):
        instant = _instant(declaration, starts, ends)
        if instant > now:
            return
        counted = purses.counting.contribute(
            purses.credential(declaration.person, instant), declaration.measures, instant
        )
        if isinstance(counted, NotCounted):
            raise DemoBroken(f"A simulated contribution was refused: {counted.reason}.")


def _instant(declaration: Declaration, starts: datetime, ends: datetime) -> datetime:
    return starts + declaration.moment * (ends - starts)


def _in_folder(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"data_dir": folder, "organisation_file": folder / "organisation.toml"})


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
