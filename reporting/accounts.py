"""Staff accounts: who may sign in to the staff app, with a password (argon2) and a one-time code (TOTP).

A refused sign-in says nothing of why: an unknown name, a wrong password, a wrong code, a code used before,
a disabled or a locked account all take the same work, the same writes and the same answer. Unknown names
are tried against a decoy account that nothing opens. Each try is charged before it is judged, so that tries
sent together cannot outrun the lock.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from reporting.audit import AuditEvent, add_entry
from reporting.models import AccountRow
from reporting.transactions import ReleasesUnavailable, reading, writing

STEP_SECONDS = 30
"""How long a one-time code lasts (RFC 6238)."""

DRIFT_STEPS = 1
"""How many steps a telephone's clock may be early or late."""

_DECOY = "decoy"
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)
_TYPED_EASILY = "abcdefghijkmnpqrstuvwxyz23456789"


class Role(StrEnum):
    """What an account may see and do."""

    HR = "hr"
    PSYCHOLOGIST = "psychologist"
    REPRESENTATIVE = "representative"
    """An elected representative of the staff: approves who is invited, and sees no figure of the trends."""
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """A member of the staff; `unit` is the unit of a manager, None for every other role."""

    id: str
    name: str
    role: Role
    unit: str | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account and its two secrets, which are shown once and kept only as far as needed to verify them."""

    account: Account
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)

    def provisioning_uri(self, issuer: str) -> str:
        """The address that an authenticator app reads to learn the one-time codes."""
        return pyotp.TOTP(self.totp_secret).provisioning_uri(name=self.account.name, issuer_name=issuer)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The password and the code were right."""

    account: Account


@dataclass(frozen=True, slots=True)
class Refused:
    """Not signed in. There is no reason here on purpose: a reason would tell a stranger which names exist."""


class AccountRefused(ValueError):
    """An account cannot be added, found or disabled as asked; the sentence says why."""


@dataclass(frozen=True, slots=True)
class LockOut:
    """After `attempts` failures in a row an account is locked for `minutes`."""

    attempts: int = 5
    minutes: int = 15


