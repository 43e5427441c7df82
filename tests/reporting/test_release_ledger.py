"""The ledger over several releases: what breaks it, and what is only a note."""

from __future__ import annotations

from dataclasses import replace

import pytest
from release_worlds import contributions_of, simulated

from reporting.hierarchy import Hierarchy
from reporting.ledger import Finding, FindingKind, verify_chain
from reporting.noise import NoiseTerms
from reporting.policy import Policy
from reporting.release import CONTRIBUTORS, Published, Release, compile_release

WINDOWS = ("2026-W45-4w", "2026-W49-4w", "2026-W53-4w")


def a_year(windows: tuple[str, ...] = WINDOWS, policies: tuple[Policy, ...] = ()) -> list[Release]:
    """Releases properly chained, of one organisation in which other people take part each time."""
    releases: list[Release] = []
    for number, window in enumerate(windows):
        world = simulated(8, 12, 10, 0.4)
        policy = policies[number] if policies else Policy()
        previous = releases[-1].digest if releases else None
        contributions = contributions_of(number, world)
        releases.append(compile_release(window, world.hierarchy, contributions, policy, previous))
    return releases


def kinds(findings: tuple[Finding, ...]) -> list[tuple[FindingKind, int]]:
    return [(finding.kind, finding.place) for finding in findings]


def chained(releases: list[Release]) -> list[Release]:
    """The same releases with the digests of a chain made anew: what a forger of the whole store would
    do."""
    again: list[Release] = []
    for release in releases:
        again.append(replace(release, previous=again[-1].digest if again else None))
    return again


def test_a_year_properly_kept_has_nothing_to_say() -> None:
    assert verify_chain([]) == ()
    assert verify_chain(a_year()) == ()


@pytest.mark.parametrize("place", [0, 1])
def test_an_altered_release_breaks_the_chain_after_it(place: int) -> None:
    releases = a_year()
    releases[place] = replace(
        releases[place], unit_names=dict(releases[place].unit_names) | {"u0": "Elsewhere"}
    )
    assert kinds(verify_chain(releases)) == [(FindingKind.CHAIN_BROKEN, place + 1)]


def test_a_dropped_release_breaks_the_chain() -> None:
    releases = a_year()
    assert kinds(verify_chain(releases[1:])) == [(FindingKind.CHAIN_BROKEN, 0)]
    assert kinds(verify_chain([releases[0], releases[2]])) == [(FindingKind.CHAIN_BROKEN, 1)]


def test_releases_in_another_order_break_the_chain() -> None:
    first, second, third = a_year()
    found = kinds(verify_chain([first, third, second]))
    assert (FindingKind.CHAIN_BROKEN, 1) in found
    assert (FindingKind.WINDOW_OUT_OF_ORDER, 2) in found


def test_a_window_out_of_order_is_seen_in_a_chain_made_anew() -> None:
    first, second, third = a_year()
    assert kinds(verify_chain(chained([first, third, second]))) == [(FindingKind.WINDOW_OUT_OF_ORDER, 2)]


def test_the_same_window_twice_is_a_breach() -> None:
    releases = a_year((WINDOWS[0], WINDOWS[1], WINDOWS[0]))
    assert kinds(verify_chain(releases)) == [(FindingKind.WINDOW_RELEASED_TWICE, 2)]


def test_windows_of_another_length_are_a_breach() -> None:
    releases = a_year(("2026-W45-4w", "2027-W13-13w"))
    assert kinds(verify_chain(releases)) == [(FindingKind.WINDOW_LENGTH_CHANGED, 1)]


def test_windows_that_share_days_are_a_breach() -> None:
    releases = a_year(("2026-W45-4w", "2026-W40-13w"))
    assert kinds(verify_chain(releases)) == [
        (FindingKind.WINDOWS_OVERLAP, 1),
        (FindingKind.WINDOW_LENGTH_CHANGED, 1),
    ]


@pytest.mark.parametrize("window", ["", "last month", "2026-W46-4w", "2026-W54-4w", "2026-W45-5w"])
def test_a_window_that_does_not_exist_is_a_breach(window: str) -> None:
    assert kinds(verify_chain(a_year((window,)))) == [(FindingKind.WINDOW_UNREADABLE, 0)]


@pytest.mark.parametrize("raised", [Policy(k=12), Policy(t=4), Policy(coalition=2)])
def test_thresholds_may_be_raised_and_not_lowered(raised: Policy) -> None:
    assert verify_chain(a_year(policies=(Policy(), raised, raised))) == ()
    findings = verify_chain(a_year(policies=(raised, Policy(), Policy())))
    assert kinds(findings) == [(FindingKind.THRESHOLDS_LOWERED, 1), (FindingKind.THRESHOLDS_LOWERED, 2)]


def test_an_unsafe_release_is_seen_even_in_a_chain_made_anew() -> None:
    releases = a_year()
    small = next(
        unit
        for unit in releases[1].hierarchy.units
        if not isinstance(releases[1].cell(unit, CONTRIBUTORS), Published)
    )
    releases[1] = replace(releases[1], cells={**releases[1].cells, (small, CONTRIBUTORS): Published(2, None)})
    findings = verify_chain(chained(releases))
    assert (FindingKind.UNSAFE, 1) in kinds(findings)
    assert {finding.place for finding in findings} == {1}


def test_units_added_removed_and_moved_are_noted() -> None:
    first = compile_release(WINDOWS[0], Hierarchy({"all": None, "a": "all", "b": "all"}), [], Policy(), None)
    now = Hierarchy({"all": None, "a": "c", "c": "all"})
    second = compile_release(WINDOWS[1], now, [], Policy(), first.digest)
    findings = verify_chain([first, second])
    assert [finding.sentence for finding in findings] == [
        "Units added: c.",
        "Units removed: b.",
        "Units moved: a.",
    ]
    assert not any(finding.kind.is_breach for finding in findings)
    notes = {FindingKind.HIERARCHY_CHANGED, FindingKind.NOISE_CHANGED}
    assert all(kind.is_breach == (kind not in notes) for kind in FindingKind)


def test_another_noise_is_noted() -> None:
    first, second, third = a_year()
    terms = NoiseTerms.of(52.0, 4)
    drawn = [first, replace(second, noise=terms), replace(third, noise=terms)]
    findings = verify_chain(chained(drawn))
    assert kinds(findings) == [(FindingKind.NOISE_CHANGED, 1)]
    assert findings[0].sentence == "Exact figures before, noise of scale 3.25 (discrete-laplace) now."
