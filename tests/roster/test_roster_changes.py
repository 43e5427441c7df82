"""Two people decide who is invited: who may do what, in which order, once, and with a trace."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from both_databases import make_home
from hypothesis import given, settings
from hypothesis import strategies as st
from roster_house import CALENDAR, NOW, TERM, RosterHouse, build_house, done, why
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from reporting.accounts import Role
from reporting.audit import AuditEvent
from reporting.roster import (
    DECIDERS,
    PROPOSERS,
    RosterChange,
    RosterReason,
    RosterRefused,
    RosterState,
)
from reporting.roster_sheet import MOST_PEOPLE
from reporting.transactions import ReleasesUnavailable

AFTER_TERM = TERM.ends_at(CALENDAR.zone) + timedelta(weeks=4)
FORWARD = {
    None: {RosterState.PROPOSED},
    RosterState.PROPOSED: {RosterState.APPROVED, RosterState.REFUSED, RosterState.WITHDRAWN},
    RosterState.APPROVED: {RosterState.CARRIED_OUT},
}


def test_a_change_goes_from_one_person_to_the_other_and_is_carried_out_once(house: RosterHouse) -> None:
    proposed = house.proposed({"sud": 3, "nord": 12})
    assert (proposed.state, proposed.total, list(proposed.people)) == (
        RosterState.PROPOSED,
        15,
        ["nord", "sud"],
    )
    assert proposed.proposed_by.account == house.people[Role.HR].id
    assert house.roster.approved(TERM) == ()
    approved = done(house.roster.approve(proposed.id, house.people[Role.PSYCHOLOGIST], NOW))
    assert approved.decided_by is not None
    assert approved.decided_by.role is Role.PSYCHOLOGIST
    assert house.roster.approved(TERM) == (approved,)
    carried_out = done(house.works.carry_out(proposed.id, NOW))
    assert carried_out.carried_out_at == NOW
    assert house.roster.approved(TERM) == ()
    assert why(house.works.carry_out(proposed.id, NOW)) is RosterReason.NOT_APPROVED
    assert house.roster.all() == (carried_out,)
    assert house.roster.get(proposed.id) == carried_out
    assert house.events() == [
        AuditEvent.ROSTER_PROPOSED,
        AuditEvent.ROSTER_APPROVED,
        AuditEvent.INVITATIONS_MADE,
    ]
    assert {entry.detail for entry in house.audit.entries(3)} == {f"{proposed.id} {TERM.id}"}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_takes_the_steps_that_are_its_own(house: RosterHouse, role: Role) -> None:
    account = house.people[role]
    outcome = house.roster.propose(account, TERM, {"nord": 1}, NOW)
    assert isinstance(outcome, RosterChange) == (role in PROPOSERS)
    for step in (house.roster.approve, house.roster.refuse):
        outcome = step(house.proposed().id, account, NOW)
        assert isinstance(outcome, RosterChange) == (role in DECIDERS)


def test_the_two_steps_are_never_of_one_role() -> None:
    assert not PROPOSERS & DECIDERS


def test_nobody_decides_on_their_own_proposal(house: RosterHouse) -> None:
    change = house.proposed()
    for step in (house.roster.approve, house.roster.refuse):
        assert why(step(change.id, house.people[Role.HR], NOW)) is RosterReason.SAME_PERSON
    # Even if the code above forgot: the store itself refuses.
    both = text(
        "UPDATE roster_changes SET state = 'approved', decided_by = proposed_by, decided_at = proposed_at"
    )
    with pytest.raises(IntegrityError, match="roster_two_people"), house.engine.begin() as connection:
        connection.execute(both)


def test_only_the_proposer_withdraws_and_only_in_time(house: RosterHouse) -> None:
    other = house.accounts.add("another", Role.HR, None, NOW).account
    change = house.proposed()
    assert why(house.roster.withdraw(change.id, other, NOW)) is RosterReason.NOT_PROPOSER
    assert done(house.roster.withdraw(change.id, house.people[Role.HR], NOW)).state is RosterState.WITHDRAWN
    assert why(house.roster.withdraw(change.id, house.people[Role.HR], NOW)) is RosterReason.SETTLED
    late = house.approved()
    assert why(house.roster.withdraw(late.id, house.people[Role.HR], NOW)) is RosterReason.SETTLED


def test_a_disabled_account_takes_no_step(house: RosterHouse) -> None:
    first, second = house.proposed(), house.proposed()
    for role in (Role.PSYCHOLOGIST, Role.HR):
        house.accounts.disable(house.people[role].name, NOW)
    # The account as its open page still holds it says nothing of it.
    psychologist = house.people[Role.PSYCHOLOGIST]
    assert not psychologist.disabled
    assert why(house.roster.approve(first.id, psychologist, NOW)) is RosterReason.NOT_ALLOWED
    assert why(house.roster.refuse(first.id, psychologist, NOW)) is RosterReason.NOT_ALLOWED
    assert why(house.roster.withdraw(first.id, house.people[Role.HR], NOW)) is RosterReason.NOT_ALLOWED
    made_up = replace(house.people[Role.HR], id="0" * 32)
    for account in (house.people[Role.HR], made_up):
        assert why(house.roster.propose(account, TERM, {"nord": 1}, NOW)) is RosterReason.NOT_ALLOWED
    # What a disabled account proposed can be refused, and never approved.
    representative = house.people[Role.REPRESENTATIVE]
    assert why(house.roster.approve(first.id, representative, NOW)) is RosterReason.PROPOSER_DISABLED
    assert done(house.roster.refuse(second.id, representative, NOW)).state is RosterState.REFUSED


@pytest.mark.parametrize(
    "people", [{}, {"nord": 0}, {"nord": 5, "sud": -1}, {"nord": MOST_PEOPLE, "sud": 1}], ids=str
)
def test_numbers_that_cannot_be_are_refused(house: RosterHouse, people: dict[str, int]) -> None:
    assert why(house.roster.propose(house.people[Role.HR], TERM, people, NOW)) is RosterReason.PEOPLE
    assert house.roster.all() == ()
    assert house.events() == []


def test_a_term_must_be_the_current_one_or_the_next(house: RosterHouse) -> None:
    def proposing(term, now=NOW):  # type: ignore[no-untyped-def]  # one line, read at a glance
        return house.roster.propose(house.people[Role.HR], term, {"nord": 1}, now)

    assert house.roster.terms(NOW) == (TERM, TERM.next)
    assert why(proposing(TERM, AFTER_TERM)) is RosterReason.PAST_TERM
    assert why(proposing(TERM.next.next)) is RosterReason.DISTANT_TERM
    assert done(proposing(TERM.next)).term == TERM.next.id


def test_what_was_proposed_for_a_term_that_is_over_stays_undone(house: RosterHouse) -> None:
    proposed, approved = house.proposed(), house.approved()
    representative = house.people[Role.REPRESENTATIVE]
    assert why(house.roster.approve(proposed.id, representative, AFTER_TERM)) is RosterReason.PAST_TERM
    assert why(house.works.carry_out(approved.id, AFTER_TERM)) is RosterReason.PAST_TERM
    assert done(house.roster.refuse(proposed.id, representative, AFTER_TERM)).state is RosterState.REFUSED
    assert AuditEvent.INVITATIONS_MADE not in house.events()


def test_a_change_that_does_not_exist_is_said(house: RosterHouse) -> None:
    somebody = house.people[Role.PSYCHOLOGIST]
    for step in (house.roster.approve, house.roster.refuse, house.roster.withdraw):
        assert why(step("0123456789abcdef", somebody, NOW)) is RosterReason.UNKNOWN
    assert why(house.works.carry_out("0123456789abcdef", NOW)) is RosterReason.UNKNOWN
    assert house.roster.get("0123456789abcdef") is None


def test_a_step_without_its_trace_does_not_happen(tmp_path: Path) -> None:
    home = make_home(tmp_path, "sqlite")
    house = build_house(home)
    change = house.proposed()
    with house.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_trace BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no trace'); END"
        )
    with pytest.raises(ReleasesUnavailable, match="no trace"):
        house.proposed()
    with pytest.raises(ReleasesUnavailable, match="no trace"):
        house.roster.approve(change.id, house.people[Role.PSYCHOLOGIST], NOW)
    assert house.roster.all() == (change,)
    home.close()


def at_once(steps: list[Callable[[], RosterChange | RosterRefused]]) -> list[RosterChange | RosterRefused]:
    """Take every step in a thread of its own, all at the same moment."""
    outcomes: list[RosterChange | RosterRefused] = []
    start = threading.Barrier(len(steps))

    def take(step: Callable[[], RosterChange | RosterRefused]) -> None:
        start.wait()
        outcomes.append(step())

    threads = [threading.Thread(target=take, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(steps)
    return outcomes


def test_of_those_who_decide_at_the_same_moment_one_wins(house: RosterHouse) -> None:
    roster, people = house.roster, house.people
    for _ in range(5):
        change = house.proposed()
        before = len(house.events())
        outcomes = at_once(
            [
                partial(roster.approve, change.id, people[Role.PSYCHOLOGIST], NOW),
                partial(roster.refuse, change.id, people[Role.PSYCHOLOGIST], NOW),
                partial(roster.approve, change.id, people[Role.REPRESENTATIVE], NOW),
                partial(roster.refuse, change.id, people[Role.REPRESENTATIVE], NOW),
                partial(roster.withdraw, change.id, people[Role.HR], NOW),
            ]
        )
        (winner,) = (outcome for outcome in outcomes if isinstance(outcome, RosterChange))
        losers = [outcome.reason for outcome in outcomes if isinstance(outcome, RosterRefused)]
        assert losers == [RosterReason.SETTLED] * 4
        assert roster.get(change.id) == winner
        assert len(house.events()) == before + 1


def test_of_those_who_carry_out_at_the_same_moment_one_wins(house: RosterHouse) -> None:
    change = house.approved()
    outcomes = at_once([partial(house.works.carry_out, change.id, NOW)] * 6)
    assert sum(isinstance(outcome, RosterChange) for outcome in outcomes) == 1
    assert house.events().count(AuditEvent.INVITATIONS_MADE) == 1


@settings(deadline=None, max_examples=12)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["propose", "approve", "refuse", "withdraw", "carry_out"]),
            st.sampled_from(list(Role)),
            st.integers(0, 3),
        ),
        max_size=16,
    )
)
def test_whatever_is_tried_states_only_move_forward(steps: list[tuple[str, Role, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder), "sqlite")
        house = build_house(home)
        known: dict[str, RosterState] = {}
        taken = 0
        for step, role, place in steps:
            target = [*known, "0" * 16][place % (len(known) + 1)]
            if step == "propose":
                outcome = house.roster.propose(house.people[role], TERM, {"nord": 1 + place}, NOW)
            elif step == "carry_out":
                outcome = house.works.carry_out(target, NOW)
            else:
                outcome = getattr(house.roster, step)(target, house.people[role], NOW)
            if isinstance(outcome, RosterChange):
                assert outcome.state in FORWARD[known.get(outcome.id)]
                assert outcome.decided_by is None or outcome.decided_by.account != outcome.proposed_by.account
                known[outcome.id] = outcome.state
                taken += 1
        assert {change.id: change.state for change in house.roster.all()} == known
        assert len(house.events()) == taken
        home.close()