class Accounts:
    """The accounts of the releases store."""

    def __init__(
        self, engine: Engine, lock_out: LockOut | None = None, hasher: PasswordHasher | None = None
    ) -> None:
        """Use `engine`; `hasher` sets the cost of a password (default: argon2-cffi's, RFC 9106)."""
        self._engine = engine
        self._lock_out = lock_out or LockOut()
        self._hasher = hasher or PasswordHasher()

    def create_decoy(self) -> None:
        """Make the account that unknown names are tried against; once, when the store is created."""
        with writing(self._engine) as connection:
            if _row(connection, AccountRow.id == _DECOY) is None:
                # The name is one that nobody can type, and nobody knows the password.
                row = self._new_row(_DECOY, "", Role.ADMINISTRATOR, None, secrets.token_hex(32))
                connection.execute(insert(AccountRow), [row | {"disabled": True}])

    def add(self, name: str, role: Role, unit: str | None, now: datetime) -> NewAccount:
        """Add an account with a fresh password and a fresh one-time secret; AccountRefused when it cannot
        be.
        """
        if _NAME.fullmatch(name) is None:
            raise AccountRefused(
                f"'{name}' cannot name an account: write 1 to 64 of a-z, 0-9, '.', '_', '@', '-'."
            )
        if (role is Role.MANAGER) != (unit is not None):
            raise AccountRefused(
                "A manager has a unit and no other role has one: name the unit of a manager."
            )
        password = new_password()
        row = self._new_row(secrets.token_hex(16), name, role, unit, password)
        with writing(self._engine) as connection:
            try:
                connection.execute(insert(AccountRow), [row])
            except IntegrityError:
                raise AccountRefused(
                    f"There is an account named '{name}' already: choose another name."
                ) from None
            add_entry(connection, AuditEvent.ACCOUNT_ADDED, None, now, f"{name} ({role.value})")
        account = Account(str(row["id"]), name, role, unit, disabled=False)
        return NewAccount(account, password, str(row["totp_secret"]))

    def disable(self, name: str, now: datetime) -> None:
        """Let `name` sign in no more; AccountRefused when there is no such account."""
        with writing(self._engine) as connection:
            these = (AccountRow.name == name, AccountRow.id != _DECOY)
            if connection.execute(update(AccountRow).where(*these).values(disabled=True)).rowcount != 1:
                raise AccountRefused(f"There is no account named '{name}'.")
            add_entry(connection, AuditEvent.ACCOUNT_DISABLED, None, now, name)

    def get(self, account_id: str) -> Account | None:
        """The account of that id, disabled or not."""
        with reading(self._engine) as connection:
            row = _row(connection, AccountRow.id == account_id)
        return None if row is None or row.id == _DECOY else _account(row)

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        query = select(AccountRow.__table__).where(AccountRow.id != _DECOY).order_by(AccountRow.name)
        with reading(self._engine) as connection:
            return tuple(_account(row) for row in connection.execute(query))

    def sign_in(self, name: str, password: str, code: str, now: datetime) -> SignedIn | Refused:
        """Judge a try to sign in, and write it in the audit trail."""
        row = self._charge(name, now)
        locked = row.locked_until is not None and now < row.locked_until.replace(tzinfo=UTC)
        right_password = self._password_is(row.password_hash, password)
        step = _step_of(row.totp_secret, code, now)
        right = right_password and step is not None and not locked and not row.disabled
        return self._settle(row, step if right else None, now, locked=locked)

    def _charge(self, name: str, now: datetime) -> Row[tuple[object, ...]]:
        """Count a failure in advance and return the account as it was before."""
        with writing(self._engine) as connection:
            row = _row(connection, AccountRow.name == name) or _row(connection, AccountRow.id == _DECOY)
            if row is None:
                raise ReleasesUnavailable("The releases store is not complete: run `havre init` again.")
            was_locked = row.locked_until is not None
            over = was_locked and row.locked_until.replace(tzinfo=UTC) <= now
            failures = 1 if over else row.failures + 1
            locked_until = None if over else row.locked_until
            if failures >= self._lock_out.attempts and locked_until is None:
                locked_until = _naive(now + timedelta(minutes=self._lock_out.minutes))
            charged = {"failures": failures, "locked_until": locked_until}
            connection.execute(update(AccountRow).where(AccountRow.id == row.id).values(charged))
            return row

    def _settle(
        self, row: Row[tuple[object, ...]], step: int | None, now: datetime, *, locked: bool
    ) -> SignedIn | Refused:
        with writing(self._engine) as connection:
            # A code is good once: whoever comes second with it, even at the same moment, changes no row.
            these = (AccountRow.id == row.id, AccountRow.last_step < (-1 if step is None else step))
            cleared = {"last_step": step or 0, "failures": 0, "locked_until": None}
            accepted = connection.execute(update(AccountRow).where(*these).values(cleared)).rowcount == 1
            known = None if row.id == _DECOY else str(row.id)
            refused = AuditEvent.SIGN_IN_LOCKED if locked else AuditEvent.SIGN_IN_REFUSED
            add_entry(connection, AuditEvent.SIGNED_IN if accepted else refused, known, now)
        return SignedIn(_account(row)) if accepted else Refused()

    def _password_is(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _new_row(
        self, account_id: str, name: str, role: Role, unit: str | None, password: str
    ) -> dict[str, object]:
        return {
            "id": account_id,
            "name": name,
            "role": role.value,
            "unit": unit,
            "disabled": False,
            "password_hash": self._hasher.hash(password),
            "totp_secret": pyotp.random_base32(),
            "last_step": 0,
            "failures": 0,
            "locked_until": None,
        }


def new_password() -> str:
    """A fresh password of 100 bits, in four groups that can be typed from paper."""
    groups = ("".join(secrets.choice(_TYPED_EASILY) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def current_code(totp_secret: str, now: datetime) -> str:
    """The one-time code of `totp_secret` at `now`, as an authenticator app shows it."""
    return pyotp.TOTP(totp_secret).at(now)


def _step_of(totp_secret: str, code: str, now: datetime) -> int | None:
    """The step whose code is `code`, None when it is none of those accepted at `now`."""
    typed = code.replace(" ", "")
    if _CODE.fullmatch(typed) is None:
        typed = "------"
    totp = pyotp.TOTP(totp_secret)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            found = step
    return found


def _row(connection: Connection, this: ColumnElement[bool]) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(AccountRow.__table__).where(this)).first()


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(str(row.id), str(row.name), Role(row.role), row.unit, bool(row.disabled))


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
