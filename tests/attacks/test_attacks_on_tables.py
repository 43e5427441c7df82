"""Attacks 1 to 5, 7 and 8: each succeeds against its naive rule, and not against Havre."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from attack_worlds import FORMER, POLICY, by_hand, organisations, released

from benchmarks.attacks import intersection, joiners, known_rule, reconstruction, subtraction
from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import MEASURES, History
from benchmarks.attacks.possible_numbers import Node, Tree, upto
from benchmarks.attacks.tables import Tables, at_least, havre, truth, without_margin
from reporting.policy import Policy

K, T = POLICY.k, POLICY.t

PAIRS: dict[str, tuple[Callable[[History], Claims], Callable[[History, Tables], Claims]]] = {
    "groups": (
        lambda history: subtraction.small_groups(history, at_least(history, K), K),
        lambda history, tables: subtraction.small_groups(history, tables, K),
    ),
    "sides": (
        lambda history: subtraction.small_sides(history, at_least(history, K), T),
        lambda history, tables: subtraction.small_sides(history, tables, T),
    ),
    "joiners": (
        lambda history: joiners.standing_answers(history, K),
        lambda history, tables: joiners.tiled_windows(history, tables, K),
    ),
    "intersection": (
        lambda history: intersection.with_filters(history, at_least(history, K), K),
        lambda history, tables: intersection.from_margins(history, tables, K),
    ),
    "homogeneity": (
        lambda history: subtraction.homogeneous(history, at_least(history, K)),
        subtraction.homogeneous,
    ),
    "collusion": (
        lambda history: subtraction.against_colluders(history, without_margin(history, K, T), K, T, 1),
        lambda history, tables: subtraction.against_colluders(history, tables, K, T, 1),
    ),
    "known_roster": (
        lambda history: subtraction.knowing_who(history, at_least(history, K), K),
        lambda history, tables: subtraction.knowing_who(history, tables, K),
    ),
    "reconstruction": (
        lambda history: reconstruction.attack(history, at_least(history, K), K, T, hidden_below=K),
        lambda history, tables: reconstruction.attack(history, tables, K, T),
    ),
    "narrow": (
        lambda history: reconstruction.narrow(history, at_least(history, K), K, T),
        lambda history, tables: reconstruction.narrow(history, tables, K, T),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_naive_rule_falls_and_havre_does_not(name: str) -> None:
    naive, ours = PAIRS[name]
    controls = [naive(history) for history in organisations()]
    assert any(control.succeeded for control in controls)
    assert not any(control.false for control in controls)
    for number, history in enumerate(organisations()):
        assert ours(history, released(number)) == Claims()


@pytest.mark.parametrize("colluders", [2, 3])
def test_a_raised_coalition_withstands_as_many_colluders_and_the_default_does_not(colluders: int) -> None:
    fallen = 0
    for number, history in enumerate(organisations()):
        raised = released(number, Policy(coalition=colluders))
        assert subtraction.against_colluders(history, raised, K, T, colluders) == Claims()
        fallen += subtraction.against_colluders(history, released(number), K, T, colluders).succeeded
    assert fallen > 0


def test_subtraction_finds_the_hidden_counts_and_nothing_else() -> None:
    for number, history in enumerate(organisations()):
        for tables in (released(number), at_least(history, K)):
            left = np.where(tables.shown, truth(tables, history.counts), 0)
            assert np.array_equal(left, tables.remainders)


def test_the_ranges_are_those_of_integer_programming() -> None:
    checked = 0
    for number, history in enumerate(organisations()):
        programs, other = reconstruction.check_by_integer_programming(history, released(number), 12)
        assert other == 0
        checked += programs
    assert checked >= 40


def test_the_naive_ranges_hold_the_truth_and_are_no_wider_than_without_the_rule() -> None:
    for history in organisations()[:4]:
        tables = at_least(history, K)
        with_rule = reconstruction.ranges(tables, history.has_members, K)
        without = reconstruction.ranges(tables, history.has_members)
        real = np.array(reconstruction.totals(history.hierarchy, history.counts))
        assert ((with_rule.least <= real) & (real <= with_rule.most)).all()
        assert ((with_rule.least >= without.least) & (with_rule.most <= without.most)).all()


def test_a_small_unit_left_alone_in_a_shown_group_is_found() -> None:
    history = by_hand({"p": None, "a": "p", "b": "p"}, {"a": 12, "b": 3}, {})
    assert subtraction.small_groups(history, at_least(history, K), K).made == 13
    assert reconstruction.attack(history, at_least(history, K), K, T, hidden_below=K).succeeded


TWO_TEAMS = ({"p": None, "a": "p", "b": "p"}, {"a": 11, "b": 18}, {"a": 11, "b": 3})
"""The smallest kind of case in which publishing the most groups gives an answer away."""

ELEVEN_DEPARTMENTS = (
    {"r": None} | {f"d{n:02d}": "r" for n in range(11)} | {f"d{n:02d}t": f"d{n:02d}" for n in range(11)},
    {f"d{n:02d}": 1 for n in range(11)} | {f"d{n:02d}t": 11 for n in range(11)},
    {},
)
"""Each department is one person and a team."""


@pytest.mark.parametrize("world", [TWO_TEAMS, ELEVEN_DEPARTMENTS])
def test_whoever_knows_the_rule_reads_version_1_and_not_version_2(world) -> None:
    history = by_hand(*world)
    read = known_rule.attack(history, havre(history, FORMER), FORMER)
    assert read.succeeded
    assert read.false == 0
    assert known_rule.attack(history, havre(history, POLICY), POLICY) == Claims()


def test_a_deeper_group_shown_beside_still_gives_an_answer_away_as_the_page_says() -> None:
    parents = {"p": None, "v": "p", "x": "p", "w": "x"}
    history = by_hand(parents, {"p": 5, "v": 18, "x": 6, "w": 11}, {"v": 15, "w": 5})
    read = known_rule.attack(history, havre(history, POLICY), POLICY)
    assert read.succeeded
    assert read.false == 0


@pytest.mark.parametrize("policy", [FORMER, POLICY])
def test_what_the_rule_leaves_always_holds_the_truth(policy: Policy) -> None:
    looked = 0
    for number, history in enumerate(organisations()[:5]):
        tables = released(number, policy)
        rule, found = known_rule.rule_of(tables, policy), known_rule.parts(history, tables)
        blocks = {
            known_rule.Place(window, column, int(block))
            for window in range(tables.shown.shape[0])
            for column in ((0, 1 + window % MEASURES) if window else range(1 + MEASURES))
            for block in np.unique(tables.block[window, column])
            if block >= 0
        }
        for look in sorted(blocks, key=lambda look: (look.window, look.column, look.block)):
            tree, units = known_rule.tree_of(history, tables, rule, found, look)
            for unit, held, own in zip(units, *tree.values(), strict=True):
                at = (look.window, look.column, unit)
                assert held >> int(found.held[at]) & 1, look
                assert own >> int(found.own[at]) & 1, look
                looked += 1
    assert looked > 100


def test_a_look_is_saved_only_where_nothing_is_proved() -> None:
    for number, history in enumerate(organisations()[:4]):
        for policy in (FORMER, POLICY):
            tables = released(number, policy)
            rule, found = known_rule.rule_of(tables, policy), known_rule.parts(history, tables)
            looks = set(known_rule.worth_a_look(history, tables, rule, found))
            for column in range(tables.shown.shape[1]):
                for block in np.unique(tables.block[1, column]):
                    if block < 0:
                        continue
                    look = known_rule.Place(1, column, int(block))
                    if any(known_rule.determined(history, tables, rule, found, look)):
                        assert look in looks


def test_the_numbers_of_a_tree_are_those_of_all_its_worlds() -> None:
    # A top with 0 to 4 people of its own, a group of 1 to 3 with a part of 0 to 2, and a part of 5 or 6.
    tree = Tree(
        (Node(-1, upto(4), -1), Node(0, upto(4), 0b1110), Node(1, upto(2), -1), Node(0, 0b1100000, -1)), 9
    )
    worlds = [
        (top + second + third + fourth, second + third, third, fourth, top, second)
        for top in range(5)
        for second in range(5)
        for third in range(3)
        for fourth in (5, 6)
        if 1 <= second + third <= 3 and top + second + third + fourth == 9
    ]
    held, own = tree.values()
    assert held == [sum({1 << world[place] for world in worlds}) for place in range(4)]
    assert own[0] == sum({1 << world[4] for world in worlds})
    assert own[1] == sum({1 << world[5] for world in worlds})
