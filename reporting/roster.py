"""The roster, and how it changes: who gets invitations is decided by two people.

An invitation is the right to be counted once. Whoever could make invitations alone could make a crowd of
their own around one real person, and read that person in the figures of the crowd. So human resources
propose how many people of which unit are invited in a term, and an occupational psychologist or an elected
representative agrees; what was agreed is shown to every employee (reporting/public_record.py).

A change only moves forward: proposed, then approved, refused or withdrawn; approved, then carried out. Each
step and its entry in the audit trail are one transaction, which the store begins with its write lock: of
two who decide at the same moment, one does, and the other is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from reporting.accounts import Account, Role
from reporting.audit import AuditEvent, add_entry
from reporting.models import AccountRow, RosterChangeRow, RosterLineRow
from reporting.roster_sheet import MOST_PEOPLE
from reporting.transactions import reading, writing
from signals.contributions.windows import Calendar, Window, parse_window

PROPOSERS = frozenset({Role.HR})
"""Who may propose a change."""

DECIDERS = frozenset({Role.PSYCHOLOGIST, Role.REPRESENTATIVE})
"""Who may approve or refuse one: neither is chosen by human resources for this."""


class RosterState(StrEnum):
    """How far a change has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CARRIED_OUT = "carried_out"


class RosterReason(StrEnum):
    """Why a step is refused."""

    UNKNOWN = "unknown"
    """There is no such change."""
    PEOPLE = "people"
    """The numbers are not 1 or more per unit, or more than 100,000 in all."""
    NOT_ALLOWED = "not_allowed"
    """The account's role may not do this, or the account is disabled."""
    SAME_PERSON = "same_person"
    """The account proposed it: somebody else decides."""
    NOT_PROPOSER = "not_proposer"
    """Only the account that proposed it may withdraw it."""
    PROPOSER_DISABLED = "proposer_disabled"
    """The account that proposed it was disabled since; it can be refused, not approved."""
    SETTLED = "settled"
    """Somebody refused, approved, withdrew or carried it out before."""
    NOT_APPROVED = "not_approved"
    """Only an approved change is carried out, and once."""
    PAST_TERM = "past_term"
    """Its term is over."""
    DISTANT_TERM = "distant_term"
    """Its term is neither the current one nor the next."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """An account that took a step."""

    account: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class RosterChange:
    """`people` are to be invited in `term` (a window id of 13 weeks), by unit."""

    id: str
    term: str
    people: Mapping[str, int]
    state: RosterState
    proposed_by: Signatory
    proposed_at: datetime
    decided_by: Signatory | None
    decided_at: datetime | None
    carried_out_at: datetime | None

    @property
    def total(self) -> int:
        """How many people in all."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class RosterRefused:
    """Nothing was changed."""

    reason: RosterReason


class _Refusal(Exception):
    """Leaves the transaction, which changed nothing yet."""

    def __init__(self, reason: RosterReason) -> None:
        super().__init__()
        self.reason = reason


class Roster:
    """The changes of the roster, in the releases store."""

    def __init__(self, engine: Engine, calendar: Calendar) -> None:
        """Use `engine`; `calendar` says which term it is."""
        self._engine = engine
        self._calendar = calendar

    def terms(self, now: datetime) -> tuple[Window, Window]:
        """The terms for which people can be invited at `now`: the current one and the next."""
        current = self._calendar.term_at(now)
        return current, current.next

    def all(self) -> tuple[RosterChange, ...]:
        """Every change, the newest first."""
        with reading(self._engine) as connection:
            return _changes(connection)

    def get(self, change_id: str) -> RosterChange | None:
        """The change of that id."""
        with reading(self._engine) as connection:
            return next(iter(_changes(connection, RosterChangeRow.id == change_id)), None)

    def approved(self, term: Window) -> tuple[RosterChange, ...]:
        """The changes of `term` that were approved and not carried out, the newest first."""
        these = (RosterChangeRow.term == term.id, RosterChangeRow.state == RosterState.APPROVED.value)
        with reading(self._engine) as connection:
            return _changes(connection, *these)

    def propose(
        self, account: Account, term: Window, people: Mapping[str, int], now: datetime
    ) -> RosterChange | RosterRefused:
        """Propose to invite `people` (by unit) in `term`; units are the caller's to check."""
        numbers = list(people.values())
        if not numbers or min(numbers) < 1 or sum(numbers) > MOST_PEOPLE:
            return RosterRefused(RosterReason.PEOPLE)
        change_id = secrets.token_hex(8)
        row = {
            "id": change_id,
            "term": term.id,
            "state": RosterState.PROPOSED.value,
            "proposed_by": account.id,
            "proposed_at": _utc(now),
        }
        lines = [{"change": change_id, "unit": unit, "people": many} for unit, many in sorted(people.items())]

        def act(connection: Connection) -> None:
            _require_role(connection, account, PROPOSERS)
            self._require_term(term, now)
            if term not in self.terms(now):
                raise _Refusal(RosterReason.DISTANT_TERM)
            connection.execute(insert(RosterChangeRow), [row])
            connection.execute(insert(RosterLineRow), lines)
            _note(
                connection,
                AuditEvent.ROSTER_PROPOSED,
                account.id,
                now,
                _require_change(connection, change_id),
            )

        return self._step(change_id, act)

    def approve(self, change_id: str, account: Account, now: datetime) -> RosterChange | RosterRefused:
        """Agree to a proposal of somebody else; from now on `havre invite` can carry it out."""

        def act(connection: Connection) -> None:
            change = _require_decidable(connection, change_id, account)
            self._require_term(parse_window(change.term), now)
            if _role_now(connection, change.proposed_by.account) is None:
                raise _Refusal(RosterReason.PROPOSER_DISABLED)
            _move(connection, change, RosterState.APPROVED, _decided(account, now))
            _note(connection, AuditEvent.ROSTER_APPROVED, account.id, now, change)

        return self._step(change_id, act)

    def refuse(self, change_id: str, account: Account, now: datetime) -> RosterChange | RosterRefused:
        """Refuse a proposal of somebody else, for good."""

        def act(connection: Connection) -> None:
            change = _require_decidable(connection, change_id, account)
            _move(connection, change, RosterState.REFUSED, _decided(account, now))
            _note(connection, AuditEvent.ROSTER_REFUSED, account.id, now, change)

        return self._step(change_id, act)

    def withdraw(self, change_id: str, account: Account, now: datetime) -> RosterChange | RosterRefused:
        """Take back one's own proposal, while nobody has decided."""

        def act(connection: Connection) -> None:
            change = _require_change(connection, change_id)
            if change.proposed_by.account != account.id:
                raise _Refusal(RosterReason.NOT_PROPOSER)
            _require_role(connection, account, PROPOSERS)
            _require_state(change, RosterState.PROPOSED, RosterReason.SETTLED)
            _move(connection, change, RosterState.WITHDRAWN, {})
            _note(connection, AuditEvent.ROSTER_WITHDRAWN, account.id, now, change)

        return self._step(change_id, act)

    def carry_out(self, change_id: str, now: datetime) -> RosterChange | RosterRefused:
        """Note that the invitations of an approved change are being made, now and never again."""

        def act(connection: Connection) -> None:
            change = _require_change(connection, change_id)
            _require_state(change, RosterState.APPROVED, RosterReason.NOT_APPROVED)
            self._require_term(parse_window(change.term), now)
            _move(connection, change, RosterState.CARRIED_OUT, {"carried_out_at": _utc(now)})
            _note(connection, AuditEvent.INVITATIONS_MADE, None, now, change)

        return self._step(change_id, act)

    def _step(self, change_id: str, act: Callable[[Connection], None]) -> RosterChange | RosterRefused:
        """The change after `act`, which is done whole or not at all."""
        try:
            with writing(self._engine) as connection:
                act(connection)
                return _require_change(connection, change_id)
        except _Refusal as refusal:
            return RosterRefused(refusal.reason)

    def _require_term(self, term: Window, now: datetime) -> None:
        if term < self._calendar.term_at(now):
            raise _Refusal(RosterReason.PAST_TERM)


