"""Figures on cases small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.encoder.onnx import OnnxEncoder
from signals.evaluation.bias import probe
from signals.evaluation.calibration_error import expected_error
from signals.evaluation.figures import macro_figure, share
from signals.evaluation.groups import EKMAN, SENTIMENT, grouped
from signals.reading import EMOTIONS


def test_macro_f1_leaves_out_labels_that_never_occur() -> None:
    truth = np.array([[True, False], [True, False]])
    given_labels = np.array([[True, True], [False, False]])
    assert macro_figure("h", "w", "x", truth, given_labels).value == pytest.approx(2 / 3)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_a_share_lies_in_its_interval(right: list[bool]) -> None:
    one = share("h", "w", "x", np.array(right))
    assert one.value == pytest.approx(sum(right) / len(right))
    assert one.low is not None
    assert one.high is not None
    assert 0.0 <= one.low <= one.value + 1e-9
    assert one.value - 1e-9 <= one.high <= 1.0
    assert one.high - one.low > 0.0


def test_more_rows_make_a_narrower_interval() -> None:
    few, many = (share("h", "w", "x", np.array([True, False] * count)) for count in (20, 500))
    assert (many.high or 1.0) - (many.low or 0.0) < (few.high or 1.0) - (few.low or 0.0)


def test_none_of_many_is_not_never() -> None:
    one = share("h", "w", "x", np.zeros(892, dtype=bool))
    assert one.high == pytest.approx(0.0043, abs=2e-4)


def test_a_rare_label_read_right_has_no_interval_down_to_nothing() -> None:
    truth = np.array([[place < 3] for place in range(300)])
    one = macro_figure("h", "w", "x", truth, truth)
    assert (one.value, one.high) == (1.0, 1.0)
    assert (one.low or 0.0) >= 0.0


def test_probabilities_that_keep_their_word_have_no_error() -> None:
    scores = np.full((1000, 1), 0.25)
    truth = np.array([[place % 4 == 0] for place in range(1000)])
    assert expected_error(truth, scores, independent=True) == pytest.approx(0.0, abs=1e-9)
    assert expected_error(truth, scores + 0.5, independent=True) == pytest.approx(0.5)


def test_where_labels_share_one_the_likeliest_is_judged() -> None:
    scores = np.array([[0.9, 0.1]] * 10)
    truth = np.array([[True, False]] * 9 + [[False, True]])
    assert expected_error(truth, scores, independent=False) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("groups", [EKMAN, SENTIMENT])
def test_every_emotion_belongs_to_one_group(groups: dict[str, tuple[str, ...]]) -> None:
    assert sorted(name for names in groups.values() for name in names) == sorted(EMOTIONS)


def test_a_row_belongs_to_the_group_of_any_of_its_labels() -> None:
    flags = np.array([[name in ("anger", "joy") for name in EMOTIONS]])
    ekman = dict(zip(EKMAN, grouped(flags, EKMAN)[0].tolist(), strict=True))
    assert [name for name, there in ekman.items() if there] == ["anger", "joy"]


def test_the_probe_looks_at_every_group_and_head() -> None:
    shifts = probe(OnnxEncoder.load())
    assert {(one.language, one.group) for one in shifts} == {
        (language, group) for language in ("fr", "en") for group in ("gender", "origin", "age", "trade")
    }
    assert all(0.0 <= one.size <= 1.0 and one.lower != one.higher for one in shifts)
