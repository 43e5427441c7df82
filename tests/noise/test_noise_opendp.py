"""OpenDP's mechanism as Havre uses it: the distribution it draws from and the privacy it accounts for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from reporting.noise import SENSITIVITY, NoiseRefused, NoiseTerms
from reporting.opendp_noise import opendp_noise

DRAWS = 40_000
FLAKE = 1e-9
"""How often a right sampler may fail a test of this file."""


def probability(value: int, scale: float) -> float:
    """Of the discrete Laplace law: proportional to exp(-|x| / scale)."""
    decay = math.exp(-1 / scale)
    return (1 - decay) / (1 + decay) * decay ** abs(value)


def fit(drawn: list[int], scale: float) -> float:
    """The p-value of the chi-square test of `drawn` against the law of `scale`."""
    edge = 0
    while DRAWS * probability(edge + 1, scale) >= 20:  # every class is expected often enough
        edge += 1
    classes = list(range(-edge, edge + 1))
    expected = [DRAWS * probability(value, scale) for value in classes]
    seen = [drawn.count(value) for value in classes]
    below = sum(value < -edge for value in drawn)
    above = sum(value > edge for value in drawn)
    tail = (DRAWS - sum(expected)) / 2
    statistic = sum(
        (count - mean) ** 2 / mean
        for count, mean in zip([*seen, below, above], [*expected, tail, tail], strict=True)
    )
    return float(stats.chi2.sf(statistic, len(classes) + 1))


@pytest.mark.parametrize("weeks", [1, 4, 13])
def test_the_noise_is_that_of_the_discrete_laplace_law(weeks: int) -> None:
    terms = NoiseTerms.of(52.0, weeks)
    drawn = opendp_noise(terms).draw([0] * DRAWS)
    assert fit(list(drawn), terms.scale) > FLAKE
    assert fit(list(drawn), 1.15 * terms.scale) < FLAKE  # another scale would have been seen


def test_its_mean_is_none_and_its_variance_the_one_the_trends_use() -> None:
    terms = NoiseTerms.of(52.0, 4)
    drawn = np.array(opendp_noise(terms).draw([100] * DRAWS), dtype=float) - 100
    width = stats.norm.isf(FLAKE / 4)
    values = np.arange(-400, 401)
    law = np.array([probability(int(value), terms.scale) for value in values])
    assert math.isclose(float((law * values**2).sum()), terms.variance, rel_tol=1e-9)
    fourth = float((law * values**4).sum())
    assert abs(drawn.mean()) < width * math.sqrt(terms.variance / DRAWS)
    spread = width * math.sqrt((fourth - terms.variance**2) / DRAWS)
    assert abs((drawn**2).mean() - terms.variance) < 1.2 * spread


def test_draws_of_one_release_are_independent_of_each_other_and_of_the_counts() -> None:
    noise = opendp_noise(NoiseTerms.of(52.0, 4))
    counts = list(range(DRAWS))
    added = np.array(noise.draw(counts), dtype=float) - np.array(counts)
    width = stats.norm.isf(FLAKE / 4) / math.sqrt(DRAWS)
    assert abs(np.corrcoef(added[1:], added[:-1])[0, 1]) < 1.2 * width
    assert abs(np.corrcoef(added, counts)[0, 1]) < 1.2 * width


@pytest.mark.parametrize("weeks", [1, 4, 13])
@pytest.mark.parametrize("budget", [0.5, 13.0, 52.0, 50.0])
def test_opendp_accounts_for_a_release_as_havre_does(weeks: int, budget: float) -> None:
    """Its privacy map, asked with the sensitivity, is what the release says; otherwise it would refuse."""
    terms = NoiseTerms.of(budget, weeks)
    opendp_noise(terms)
    assert math.isclose(terms.epsilon, SENSITIVITY / terms.scale, rel_tol=1e-12)


def test_terms_that_promise_more_than_the_mechanism_keeps_are_refused() -> None:
    with pytest.raises(NoiseRefused, match="OpenDP finds"):
        opendp_noise(NoiseTerms("discrete-laplace", 3.25, 1.0, 13.0))


def test_nothing_to_draw_on_is_nothing() -> None:
    assert opendp_noise(NoiseTerms.of(52.0, 4)).draw([]) == []
