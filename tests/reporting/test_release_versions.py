"""Releases made by an older version of the policy stay what they are: readable, verifiable, in the chain."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from release_checker import THE_TWELVE, faults

from reporting.exports import overview_rows, to_csv, unit_rows
from reporting.ledger import FindingKind, verify_chain
from reporting.policy import KNOWN_VERSIONS, POLICY_VERSION, Policy
from reporting.release import CONTRIBUTORS, FORMATS, Published, Release, compile_release
from reporting.showing.board import overview_of, trends_of
from reporting.showing.history import history_until

OLD = Path(__file__).with_name("releases_of_version_1.jsonl").read_text(encoding="utf-8").splitlines()
"""Two releases as version 1 wrote them, chained: 'office' is empty in the first, `care/*` small in the
second."""


def old_releases() -> list[Release]:
    return [Release.from_json(text) for text in OLD]


def new_release(previous: Release) -> Release:
    rows = [(number, "care/day", THE_TWELVE[0] if number < 9 else CONTRIBUTORS) for number in range(25)]
    names = dict(previous.unit_names)
    return compile_release(
        "2026-W29-4w", previous.hierarchy, rows, Policy(), previous.digest, unit_names=names
    )


def test_every_known_version_has_its_format() -> None:
    assert tuple(FORMATS) == KNOWN_VERSIONS
    assert max(KNOWN_VERSIONS) == POLICY_VERSION == Policy().version


def test_an_old_release_is_written_again_with_the_same_bytes() -> None:
    for text, digest in zip(
        OLD,
        (
            "6c6745c8730943e86d7f78a77926ccb0606806bd1f59240e1edd2cb17942773e",
            "6e395e050c1e7dc1db007a3f1306edd4eb45ac7bf1b4ed94cc03e1c7abb9a41b",
        ),
        strict=True,
    ):
        release = Release.from_json(text)
        assert release.to_json() == text
        assert release.digest == digest
        assert release.policy.version == 1


def test_a_zero_of_version_1_is_still_what_was_published() -> None:
    first, _ = old_releases()
    assert first.cell("office", CONTRIBUTORS) == Published(0, None)
    content = json.loads(OLD[0])
    assert list(faults(first.hierarchy.parents, content["policy"], content["cells"])) == []


def test_the_chain_goes_on_from_version_1_to_version_2() -> None:
    first, second = old_releases()
    assert verify_chain([first, second, new_release(second)]) == ()


def test_the_version_of_the_rule_never_goes_back() -> None:
    first, second = old_releases()
    newest = replace(new_release(second), window="2026-W17-4w", previous=None)
    first = replace(first, previous=newest.digest)
    second = replace(second, previous=first.digest)
    assert [finding.kind for finding in verify_chain([newest, first, second])] == [
        FindingKind.THRESHOLDS_LOWERED,
        FindingKind.THRESHOLDS_LOWERED,
    ]


@pytest.mark.parametrize("column", [CONTRIBUTORS, THE_TWELVE[0]])
def test_a_zero_under_version_2_is_a_breach(column: str) -> None:
    _, second = old_releases()
    newest = new_release(second)
    zero = Published(0, None if column == CONTRIBUTORS else 0)
    spoiled = replace(newest, cells={**newest.cells, ("office", column): zero})
    kinds = {finding.kind for finding in verify_chain([*old_releases(), spoiled])}
    assert kinds == {FindingKind.UNSAFE}


def test_pages_and_exports_read_a_chain_of_both_versions() -> None:
    first, second = old_releases()
    for releases in ([first], [first, second], [first, second, new_release(second)]):
        history = history_until(releases)
        assert history is not None
        assert "care" in to_csv(overview_rows(overview_of(history)), ",")
        trends = trends_of(history, "office")
        assert trends is not None
        assert to_csv(unit_rows(trends), ",").count("office") == 13 * len(releases)