def _require_change(connection: Connection, change_id: str) -> RosterChange:
    found = _changes(connection, RosterChangeRow.id == change_id)
    if not found:
        raise _Refusal(RosterReason.UNKNOWN)
    return found[0]


def _require_decidable(connection: Connection, change_id: str, account: Account) -> RosterChange:
    change = _require_change(connection, change_id)
    if change.proposed_by.account == account.id:
        raise _Refusal(RosterReason.SAME_PERSON)
    _require_role(connection, account, DECIDERS)
    _require_state(change, RosterState.PROPOSED, RosterReason.SETTLED)
    return change


def _require_state(change: RosterChange, state: RosterState, otherwise: RosterReason) -> None:
    if change.state is not state:
        raise _Refusal(otherwise)


def _require_role(connection: Connection, account: Account, roles: frozenset[Role]) -> None:
    # As the account is now, not as it was when its page was opened.
    if _role_now(connection, account.id) not in roles:
        raise _Refusal(RosterReason.NOT_ALLOWED)


def _role_now(connection: Connection, account_id: str) -> Role | None:
    """The role of an account; None when there is none or it is disabled."""
    query = select(AccountRow.role).where(AccountRow.id == account_id, AccountRow.disabled.is_(False))
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else Role(found)


def _move(
    connection: Connection, change: RosterChange, state: RosterState, values: Mapping[str, object]
) -> None:
    moved = update(RosterChangeRow).where(RosterChangeRow.id == change.id)
    connection.execute(moved.values({"state": state.value, **values}))


def _decided(account: Account, now: datetime) -> dict[str, object]:
    return {"decided_by": account.id, "decided_at": _utc(now)}


def _note(
    connection: Connection, event: AuditEvent, account: str | None, now: datetime, change: RosterChange
) -> None:
    add_entry(connection, event, account, now, f"{change.id} {change.term}")


def _changes(connection: Connection, *these: ColumnElement[bool]) -> tuple[RosterChange, ...]:
    query = select(RosterChangeRow.__table__).where(*these)
    rows = connection.execute(query.order_by(RosterChangeRow.proposed_at.desc(), RosterChangeRow.id)).all()
    wanted = select(RosterLineRow.__table__).where(
        RosterLineRow.change.in_(select(RosterChangeRow.id).where(*these))
    )
    people: dict[str, dict[str, int]] = {row.id: {} for row in rows}
    for line in connection.execute(wanted.order_by(RosterLineRow.unit)):
        people[line.change][line.unit] = line.people
    known = {
        row.id: Signatory(row.id, row.name, Role(row.role))
        for row in connection.execute(select(AccountRow.id, AccountRow.name, AccountRow.role))
    }
    return tuple(
        RosterChange(
            id=row.id,
            term=row.term,
            people=people[row.id],
            state=RosterState(row.state),
            proposed_by=known[row.proposed_by],
            proposed_at=row.proposed_at.replace(tzinfo=UTC),
            decided_by=None if row.decided_by is None else known[row.decided_by],
            decided_at=_aware(row.decided_at),
            carried_out_at=_aware(row.carried_out_at),
        )
        for row in rows
    )


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _aware(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.replace(tzinfo=UTC)
