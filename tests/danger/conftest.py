"""What the tests of the danger gate share."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from danger_sentences import Sentence, read_sentences

from signals.danger.gate import Gate


@pytest.fixture(scope="session")
def gate() -> Gate:
    return Gate.load()


@pytest.fixture(params=["fr", "en"])
def sentences(request: pytest.FixtureRequest) -> Sequence[Sentence]:
    return read_sentences(request.param)
