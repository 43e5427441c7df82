"""Windows over long texts: every word is seen while there are few, and the work is bounded."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from signals.encoder.windows import MOST, OVERLAP, WINDOW, together, windows


@given(st.integers(0, 30_000))
def test_windows_are_few_full_and_reach_both_ends(length):
    found = windows(length)
    assert 1 <= len(found) <= MOST
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(end - start <= WINDOW for start, end in found)
    if length > WINDOW:
        assert all(end - start == WINDOW for start, end in found)


@given(st.integers(0, MOST * (WINDOW - OVERLAP)))
def test_nothing_is_left_out_of_a_text_of_a_page(length):
    seen = set()
    for start, end in windows(length):
        seen.update(range(start, end))
    assert seen == set(range(length))


def test_a_factor_and_a_danger_of_one_window_count_for_the_text():
    def part(factor, danger, emotion):
        return {
            "factors": np.array([factor], np.float32),
            "danger": np.array([1 - danger, danger], np.float32),
            "emotions": np.array([emotion], np.float32),
        }

    whole = together([part(0.1, 0.0, 0.2), part(0.9, 0.75, 0.4)])
    assert whole["factors"][0] == np.float32(0.9)
    assert whole["danger"].tolist() == [0.25, 0.75]
    assert np.isclose(whole["emotions"][0], 0.3)
