"""All the attacks on one organisation: the control on the naive rule, then the same on Havre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache

from benchmarks.attacks import (
    forging,
    intersection,
    joiners,
    known_rule,
    linkage,
    reconstruction,
    repeating,
    subtraction,
    timing,
    traffic,
)
from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import History, simulate
from benchmarks.attacks.tables import Tables, at_least, havre, without_margin
from reporting.policy import Policy

POLICY = Policy()
FORMER = Policy(version=1)
"""The rule that publishes the most groups: safe for who does not know it."""

MOST_COLLUDERS = 3
FORGED_REQUESTS = 12
INTEGER_PROGRAMS = 3
"""Ranges of an organisation that HiGHS is run for, in every tenth organisation."""

_IN_TEN = 10

SOME_WINDOWS = (0, 6, 12)
"""The windows of the tables that Havre does not make by default: each is a choice of groups of its own."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One attack, in one of its variants: the claims on the naive rule and on Havre."""

    naive: Claims
    havre: Claims


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one organisation: what each attack came to, by (attack, variant), and figures of what remains."""

    tried: Mapping[tuple[str, str], Tried]
    remains: Counter[str]


def attack_simulated(numbered: tuple[int, int]) -> tuple[Outcome, int]:
    """The attacks on the organisation of a headcount and a seed, and how many people it ever had."""
    headcount, seed = numbered
    history = simulate(headcount, seed)
    return attack(history), history.people


def attack(history: History) -> Outcome:
    """Everything, on one organisation."""
    k, t = POLICY.k, POLICY.t
    some = history.only(SOME_WINDOWS)
    naive, released, bare = at_least(history, k), havre(history, POLICY), without_margin(some, k, t)
    tried = {
        ("subtraction", "groups"): Tried(
            subtraction.small_groups(history, naive, k), subtraction.small_groups(history, released, k)
        ),
        ("subtraction", "sides"): Tried(
            subtraction.small_sides(history, naive, t), subtraction.small_sides(history, released, t)
        ),
        ("joiners", "answers"): Tried(
            joiners.standing_answers(history, k), joiners.tiled_windows(history, released, k)
        ),
        ("intersection", "two_and_three"): Tried(
            intersection.with_filters(history, naive, k), intersection.from_margins(history, released, k)
        ),
        ("homogeneity", "groups"): Tried(
            subtraction.homogeneous(history, naive), subtraction.homogeneous(history, released)
        ),
    }
    tried["collusion", "c1"] = Tried(
        subtraction.against_colluders(some, bare, k, t, 1),
        subtraction.against_colluders(history, released, k, t, 1),
    )
    for colluders in range(2, MOST_COLLUDERS + 1):
        tried["collusion", f"c{colluders}"] = Tried(
            subtraction.against_colluders(some, bare, k, t, colluders),
            subtraction.against_colluders(some, havre(some, Policy(coalition=colluders)), k, t, colluders),
        )
    tried["forged_participants", "alone"] = Tried(
        forging.counting_browsers(history, FORGED_REQUESTS, k),
        forging.against_havre(history, _workshop(), POLICY, FORGED_REQUESTS),
    )
    tried["known_roster", "participants"] = Tried(
        subtraction.knowing_who(history, naive, k), subtraction.knowing_who(history, released, k)
    )
    tried["reconstruction", "exact"] = Tried(
        reconstruction.attack(history, naive, k, t, hidden_below=k),
        reconstruction.attack(history, released, k, t),
    )
    tried["reconstruction", "narrow"] = Tried(
        reconstruction.narrow(history, naive, k, t), reconstruction.narrow(history, released, k, t)
    )
    remains = Counter(_known_rule(some, history, released))
    remains.update(
        one_more_colluder=int(subtraction.against_colluders(history, released, k, t, 2).succeeded),
    )
    remains.update(_named("repeating", repeating.hits(history, released, POLICY)))
    for who, most in (("roster", history.roster), ("issued", history.issued)):
        groups, full = repeating.everybody(released, most)
        remains.update({f"{who}_groups": groups, f"{who}_full": full, f"{who}_any": int(full > 0)})
    if history.seed % _IN_TEN == 0:
        checked, other = reconstruction.check_by_integer_programming(history, released, INTEGER_PROGRAMS)
        remains.update({"integer_programs": checked, "integer_programs_different": other})
    _at_the_server(history, tried, remains)
    return Outcome(tried, remains)


def _known_rule(some: History, history: History, released: Tables) -> dict[str, int]:
    """What the reader who knows the rule gets, of the former version and of today's."""
    former = known_rule.attack(some, havre(some, FORMER), FORMER)
    today = known_rule.attack(history, released, POLICY)
    return {
        "known_rule_former": int(former.succeeded),
        "known_rule": int(today.succeeded),
        "known_rule_false": former.false + today.false,
    }


def _at_the_server(history: History, tried: dict[tuple[str, str], Tried], remains: Counter[str]) -> None:
    """The attacks on requests and on the intake store."""
    copied = linkage.copies(history)
    tried["linkage", "same_tag"] = Tried(linkage.same_tag(copied.pseudonym), linkage.same_tag(copied.havre))
    tried["linkage", "alike"] = Tried(
        _right(linkage.alike(copied.per_window)), _right(linkage.alike(copied.havre))
    )
    lone, right = linkage.lone_rows(copied.havre)
    remains.update(lone_rows=lone, lone_rows_right=right)

    units = timing.passes(history, POLICY.k)
    tried["timing", "links"] = Tried(timing.in_one_sitting(units), timing.with_delays(units))
    remains.update(
        offered=int(timing.with_what_is_offered(units).succeeded),
        at_once=int(timing.at_once(units).succeeded),
    )
    remains.update(_named("first_uses", timing.first_uses(units)))

    tried["traffic", "requests"] = Tried(
        traffic.attack(history, traffic.unpadded), traffic.attack(history, traffic.padded)
    )
    tried["traffic", "answers"] = Tried(
        Claims(int(traffic.answers_tell(naive=True))), Claims(int(traffic.answers_tell(naive=False)))
    )


def _right(links: tuple[int, int]) -> Claims:
    """Links by resemblance: the right ones are what was learned; a wrong one proves nothing and is no
    mistake of the attack."""
    return Claims(links[1])


def _named(what: str, figures: repeating.Hits | timing.Sets) -> dict[str, int]:
    return {f"{what}_{name}": count for name, count in asdict(figures).items()}


@cache
def _workshop() -> forging.Workshop:
    """One for each worker: its keys are slow to make."""
    return forging.Workshop.build()
