"""Attack 6: a forged crowd around a real person.

**Who**: one dishonest account alone, of human resources or an administrator of the roster, who is also
invited once, as everybody is; he has a browser, and can make keys and requests of his own.
**What he does**: on the real code, he tries to become a crowd: to decide alone that more people of the unit
are invited; to have a second pass signed for his invitation; to be given another pass by sending the first
request again; to be counted with a pass that he signed himself; to be counted again and again with his own.
Then he takes what he sent himself out of the figures, and claims what is left when it is 1 to k - 1 people.
**Why the naive rule falls**: it counts browsers. With enough of his own, a group of 3 is shown as one of k.
**Why Havre does not**: two people decide who is invited; an invitation gives one pass; a pass counts once
for each measure; so he is one contributor, and one contributor is allowed for (c).
**A stronger assumption**: an operator who writes to the database or the key files, or two people who agree:
invitations then exist that nobody decided, and the public record shows more of them than the unit has people.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import History
from benchmarks.attacks.tables import secret, totals
from config.database import create_store_file, open_store
from config.store_versions import Store
from config.stores import upgrade_store
from reporting.accounts import Account, Accounts, Role
from reporting.cells import CONTRIBUTORS, Cells, Published
from reporting.policy import Policy
from reporting.release import compile_cells
from reporting.roster import Roster, RosterChange
from reporting.tally import tally_counts
from signals.contributions import blind_rsa
from signals.contributions.counting import Counted, Counting
from signals.contributions.credentials import CredentialVerifier
from signals.contributions.invitations import draw_code
from signals.contributions.issuing import Invited, Issuing, Signed
from signals.contributions.key_list import KEY_BITS, KeyList, KeyListEntry, PublishedKey
from signals.contributions.measures import MEASURES
from signals.contributions.pass_making import make_request
from signals.contributions.store import Invitation, SqlIntakeStore
from signals.contributions.windows import Calendar, Window

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
CALENDAR = Calendar(4, ZoneInfo("Europe/Paris"))
TERM = CALENDAR.term_at(NOW)

_EMPTY = "empty.db"
_MOST_WINDOWS = 3


@dataclass(frozen=True)
class Workshop:
    """What the forgeries of one worker of the benchmark share: two keys (slow to make), the staff's store."""

    unit_key: RSAPrivateKey
    own_key: RSAPrivateKey
    roster: Roster
    staff: tuple[Account, ...]
    folder: tempfile.TemporaryDirectory[str]

    @classmethod
    def build(cls) -> Workshop:
        """Make the keys, and a releases store with an account of each role that has to do with the roster."""
        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name) / "releases.db"
        create_store_file(path)
        engine = open_store(path, durable=False)
        upgrade_store(engine, Store.RELEASES)
        empty = Path(folder.name) / _EMPTY
        create_store_file(empty)
        intake = open_store(empty, durable=False)
        upgrade_store(intake, Store.INTAKE)
        intake.dispose()
        accounts = Accounts(engine, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        accounts.create_decoy()
        roles = (Role.HR, Role.PSYCHOLOGIST, Role.REPRESENTATIVE)
        staff = tuple(accounts.add(role.value, role, None, NOW).account for role in roles)
        keys = [generate_private_key(65537, KEY_BITS) for _ in range(2)]
        return cls(keys[0], keys[1], Roster(engine, CALENDAR), staff, folder)

    def private_key(self, unit: str, term: Window) -> RSAPrivateKey | None:
        """The key of every unit: the units of two organisations never meet."""
        return self.unit_key


@dataclass(frozen=True, slots=True)
class Forged:
    """What became of the forger's attempts.

    `requests` were sent to be counted with his own hand, `people` is as how many he counts, `invited` how
    many invitations he alone brought about, `passes` how many different passes he got.
    """

    requests: int
    people: int
    invited: int
    passes: int


def forge(workshop: Workshop, unit: str, requests: int) -> Forged:
    """Try everything, on a fresh intake store in which `unit` exists."""
    path = Path(workshop.folder.name) / "intake.db"
    create_store_file(path)
    shutil.copyfile(Path(workshop.folder.name) / _EMPTY, path)
    engine = open_store(path, durable=False)
    try:
        return _forge(workshop, SqlIntakeStore(engine), unit, requests)
    finally:
        engine.dispose()


def _forge(workshop: Workshop, store: SqlIntakeStore, unit: str, requests: int) -> Forged:
    code = draw_code()
    store.add_invitations([Invitation(code.hash, unit, TERM)])
    invited = _decide_alone(workshop, unit, requests)
    issuing = Issuing(store, workshop, CALENDAR)
    published = PublishedKey.of(unit, workshop.unit_key.public_key())
    key_list = KeyList.read([KeyListEntry(TERM.id, (published,), None).body])
    counting = Counting(CredentialVerifier(key_list, CALENDAR), store, frozenset({unit}))
    assert isinstance(issuing.look(code.written, NOW), Invited)

    passes: set[str] = set()
    first = make_request(code.written, unit, TERM, workshop.unit_key.public_key())
    for request in (first, first, make_request(code.written, unit, TERM, workshop.unit_key.public_key())):
        signed = issuing.sign(code.written, request.blinded, NOW)
        if isinstance(signed, Signed):
            passes.add(request.finish(signed.blind_signature))
    for never_sent in (draw_code(), draw_code()):
        request = make_request(never_sent.written, unit, TERM, workshop.unit_key.public_key())
        if isinstance(issuing.sign(never_sent.written, request.blinded, NOW), Signed):
            invited += 1
    signed_by_himself = _sign_alone(workshop, unit, code.written)
    counted = sum(
        isinstance(counting.contribute(token, frozenset({MEASURES[turn % len(MEASURES)]}), NOW), Counted)
        for turn in range(requests)
        for token in (*passes, signed_by_himself)[: 1 if turn else 2]
    )
    assert counted >= 1, "The forger's one real pass must count, or nothing was tried."
    window = CALENDAR.window_at(NOW)
    store.settle()
    store.seal(window)
    return Forged(requests, store.counts(window).get((unit, CONTRIBUTORS), 0), invited, len(passes))


def _decide_alone(workshop: Workshop, unit: str, people: int) -> int:
    """How many people of the unit each account, alone, brings to be invited."""
    invited = 0
    for account in workshop.staff:
        change = workshop.roster.propose(account, TERM, {unit: people}, NOW)
        if not isinstance(change, RosterChange):
            continue
        workshop.roster.approve(change.id, account, NOW)
        done = workshop.roster.carry_out(change.id, NOW + timedelta(minutes=1))
        invited += people if isinstance(done, RosterChange) else 0
    return invited


def _sign_alone(workshop: Workshop, unit: str, code: str) -> str:
    """A pass whose signature is good, under a key of the forger's own."""
    request = make_request(code, unit, TERM, workshop.own_key.public_key())
    return request.finish(blind_rsa.blind_sign(workshop.own_key, request.blinded))


def counting_browsers(history: History, requests: int, k: int) -> Claims:
    """The control: in every unit that is too small to be shown, every request counts as somebody."""
    summed = totals(history.hierarchy, history.counts)[:, 0]
    real = (summed >= 1) & (summed < k)
    shown = summed + requests >= k
    return Claims(int(np.count_nonzero(real & shown)))


def against_havre(history: History, workshop: Workshop, policy: Policy, requests: int) -> Claims:
    """Forge in one unit; in some windows that it is too small in, compile the release with what came of it.

    The forger takes himself out of each group shown that he is in.
    """
    draw = np.random.default_rng([history.seed, 6])
    real = history.counts[:, 0]
    small = np.flatnonzero(((real >= 1) & (real < policy.k)).any(axis=0))
    if not len(small):
        return Claims()
    position = int(draw.choice(small))
    unit = history.hierarchy.units[position]
    forged = forge(workshop, unit, requests)
    made = 0
    windows = np.flatnonzero((real[:, position] >= 1) & (real[:, position] < policy.k))
    for window in draw.choice(windows, min(_MOST_WINDOWS, len(windows)), replace=False).tolist():
        counts = {
            (each, CONTRIBUTORS): int(people)
            for each, people in zip(history.hierarchy.units, real[window], strict=True)
        }
        counts[unit, CONTRIBUTORS] += forged.people
        tally = tally_counts(history.hierarchy, counts)
        cells = compile_cells(history.hierarchy, tally, policy, secret=secret(history, window))
        made += sum(
            1 <= others < policy.k for others in _without_him(history, cells, position, forged.people)
        )
    extra = forged.people - 1, forged.invited, forged.passes - 1
    return Claims(made + sum(extra))


def _without_him(history: History, cells: Cells, position: int, own: int) -> list[int]:
    """The people besides him of the group shown nearest around his unit, and of what subtraction leaves of
    it."""
    hierarchy = history.hierarchy
    around = (hierarchy.units[position], *hierarchy.ancestors(hierarchy.units[position]))
    for unit in around:
        cell = cells[unit, CONTRIBUTORS]
        if isinstance(cell, Published):
            inside = sum(_shown_below(history, cells, unit))
            return [cell.contributors - own, cell.contributors - inside - own]
    return []


def _shown_below(history: History, cells: Cells, unit: str) -> Iterator[int]:
    for child in history.hierarchy.children(unit):
        cell = cells[child, CONTRIBUTORS]
        if isinstance(cell, Published):
            yield cell.contributors
        else:
            yield from _shown_below(history, cells, child)
