"""Attacks 6, 9, 10 and 11, and what remains of 2: the control works, Havre withstands."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from attack_worlds import POLICY, by_hand, organisations, released

from benchmarks.attacks import forging, linkage, repeating, timing, traffic
from benchmarks.attacks.claims import Claims
from benchmarks.attacks.organisations import MEASURES
from benchmarks.attacks.tables import havre
from config.settings import Privacy
from reporting.noise import NoiseTerms

STATIC = Path(__file__).resolve().parents[2] / "chatbot" / "pages" / "static"


@cache
def workshop() -> forging.Workshop:
    return forging.Workshop.build()


def test_one_account_alone_forges_nobody() -> None:
    forged = forging.forge(workshop(), "nord", 6)
    assert forged == forging.Forged(requests=6, people=1, invited=0, passes=1)


def test_counting_browsers_falls_to_a_forged_crowd_and_havre_does_not() -> None:
    for history in organisations()[1:4]:
        control = forging.counting_browsers(history, 12, POLICY.k)
        assert control.succeeded
        assert not control.false
        assert forging.against_havre(history, workshop(), POLICY, 4) == Claims()


def test_tags_link_nothing_where_a_pseudonym_or_a_tag_per_window_does() -> None:
    for history in organisations()[:4]:
        copied = linkage.copies(history)
        stable = linkage.same_tag(copied.pseudonym)
        assert stable.succeeded
        assert not stable.false
        assert linkage.same_tag(copied.per_window) == Claims()
        assert linkage.same_tag(copied.havre) == Claims()
        assert linkage.alike(copied.per_window)[1] > 0
        assert linkage.alike(copied.havre) == (0, 0)


def test_the_three_stores_hold_the_same_answers() -> None:
    copied = linkage.copies(organisations()[2])
    for window in range(2):
        one, other, ours = (
            sorted((unit, measure, person) for (unit, _, measure), person in stores[window].items())
            for stores in (copied.pseudonym, copied.per_window, copied.havre)
        )
        assert one == other == ours


def test_a_sitting_is_linked_and_a_delayed_use_is_not() -> None:
    for history in organisations():
        units = timing.passes(history, POLICY.k)
        control = timing.in_one_sitting(units)
        assert control.succeeded
        assert not control.false
        assert timing.with_delays(units) == Claims()
        assert timing.at_once(units).succeeded


def test_no_use_comes_before_its_pass_and_a_single_pass_is_never_used() -> None:
    uses = 0
    for history in organisations():
        for one in timing.passes(history, POLICY.k):
            assert all(hour > one.issued[holder] for holder, hour in one.uses)
            assert len(one.issued) > 1 or not one.uses
            uses += len(one.uses)
    assert uses > 100


def test_the_delays_are_those_of_the_browser() -> None:
    later = (STATIC / "later.js").read_text(encoding="utf-8")
    told = dict(re.findall(r"export const (\w+) = ([0-9]+(?: \* [0-9]+)*)(?: \* HOUR)?;", later))
    rule = {name: math.prod(map(int, written.split(" * "))) for name, written in told.items()}
    assert rule == {
        "EARLIEST": timing.EARLIEST,
        "LATEST": timing.LATEST,
        "MARGIN": timing.MARGIN,
        "LAST_DAYS": timing.LAST_DAYS,
        "LEAST_IN_LAST_DAYS": timing.LEAST_IN_LAST_DAYS,
    }


def test_lengths_tell_answers_only_when_they_are_not_padded() -> None:
    history = organisations()[1]
    assert traffic.attack(history, traffic.unpadded).succeeded
    assert traffic.attack(history, traffic.padded) == Claims()
    assert traffic.answers_tell(naive=True)
    assert not traffic.answers_tell(naive=False)


def test_a_request_is_padded_to_its_size_or_refused() -> None:
    everything = traffic._names((1 << MEASURES) - 1)
    assert traffic.padded("t" * 700, everything) == traffic.COUNT.asked
    with pytest.raises(ValueError, match="may take"):
        traffic.padded("t" * 5000, everything)


def test_who_assumes_repetition_is_right_where_everybody_repeats_himself_and_noise_makes_him_guess() -> None:
    history = by_hand({"p": None, "a": "p", "b": "p"}, {"a": 40, "b": 31}, {"a": 20, "b": 9})
    found = repeating.Hits()
    for seed in range(20):
        again = replace(history, seed=seed)
        found += repeating.hits(again, havre(again, POLICY), POLICY)
    assert found.trials >= 40
    assert found.exact == found.trials > found.noise
    assert found.base < found.trials


def test_the_noise_is_that_of_the_default_budget() -> None:
    terms = NoiseTerms.of(Privacy().epsilon_per_year, 4)
    assert terms.scale == repeating.NOISE_SCALE


def test_a_group_in_which_everybody_took_part_is_counted() -> None:
    history = organisations()[4]
    groups, full = repeating.everybody(released(4), history.counts[:, 0])
    assert groups == full > 0
    assert repeating.everybody(released(4), history.counts[:, 0] + 1) == (groups, 0)
