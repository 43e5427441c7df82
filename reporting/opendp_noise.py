"""The discrete Laplace mechanism of OpenDP, with its own sampler (exact, seeded by the system).

An optional part: importing this module needs `opendp`, and nothing imports it but config/noise.py, when the
setting asks for noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import opendp.prelude as dp

from reporting.noise import SENSITIVITY, Noise, NoiseRefused, NoiseTerms

# OpenDP has reviewed the mechanism and keeps it behind this name until a proof of its code is checked too.
dp.enable_features("contrib")


def opendp_noise(terms: NoiseTerms) -> Noise:
    """The noise drawn by OpenDP under `terms`.

    Raises NoiseRefused when OpenDP's own account of a release differs from `terms.epsilon`.
    """
    counts = dp.vector_domain(dp.atom_domain(T=dp.i64)), dp.l1_distance(T=dp.i64)
    mechanism = dp.m.make_laplace(*counts, scale=terms.scale)
    account = mechanism.map(SENSITIVITY)  # type: ignore[no-untyped-call]  # OpenDP does not annotate it
    if not math.isclose(account, terms.epsilon, rel_tol=1e-9):
        raise NoiseRefused(f"The terms say epsilon = {terms.epsilon}, and OpenDP finds {account}.")

    def draw(exact: Sequence[int]) -> list[int]:
        drawn: list[int] = mechanism(list(exact))
        return drawn

    return Noise(terms, draw)
