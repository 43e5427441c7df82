"""What the method page says of noise: off, on, changing, and what it has cost."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from postgres_mode import own_database
from staff_world import build_world, history

from config.settings import Privacy
from reporting.accounts import Role
from reporting.noise import NoiseTerms
from reporting.release import Release

TERMS = NoiseTerms.of(52.0, 4)
NOISY: dict[str, object] = {"privacy": Privacy(noise="discrete-laplace")}


def releases_with(terms: Sequence[NoiseTerms | None]) -> tuple[Release, ...]:
    """The releases of the house, as if drawn under these terms."""
    made: list[Release] = []
    for release, noise in zip(history(), terms, strict=True):
        previous = made[-1].digest if made else None
        made.append(replace(release, noise=noise, previous=previous))
    return tuple(made)


def page_of(
    folder: Path, releases: tuple[Release, ...], chosen: dict[str, object], *, lang: str = "en"
) -> str:
    """The words of the method page, tags and line breaks taken away."""
    world = build_world(folder, releases, **chosen)
    answer = world.sign_in(Role.PSYCHOLOGIST, lang=lang).get(f"/{lang}/method/")
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_no_noise_is_said_plainly(tmp_path: Path) -> None:
    page = page_of(tmp_path, releases_with([None] * 6), {})
    assert "No noise is added to the figures: they are exact counts" in page
    assert "Epsilon" not in page
    assert "From the next release on" not in page


def test_the_terms_and_the_account_are_on_the_page(tmp_path: Path) -> None:
    page = page_of(tmp_path, releases_with([None, None, TERMS, TERMS, TERMS, TERMS]), NOISY)
    for words in (
        "Nine draws in ten are of 7 people at most",
        "Scale 3.25 people",
        "Epsilon of one release 4",
        "Epsilon planned for 52 weeks 52",
        "Epsilon spent in the last 52 weeks 16 (releases with noise: 4; without: 2)",
        "exp(4) at most per release, and exp(52) at most over 52 weeks",
        "is not covered by the noise, only by the rule",
    ):
        assert words in page
    assert "No noise is added" not in page
    assert "From the next release on" not in page


def test_numbers_are_written_in_the_language_of_the_page(tmp_path: Path) -> None:
    page = page_of(tmp_path, releases_with([TERMS] * 6), NOISY, lang="fr")
    assert "3,25 personnes" in page
    assert "24 (publications avec bruit\u00a0: 6\u00a0; sans bruit\u00a0: 0)" in page


@pytest.mark.parametrize(
    ("before", "chosen", "said"),
    [
        (None, NOISY, "From the next release on, a noise of scale 3.25 will be drawn (epsilon 4 per release"),
        (TERMS, {}, "From the next release on, no noise will be added."),
        (NoiseTerms.of(26.0, 4), NOISY, "a noise of scale 3.25 will be drawn"),
    ],
)
def test_a_change_of_the_settings_is_announced(
    tmp_path: Path, before: NoiseTerms | None, chosen: dict[str, object], said: str
) -> None:
    assert said in page_of(tmp_path, releases_with([before] * 6), chosen)


def test_what_was_spent_is_still_said_once_the_noise_is_off(tmp_path: Path) -> None:
    page = page_of(tmp_path, releases_with([TERMS] * 5 + [None]), {})
    assert "No noise is added" in page
    assert "Epsilon spent in the last 52 weeks 20 (releases with noise: 5; without: 1)" in page


def test_before_the_first_release_the_settings_are_said(tmp_path: Path) -> None:
    assert "Scale 3.25 people" in page_of(tmp_path, (), NOISY)


def test_the_page_says_what_version_2_changed_and_that_attacks_are_tried(tmp_path: Path) -> None:
    page = page_of(tmp_path, releases_with([None] * 6), {})
    assert "A group in which nobody took part is withheld like a group in which too few people did" in page
    assert "a large group is no longer withheld for the sake of one of its parts" in page
    assert "first the largest groups" in page
    (attacks,) = re.findall(r"[^.]*make attack[^.]*\.", page)
    assert not re.search(r"\d", attacks)


def test_an_export_says_under_which_terms_its_figures_were_drawn(tmp_path: Path) -> None:
    releases = releases_with([TERMS] * 6)
    world = build_world(tmp_path, releases, **NOISY)
    export = world.sign_in(Role.HR).get(f"/fr/overview/{releases[-1].window}/table.json")
    assert json.loads(export.text)["noise"] == {
        "mechanism": "discrete-laplace",
        "scale": 3.25,
        "epsilon": 4.0,
        "epsilon_per_year": 52.0,
    }


def test_another_noise_is_no_broken_chain(tmp_path: Path) -> None:
    """What the ledger only notes is no reason to send for help."""
    world = build_world(tmp_path, releases_with([None, None, TERMS, TERMS, TERMS, TERMS]), **NOISY)
    page = world.sign_in(Role.ADMINISTRATOR, lang="en").get("/en/health/").text
    assert "The chain of releases is whole." in page


@pytest.mark.parametrize("scale", [0.2, 1.0, 3.25, 13.0, 40.0])
def test_nine_draws_in_ten_are_within_what_is_said(scale: float) -> None:
    usual = replace(TERMS, scale=scale).usual
    law = {draw: math.exp(-abs(draw) / scale) for draw in range(-2000, 2001)}
    within = [
        sum(law[draw] for draw in range(-most, most + 1)) / sum(law.values()) for most in (usual, usual - 1)
    ]
    assert within[1] < 0.9 <= within[0]


def test_every_word_of_the_page_is_in_both_languages(tmp_path: Path) -> None:
    """The page fails to be drawn where a word is missing; here every branch is drawn in both."""
    cases: list[tuple[NoiseTerms | None, dict[str, object]]] = [
        (None, {}),
        (TERMS, NOISY),
        (None, NOISY),
        (TERMS, {}),
    ]
    for number, (terms, chosen) in enumerate(cases):
        for lang in ("fr", "en"):
            with own_database(Path(__file__)):
                folder = tmp_path / f"{number}{lang}"
                page = page_of(folder, releases_with([terms] * 6), chosen, lang=lang)
            assert "{" not in page
