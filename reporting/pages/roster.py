"""The list of people invited, and its changes: human resources propose, somebody else decides.

Every step is a page and a form, so that it works without a script and can be printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from reporting.hierarchy import Hierarchy
from reporting.pages.desk import Desk
from reporting.pages.roster_form import Draft, Problem, read_form, typed_numbers
from reporting.pages.signed_in import signed_in_account
from reporting.public_record import PublicRecord
from reporting.roster import (
    DECIDERS,
    PROPOSERS,
    Roster,
    RosterChange,
    RosterRefused,
    RosterState,
)

SHEET_FIELD = "sheet"
"""The field of the file of a proposal."""

_Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class RosterRoom:
    """What the pages of the roster work with."""

    desk: Desk
    roster: Roster
    record: PublicRecord
    hierarchy: Hierarchy

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Every unit as a page lists it: each under the one it belongs to."""
        return tuple(unit for root in self.hierarchy.roots for unit in self.hierarchy.subtree(root))


def create_blueprint(room: RosterRoom) -> Blueprint:
    """Return the blueprint of /<lang>/roster."""
    blueprint = Blueprint("roster", __name__, url_prefix="/<lang>/roster")
    desk, roster = room.desk, room.roster

    def page(template: str, **values: object) -> str:
        return render_template(
            f"staff/roster_{template}.html",
            say=desk.sentences(),
            zone=desk.zone,
            units=[(unit, min(room.hierarchy.depth(unit), 5)) for unit in room.units],
            account_id=signed_in_account().id,
            may_propose=signed_in_account().role in PROPOSERS,
            may_decide=signed_in_account().role in DECIDERS,
            **values,
        )

    def form_page(problems: tuple[Problem, ...] = ()) -> str:
        terms = roster.terms(desk.clock())
        chosen = request.form.get("term", terms[0].id)
        typed = typed_numbers(request.form, room.units)
        return page("form", terms=terms, chosen=chosen, typed=typed, problems=problems)

    def change_page(change: RosterChange, problem: str | None = None) -> str:
        return page("change", change=change, counts=room.record.counts(change.term), problem=problem)

    def after(outcome: RosterChange | RosterRefused, change_id: str) -> _Answer:
        """The change as it is now, after a step or with the reason why there was none."""
        if isinstance(outcome, RosterChange):
            return redirect(url_for("roster.change", change=change_id), 303)
        change = roster.get(change_id)
        if change is None:
            abort(404)
        return change_page(change, f"refused_because.{outcome.reason.value}"), 409

    @blueprint.get("/")
    def show(lang: str) -> str:
        term = roster.terms(desk.clock())[0].id
        counts, changes = room.record.counts(term), roster.all()
        return page(
            "show",
            term=term,
            counts=counts,
            counted_on=max((date.fromisoformat(one.as_of) for one in counts.values()), default=None),
            pending=[change for change in changes if change.state is RosterState.PROPOSED],
            approved=[change for change in changes if change.state is RosterState.APPROVED],
            settled=[change for change in changes if change.state not in _OPEN],
        )

    @blueprint.get("/new")
    def new(lang: str) -> str:
        return form_page()

    @blueprint.post("/new")
    def review(lang: str) -> _Answer:
        if "edit" in request.form:
            return form_page()
        file = request.files.get(SHEET_FIELD)
        content = b"" if file is None else file.stream.read()
        read = read_form(request.form, content, room.units, roster.terms(desk.clock()))
        if isinstance(read, Draft):
            return page("review", draft=read, counts=room.record.counts(read.term.id))
        return form_page(read), 422

    @blueprint.post("/")
    def propose(lang: str) -> _Answer:
        read = read_form(request.form, b"", room.units, roster.terms(desk.clock()))
        if not isinstance(read, Draft):
            return form_page(read), 422
        outcome = roster.propose(signed_in_account(), read.term, read.people, desk.clock())
        if isinstance(outcome, RosterRefused):
            return form_page((Problem(f"refused_because.{outcome.reason.value}"),)), 409
        return redirect(url_for("roster.change", change=outcome.id), 303)

    @blueprint.get("/<change>")
    def change(lang: str, change: str) -> str:
        found = roster.get(change)
        if found is None:
            abort(404)
        return change_page(found)

    @blueprint.post("/<change>/approve")
    def approve(lang: str, change: str) -> _Answer:
        found = roster.get(change)
        if found is None:
            abort(404)
        if "compared" not in request.form and found.state is RosterState.PROPOSED:
            return change_page(found, "problem.compared"), 422
        return after(roster.approve(change, signed_in_account(), desk.clock()), change)

    @blueprint.post("/<change>/refuse")
    def refuse(lang: str, change: str) -> _Answer:
        return after(roster.refuse(change, signed_in_account(), desk.clock()), change)

    @blueprint.post("/<change>/withdraw")
    def withdraw(lang: str, change: str) -> _Answer:
        return after(roster.withdraw(change, signed_in_account(), desk.clock()), change)

    return blueprint


_OPEN = {RosterState.PROPOSED, RosterState.APPROVED}
