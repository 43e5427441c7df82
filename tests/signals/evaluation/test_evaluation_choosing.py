"""Thresholds and figures on small cases that can be worked out by hand."""

import numpy as np

from signals.evaluation.choosing import alarm_threshold, alarms, best, f1, macro


def test_f1_by_hand():
    truth = np.array([True, True, False, False])
    assert f1(truth, np.array([True, False, True, False])) == 0.5
    assert f1(truth, truth) == 1.0
    assert f1(truth, ~truth) == 0.0


def test_macro_leaves_out_labels_that_never_occur():
    truth = np.array([[True, False], [False, False]])
    assert macro(truth, np.array([[True, True], [False, False]])) == 1.0


def test_the_best_threshold_lies_between_the_two_crowds():
    truth = np.array([True] * 50 + [False] * 50)
    scores = np.array([0.8] * 50 + [0.2] * 50)
    assert 0.22 <= best(truth, scores) <= 0.8


def test_a_label_without_rows_takes_the_other_language_s_curve():
    nothing = np.zeros(10, dtype=bool)
    prior = np.zeros(47)
    prior[20] = 1.0
    assert best(nothing, np.full(10, 0.3), prior) == np.round(0.04 + 0.02 * 20, 2)


def test_alarms_stay_within_the_share():
    calm = np.array([[0.9, 0.1]] * 98 + [[0.3, 0.7]] * 2)
    threshold = alarm_threshold(calm, calm, 0.02, 0.02)
    assert alarms(calm, threshold).mean() <= 0.02
    assert alarms(calm, threshold - 0.02).mean() > 0.02
    assert alarm_threshold(calm, calm, 0.0, 0.0) > 0.7
